const SENTENCES: Record<string, string> = {
  denied: 'Sign-in was cancelled. You can try again.',
  expired: 'Sign-in took too long or was started elsewhere. Please try again.',
  failed: 'Sign-in did not work. Please try again.',
};

/** Why a sign-in failed, in words, from the query with which the login pages sent the person back. */
export function signInFailure(query: string): string | undefined {
  const reason = new URLSearchParams(query).get('error');
  if (reason === null) return undefined;
  return Object.hasOwn(SENTENCES, reason) ? SENTENCES[reason] : SENTENCES.failed;
}
