import { CognitoError } from '../cognito-error';
import type { AppClient } from '../pool/app-client';
import type { Triggers } from '../pool/triggers';
import type { UserPool } from '../pool/user-pool';
import type { Lockout } from './lockout';
import type { MailedCodes } from './mailed-codes';
import { hashPassword } from './password-hash';
import type { UserDirectory } from './user-directory';
import type { VerificationMail } from './verification-mail';

/** A new password for somebody who forgot theirs, by a mailed code. */
export class PasswordRecovery {
  constructor(
    private readonly pool: UserPool,
    private readonly directory: UserDirectory,
    private readonly codes: MailedCodes,
    private readonly mail: VerificationMail,
    private readonly triggers: Triggers,
    private readonly lockout: Lockout,
  ) {}

  /** Mails a code, if that address is a confirmed user's. Whether it is shows nowhere, if the client hides who exists. */
  async start(email: string, client: AppClient): Promise<void> {
    const user = this.directory.byEmail(email);
    const code = this.codes.issue('recovery', this.pool.usernameOf(email));
    if (user?.isEmailVerified) {
      await this.mail.send('ForgotPassword', user, client.id, code);
    } else if (!client.hidesWhoExists) {
      throw new CognitoError('InvalidParameterException', user ? 'That e-mail address was never confirmed.' : 'There is no account with that e-mail address.');
    }
  }

  /** @throws CognitoError where it is not the code, or the password is not good enough, which leaves the code as it is */
  async finish(email: string, code: string, password: string, client: AppClient): Promise<void> {
    this.pool.passwordPolicy.check(password);
    const username = this.pool.usernameOf(email);
    this.codes.redeem('recovery', username, code);
    const passwordHash = await hashPassword(password);
    const user = this.directory.byEmail(email);
    if (!user) throw new CognitoError('CodeMismatchException', 'That is not the code in the mail. Try again.');
    const changed = this.directory.put({ ...user, passwordHash });
    this.lockout.succeed(username);
    await this.triggers.run('PostConfirmation', {
      source: 'PostConfirmation_ConfirmForgotPassword', user: changed, clientId: client.id, request: {}, response: {},
    });
  }
}
