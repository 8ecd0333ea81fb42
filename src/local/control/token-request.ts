import * as v from 'valibot';

/** What `POST tokenUrl` takes. */
const TokenRequest = v.object({
  email: v.pipe(v.string(), v.regex(/^[^\s@]+@[^\s@]+$/, 'must be an e-mail address')),
  name: v.optional(v.pipe(v.string(), v.nonEmpty('must not be empty'))),
  expiresInSeconds: v.optional(v.pipe(v.number(), v.integer('must be a whole number'))),
  clientId: v.optional(v.pipe(v.string(), v.nonEmpty('must not be empty'))),
  session: v.optional(v.boolean()),
});
export type TokenRequest = v.InferOutput<typeof TokenRequest>;

/** The request in a body, or what is wrong with it, for a person. */
export function parseTokenRequest(body: string): { readonly request: TokenRequest } | { readonly fault: string } {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { fault: 'the body must be JSON, as {"email":"ada@example.com"}' };
  }
  const result = v.safeParse(TokenRequest, value, { abortEarly: true });
  if (result.success) return { request: result.output };
  const [issue] = result.issues;
  const field = issue.path?.[0]?.key;
  return { fault: field === undefined ? 'the body must be a JSON object' : `${String(field)}: ${sentence(issue)}` };
}

function sentence({ message, expected, input }: v.BaseIssue<unknown>): string {
  if (input === undefined) return 'is missing';
  return /^(must|is)/.test(message) ? message : `must be a ${expected}`;
}
