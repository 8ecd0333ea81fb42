import { JsonApi } from './api/json-api';
import { Reply } from './http/reply';
import type { Route } from './http/router';
import { AuthorizeEndpoint } from './oauth/authorize-endpoint';
import { ClientAuthentication } from './oauth/client-authentication';
import { discovery } from './oauth/discovery';
import { LogoutEndpoint } from './oauth/logout-endpoint';
import { RevokeEndpoint } from './oauth/revoke-endpoint';
import { TokenEndpoint } from './oauth/token-endpoint';
import { UserInfoEndpoint } from './oauth/user-info-endpoint';
import { Browsers } from './pages/browsers';
import { ConfirmPage } from './pages/confirm-page';
import type { ErrorPage } from './pages/error-page';
import { ForgotPasswordPage } from './pages/forgot-password-page';
import { LoginPath } from './pages/login-page';
import { LoginPages } from './pages/login-pages';
import type { Page } from './pages/page';
import { ResetPasswordPage } from './pages/reset-password-page';
import { SignInPage } from './pages/sign-in-page';
import { SignUpPage } from './pages/sign-up-page';
import { STYLE, STYLE_PATH } from './pages/style';
import type { Service } from './service';

/** The addresses of a user pool: its issuer's files, its OAuth endpoints, its login pages and its API. */
export function routes(service: Service, page: Page, errorPage: ErrorPage, inboxUrl: string | undefined): Route[] {
  const browsers = new Browsers(service.now, Number(new URL(service.origin).port));
  return [...issuerFiles(service), ...backChannel(service), ...frontChannel(service, browsers, page, errorPage, inboxUrl)];
}

/** What never changes. */
function issuerFiles({ issuer, origin, pool, keys }: Service): Route[] {
  const configuration = Reply.json(200, discovery(issuer, origin));
  const jwks = Reply.json(200, keys.jwks);
  return [
    { path: `/${pool.id}/.well-known/openid-configuration`, anyOrigin: true, methods: { GET: () => configuration } },
    { path: `/${pool.id}/.well-known/jwks.json`, anyOrigin: true, methods: { GET: () => jwks } },
  ];
}

/** What clients and functions call. */
function backChannel(service: Service): Route[] {
  const { origin, issuer, now, pool, clients, directory, keys, refreshTokens, authorization, tokenGeneration, tokenIssuer } = service;
  const authentication = new ClientAuthentication(clients);
  const token = new TokenEndpoint(authentication, authorization, refreshTokens, tokenGeneration, tokenIssuer, directory);
  const revoke = new RevokeEndpoint(authentication, refreshTokens);
  const userInfo = new UserInfoEndpoint(issuer, keys, refreshTokens, directory, now);
  const api = new JsonApi(pool.id, clients, origin, now);
  return [
    { path: '/oauth2/token', anyOrigin: true, methods: { POST: async (request) => token.handle(request) } },
    { path: '/oauth2/revoke', anyOrigin: true, methods: { POST: (request) => revoke.handle(request) } },
    {
      path: '/oauth2/userInfo',
      anyOrigin: true,
      methods: { GET: async (request) => userInfo.handle(request), POST: async (request) => userInfo.handle(request) },
    },
    { path: '/', methods: { POST: (request) => api.handle(request) } },
  ];
}

/** What people see. */
function frontChannel(service: Service, browsers: Browsers, page: Page, errorPage: ErrorPage, inboxUrl: string | undefined): Route[] {
  const { origin, now, pool, clients, directory, registration, passwordSignIn, passwordRecovery, authorization } = service;
  const authorize = new AuthorizeEndpoint(browsers, directory, authorization, now);
  const logout = new LogoutEndpoint(clients, browsers, errorPage);
  const confirmPage = new ConfirmPage(page, registration, directory, browsers, authorize, inboxUrl);
  const loginPages = new LoginPages([
    new SignInPage(page, pool, passwordSignIn, confirmPage, authorize),
    new SignUpPage(page, pool, registration, confirmPage, authorize),
    confirmPage,
    new ForgotPasswordPage(page, pool, passwordRecovery, browsers),
    new ResetPasswordPage(page, pool, passwordRecovery, browsers, inboxUrl),
  ], clients, browsers, errorPage, origin);
  const style = new Reply(200, {
    'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=31536000, immutable', 'x-content-type-options': 'nosniff',
  }, STYLE);
  return [
    ...loginPages.routes,
    { path: LoginPath.RESEND_CODE, isPage: true, methods: { GET: loginPages.on(async (visit) => confirmPage.resend(visit)) } },
    { path: '/oauth2/authorize', isPage: true, methods: { GET: loginPages.on(async (visit) => authorize.handle(visit)) } },
    { path: '/logout', isPage: true, methods: { GET: (request) => logout.handle(request) } },
    { path: STYLE_PATH, methods: { GET: () => style } },
  ];
}
