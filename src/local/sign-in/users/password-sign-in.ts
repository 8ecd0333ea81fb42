import { CognitoError } from '../cognito-error';
import type { AppClient } from '../pool/app-client';
import type { Triggers } from '../pool/triggers';
import type { UserPool } from '../pool/user-pool';
import type { Lockout } from './lockout';
import { isPassword } from './password-hash';
import type { User } from './user';
import type { UserDirectory } from './user-directory';

const WRONG = 'The e-mail address or the password is not right.';

/** Signing in by e-mail address and password. */
export class PasswordSignIn {
  constructor(
    private readonly pool: UserPool,
    private readonly directory: UserDirectory,
    private readonly lockout: Lockout,
    private readonly triggers: Triggers,
  ) {}

  /**
   * @returns the user, who may still have to confirm their address: look at `status`
   * @throws CognitoError where they may not sign in; its words do not tell whether there is an account, if the client hides that
   */
  async signIn(email: string, password: string, client: AppClient): Promise<User> {
    const username = this.pool.usernameOf(email);
    if (this.lockout.isLocked(username)) throw new CognitoError('NotAuthorizedException', 'Too many attempts failed. Wait a moment, then try again.');
    const user = this.directory.byEmail(email);
    if (user) await this.triggers.run('PreAuthentication', this.event('PreAuthentication', user, client, { validationData: null, userNotFound: false }));

    const matches = await isPassword(password, user?.passwordHash);
    if (!user || !matches) {
      this.lockout.fail(username);
      if (!user && !client.hidesWhoExists) throw new CognitoError('NotAuthorizedException', 'There is no account with that e-mail address.');
      throw new CognitoError('NotAuthorizedException', WRONG);
    }
    this.lockout.succeed(username);
    if (user.status === 'CONFIRMED') {
      await this.triggers.run('PostAuthentication', this.event('PostAuthentication', user, client, { newDeviceUsed: false }));
    }
    return user;
  }

  private event(trigger: 'PreAuthentication' | 'PostAuthentication', user: User, client: AppClient, request: Record<string, unknown>) {
    return { source: `${trigger}_Authentication`, user, clientId: client.id, request, response: {} };
  }
}
