/** A mail that would have been sent. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The code in it, for scripts. */
  readonly code?: string;
  /** ISO 8601, UTC. */
  readonly sentAt: string;
}

const CAPACITY = 1_000;

/** Every mail goes here, whoever it is for. */
export class Mailbox {
  /** Newest first. */
  readonly mails: Mail[] = [];

  constructor(private readonly now: () => number, private readonly onMail: ((mail: Mail) => void) | undefined) {}

  send(mail: Omit<Mail, 'sentAt'>): void {
    const sent = { ...mail, sentAt: new Date(this.now()).toISOString() };
    this.mails.unshift(sent);
    this.mails.length = Math.min(this.mails.length, CAPACITY);
    this.onMail?.(sent);
  }
}
