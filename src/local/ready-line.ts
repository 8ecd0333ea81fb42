/** What a program needs to know of a room that is ready: the line that `--json` prints. */
export interface ReadyLine {
  /** Address of the page and the HTTP API. */
  readonly url: string;
  readonly webSocketUrl: string;
  /** As in the `iss` of tokens. */
  readonly issuer: string;
  readonly clientId: string;
  readonly inboxUrl: string;
  readonly tokenUrl: string;
  readonly controlUrl: string;
}

/** The same for a person: what to open, and how to sign in. */
export function greeting({ url, inboxUrl }: ReadyLine): string {
  return `
The chat room is ready: ${url}

  Open it and sign up with any e-mail address: nothing is sent.
  The code shows up here, and in the inbox: ${inboxUrl}
  For a second person, use another browser or a private window.

Stop it with Ctrl+C.
`;
}
