import type { JWTPayload } from 'jose';
import type { User } from '../users/user';

/** Attributes by the scope that brings them; `openid` alone brings all. @see https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html */
const PROFILE = new Set([
  'name', 'family_name', 'given_name', 'middle_name', 'nickname', 'preferred_username', 'profile', 'picture', 'website', 'gender', 'birthdate', 'zoneinfo',
  'locale', 'address', 'updated_at',
]);

/** A user's attributes as claims, as far as the scopes let a client see them. */
export function attributeClaims(user: User, scopes: readonly string[]): JWTPayload {
  const narrowing = scopes.filter((scope) => ['profile', 'email', 'phone'].includes(scope));
  const sees = (scope: string) => narrowing.length === 0 || narrowing.includes(scope);
  const attributes = Object.entries(user.attributes).filter(([name]) => {
    if (PROFILE.has(name) || name.startsWith('custom:')) return sees('profile');
    return name.startsWith('phone_number') ? sees('phone') : sees('email');
  });
  return {
    ...Object.fromEntries(attributes),
    ...(sees('email') && { email: user.email, email_verified: user.isEmailVerified }),
  };
}
