import type { SignInServer } from '../sign-in/sign-in-server';

/**
 * Signs somebody in as a browser would, but for the login pages, and returns the cookies that it would then have.
 *
 * @param pageUrl of the chat room
 */
export async function browserSession(pageUrl: string, signIn: Pick<SignInServer, 'authorize'>, email: string): Promise<string[]> {
  const login = await fetch(`${pageUrl}/auth/login`, { redirect: 'manual' });
  const authorizeUrl = login.headers.get('location');
  if (authorizeUrl === null) throw new Error(`/auth/login answered ${login.status} and led nowhere`);
  const callbackUrl = await signIn.authorize(authorizeUrl, email);
  const callback = await fetch(callbackUrl, { redirect: 'manual', headers: { cookie: login.headers.getSetCookie().map(nameAndValue).join('; ') } });
  const cookies = callback.headers.getSetCookie();
  if (callback.status >= 400 || cookies.length === 0) throw new Error(`/auth/callback answered ${callback.status} and set no cookie`);
  return cookies;
}

function nameAndValue(setCookie: string): string {
  return setCookie.split(';')[0] ?? '';
}
