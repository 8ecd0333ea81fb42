import type { FunctionErrorPayload } from './function-error';

/** What Lambda's runtime tells of something that was thrown, which may be anything. */
export function errorPayload(thrown: unknown): Required<FunctionErrorPayload> {
  if (!(thrown instanceof Error)) return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  return { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? '').split('\n') };
}
