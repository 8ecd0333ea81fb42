import { Authorization } from './oauth/authorization';
import { AppClient } from './pool/app-client';
import { Triggers } from './pool/triggers';
import { UserPool } from './pool/user-pool';
import type { SignInServerOptions } from './sign-in-server';
import { RefreshTokens } from './tokens/refresh-tokens';
import type { SigningKeys } from './tokens/signing-keys';
import { TokenGeneration } from './tokens/token-generation';
import { TokenIssuer } from './tokens/token-issuer';
import { Lockout } from './users/lockout';
import { Mailbox } from './users/mailbox';
import { MailedCodes } from './users/mailed-codes';
import { PasswordRecovery } from './users/password-recovery';
import { PasswordSignIn } from './users/password-sign-in';
import { Registration } from './users/registration';
import { UserDirectory } from './users/user-directory';
import { VerificationMail } from './users/verification-mail';

/** What a user pool does, without HTTP: its parts, put together. */
export class Service {
  readonly now: () => number;
  readonly issuer: string;
  readonly pool: UserPool;
  readonly clients: ReadonlyMap<string, AppClient>;
  readonly mailbox: Mailbox;
  readonly directory: UserDirectory;
  readonly registration: Registration;
  readonly passwordSignIn: PasswordSignIn;
  readonly passwordRecovery: PasswordRecovery;
  readonly tokenGeneration: TokenGeneration;
  readonly tokenIssuer: TokenIssuer;
  readonly refreshTokens: RefreshTokens;
  readonly authorization: Authorization;

  constructor(options: SignInServerOptions, readonly origin: string, readonly keys: SigningKeys) {
    const now = options.now ?? Date.now;
    const pool = new UserPool(options.userPool);
    const triggers = new Triggers(pool, options.invokeTrigger);
    const codes = new MailedCodes(now);
    const lockout = new Lockout(now);
    this.now = now;
    this.issuer = `${origin}/${pool.id}`;
    this.pool = pool;
    this.clients = new Map(options.userPoolClients.map((resource) => [resource.physicalId, new AppClient(resource)]));
    this.mailbox = new Mailbox(now, options.onMail);
    this.directory = new UserDirectory(pool, now);
    const mail = new VerificationMail(pool, triggers, this.mailbox);
    this.registration = new Registration(pool, this.directory, codes, mail, triggers);
    this.passwordSignIn = new PasswordSignIn(pool, this.directory, lockout, triggers);
    this.passwordRecovery = new PasswordRecovery(pool, this.directory, codes, mail, triggers, lockout);
    this.tokenGeneration = new TokenGeneration(triggers);
    this.tokenIssuer = new TokenIssuer(this.issuer, keys, now);
    this.refreshTokens = new RefreshTokens(now);
    this.authorization = new Authorization(now, this.tokenGeneration);
  }
}
