import * as v from 'valibot';
import { Timestamp } from './message';

/** `GET /config.json`: what a page needs to know. No secrets. */
export const Config = v.object({
  title: v.string(),
  environment: v.string(),
  webSocketUrl: v.string(),
  protocol: v.string(),
  signIn: v.object({ login: v.string(), token: v.string(), logout: v.string() }),
  identityProviders: v.array(v.string()),
});
export type Config = v.InferOutput<typeof Config>;

/** `POST /auth/token`: a fresh access token. */
export const TokenResponse = v.object({
  accessToken: v.string(),
  expiresAt: Timestamp,
  user: v.object({ id: v.string(), name: v.string() }),
});
export type TokenResponse = v.InferOutput<typeof TokenResponse>;

/** `POST /auth/logout` takes this … */
export const LogoutRequest = v.object({ everywhere: v.optional(v.boolean()) });
export type LogoutRequest = v.InferOutput<typeof LogoutRequest>;

/** … and answers with where to go to end the session at the login pages. */
export const LogoutResponse = v.object({ redirectTo: v.string() });
export type LogoutResponse = v.InferOutput<typeof LogoutResponse>;

/** Errors over HTTP. API Gateway's own have only `message`. */
export const HttpError = v.object({ code: v.optional(v.string()), message: v.string() });
export type HttpError = v.InferOutput<typeof HttpError>;
