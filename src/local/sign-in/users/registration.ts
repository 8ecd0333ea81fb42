import { CognitoError } from '../cognito-error';
import type { AppClient } from '../pool/app-client';
import type { Triggers } from '../pool/triggers';
import type { UserPool } from '../pool/user-pool';
import type { MailedCodes } from './mailed-codes';
import { hashPassword } from './password-hash';
import type { User } from './user';
import type { UserDirectory } from './user-directory';
import type { VerificationMail } from './verification-mail';

/** What somebody who signs up enters. */
export interface SignUpRequest {
  readonly email: string;
  readonly password: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Signing up, and confirming the address by a mailed code. */
export class Registration {
  constructor(
    private readonly pool: UserPool,
    private readonly directory: UserDirectory,
    private readonly codes: MailedCodes,
    private readonly mail: VerificationMail,
    private readonly triggers: Triggers,
  ) {}

  /** @returns the new user, who still has to confirm their address unless a `PreSignUp` trigger did it for them */
  async signUp(request: SignUpRequest, client: AppClient): Promise<User> {
    if (!this.pool.allowsSignUp) throw new CognitoError('NotAuthorizedException', 'Accounts are made by invitation only.');
    this.pool.passwordPolicy.check(request.password);
    const passwordHash = await hashPassword(request.password);
    const created = this.directory.create({ ...request, passwordHash, status: 'UNCONFIRMED', isEmailVerified: false });
    const verdict = await this.preSignUp(created, client);
    if (verdict.autoConfirmUser === true) {
      return this.finish({ ...created, isEmailVerified: verdict.autoVerifyEmail === true }, client);
    }
    if (this.pool.verifiesEmail) await this.mail.send('SignUp', created, client.id, this.codes.issue('signUp', created.id));
    return created;
  }

  async resendCode(user: User, client: AppClient): Promise<void> {
    if (user.status === 'CONFIRMED') throw new CognitoError('InvalidParameterException', 'That account is confirmed already.');
    await this.mail.send('ResendCode', user, client.id, this.codes.issue('signUp', user.id));
  }

  /** @throws CognitoError where it is not the code */
  async confirm(user: User, code: string, client: AppClient): Promise<User> {
    if (user.status === 'CONFIRMED') return user;
    this.codes.redeem('signUp', user.id, code);
    return this.finish({ ...user, isEmailVerified: true }, client);
  }

  /** A user whom the trigger refuses never was. */
  private async preSignUp(user: User, client: AppClient): Promise<Record<string, unknown>> {
    try {
      return await this.triggers.run('PreSignUp', {
        source: 'PreSignUp_SignUp',
        user,
        clientId: client.id,
        request: { validationData: null },
        response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
      });
    } catch (error) {
      this.directory.remove(user);
      throw error;
    }
  }

  private async finish(user: User, client: AppClient): Promise<User> {
    const confirmed = this.directory.put({ ...user, status: 'CONFIRMED' });
    await this.triggers.run('PostConfirmation', { source: 'PostConfirmation_ConfirmSignUp', user: confirmed, clientId: client.id, request: {}, response: {} });
    return confirmed;
  }
}
