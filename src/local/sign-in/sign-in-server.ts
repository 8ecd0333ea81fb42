import { CognitoError } from './cognito-error';
import { HttpListener } from './http/http-listener';
import { Parameters } from './http/parameters';
import { Router } from './http/router';
import { AuthorizeRefusal, AuthorizeRequest } from './oauth/authorize-request';
import { ErrorPage } from './pages/error-page';
import { Page } from './pages/page';
import type { AppClient } from './pool/app-client';
import type { CfnResource } from './pool/cfn-resource';
import { routes } from './routes';
import { Service } from './service';
import { beginSignIn } from './tokens/sign-in-record';
import { SigningKeys } from './tokens/signing-keys';
import type { Mail } from './users/mailbox';

export type { CfnResource, Mail };
export { CognitoError };

export interface SignInServerOptions {
  /** 0 for any. It listens on 127.0.0.1; its origin has the name localhost. */
  readonly port: number;
  /** `AWS::Cognito::UserPool` */
  readonly userPool: CfnResource;
  /** Every `AWS::Cognito::UserPoolClient` of that pool; the first is the chat room's. */
  readonly userPoolClients: CfnResource[];
  /** What the login pages call the product. */
  readonly title: string;
  /** Runs a trigger, by its ARN in `LambdaConfig`. Rejects with what the function threw. */
  readonly invokeTrigger: (functionArn: string, event: unknown) => Promise<unknown>;
  readonly onMail?: (mail: Mail) => void;
  /** Where people find the codes that are mailed. */
  readonly inboxUrl?: string;
  /** Told what went wrong inside, which visitors are not. */
  readonly onError?: (error: unknown) => void;
  /** Milliseconds since 1970; for tests. */
  readonly now?: () => number;
}

/** Whose tokens, and which. */
export interface TokenRequest {
  readonly email: string;
  /** Renames the user. A new one is called by the local part of the address otherwise. */
  readonly name?: string;
  /** 0 or less for tokens that are expired already. */
  readonly expiresInSeconds?: number;
  /** Another client's, which need not exist. */
  readonly clientId?: string;
}

export interface IssuedUserTokens {
  readonly accessToken: string;
  readonly idToken: string;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
  readonly user: { readonly id: string; readonly name: string; readonly email: string };
}

/** A user pool with its login pages, as a template describes it. */
export interface SignInServer {
  /** `http://localhost:PORT` */
  readonly origin: string;
  /** The `iss` of its tokens. */
  readonly issuer: string;
  /** Newest first. */
  readonly mails: readonly Mail[];
  /**
   * Tokens for somebody, who is made and confirmed if need be.
   *
   * @throws CognitoError where the request is not in order, or a trigger refuses
   */
  issueTokens(request: TokenRequest): Promise<IssuedUserTokens>;
  /**
   * Signs somebody in at an authorize URL without pages; they are made and confirmed if need be.
   *
   * @returns where the browser would be sent: to the callback, with `code` and `state` or with an error
   * @throws CognitoError where it would be sent nowhere
   */
  authorize(authorizeUrl: string, email: string): Promise<string>;
  close(): Promise<void>;
}

/** Starts a user pool with its login pages; it runs until it is closed. */
export async function startSignInServer(options: SignInServerOptions): Promise<SignInServer> {
  const [keys, listener] = await Promise.all([
    SigningKeys.generate(),
    HttpListener.start(options.port, options.onError ?? ((error) => console.error('sign-in:', error))),
  ]);
  const service = new Service(options, `http://localhost:${listener.port}`, keys);
  const page = new Page(options.title);
  const errorPage = new ErrorPage(page);
  const router = new Router(routes(service, page, errorPage, options.inboxUrl), service.origin, () => errorPage.notFound());
  listener.serve(async (request) => router.handle(request));
  return new LocalSignInServer(service, listener);
}

const DEFAULT_SCOPES = ['openid', 'email', 'profile'];
const CLIENT_ID = /^[\w+]{1,128}$/;
const MAX_VALIDITY_SECONDS = 10 * 365 * 24 * 60 * 60;

class LocalSignInServer implements SignInServer {
  readonly origin: string;
  readonly issuer: string;

  constructor(private readonly service: Service, private readonly listener: HttpListener) {
    this.origin = service.origin;
    this.issuer = service.issuer;
  }

  get mails(): readonly Mail[] {
    return this.service.mailbox.mails;
  }

  async issueTokens({ email, name, expiresInSeconds, clientId }: TokenRequest): Promise<IssuedUserTokens> {
    const { clients, directory, tokenGeneration, tokenIssuer } = this.service;
    const client = clients.get(clientId ?? '') ?? this.firstClient();
    const audience = clientId ?? client.id;
    if (!CLIENT_ID.test(audience)) throw new CognitoError('InvalidParameterException', 'clientId must be 1 to 128 letters, digits, _ and +.');
    if (expiresInSeconds !== undefined && !(Math.abs(expiresInSeconds) <= MAX_VALIDITY_SECONDS)) {
      throw new CognitoError('InvalidParameterException', 'expiresInSeconds must be a number, of ten years at most.');
    }
    const user = directory.ensureConfirmed(email, name);
    const scopes = client.scopes.length > 0 ? client.scopes : DEFAULT_SCOPES;
    const overrides = await tokenGeneration.overrides('HostedAuth', user, audience, scopes);
    const signIn = beginSignIn(user, audience, scopes, this.seconds());
    const seconds = expiresInSeconds === undefined ? undefined : Math.floor(expiresInSeconds);
    const validity = { access: seconds ?? client.validity.access, id: seconds ?? client.validity.id };
    const tokens = await tokenIssuer.issue({ signIn, user, validity, isRevocable: client.allowsRevocation }, overrides);
    return {
      accessToken: tokens.accessToken,
      idToken: tokens.idToken,
      expiresAt: new Date(tokens.expiresAt * 1_000).toISOString(),
      user: { id: user.id, name: user.attributes.name ?? '', email: user.email },
    };
  }

  async authorize(authorizeUrl: string, email: string): Promise<string> {
    const { clients, directory, authorization } = this.service;
    try {
      const mark = authorizeUrl.indexOf('?');
      const request = AuthorizeRequest.read(Parameters.parse(mark < 0 ? '' : authorizeUrl.slice(mark + 1)), clients);
      return (await authorization.grant(request, directory.ensureConfirmed(email), this.seconds())).location;
    } catch (error) {
      if (!(error instanceof AuthorizeRefusal)) throw error;
      if (error.redirectTo !== undefined) return error.redirectTo;
      throw new CognitoError('InvalidParameterException', error.message);
    }
  }

  async close(): Promise<void> {
    await this.listener.close();
  }

  private firstClient(): AppClient {
    const [client] = this.service.clients.values();
    if (!client) throw new CognitoError('ResourceNotFoundException', 'The user pool has no app client.');
    return client;
  }

  private seconds(): number {
    return Math.floor(this.service.now() / 1_000);
  }
}
