import type { Triggers } from '../pool/triggers';
import type { UserPool } from '../pool/user-pool';
import type { Mailbox } from './mailbox';
import type { User } from './user';

/** Why a code is mailed, as in the trigger's source. */
export type VerificationMailOccasion = 'SignUp' | 'ResendCode' | 'ForgotPassword';

/** Where the code goes in a message. */
const CODE = '{####}';

/** Mails codes, with the words of the template or of its `CustomMessage` trigger. Cognito has one message for all occasions. */
export class VerificationMail {
  constructor(private readonly pool: UserPool, private readonly triggers: Triggers, private readonly mailbox: Mailbox) {}

  async send(occasion: VerificationMailOccasion, user: User, clientId: string, code: string): Promise<void> {
    const custom = await this.triggers.run('CustomMessage', {
      source: `CustomMessage_${occasion}`,
      user,
      clientId,
      request: { codeParameter: CODE, linkParameter: '{##Click Here##}', usernameParameter: null },
      response: { smsMessage: null, emailMessage: null, emailSubject: null },
    });
    const { subject, text } = this.pool.verificationMail;
    this.mailbox.send({
      to: user.email,
      subject: textOr(custom.emailSubject, subject),
      text: textOr(custom.emailMessage, text).replaceAll(CODE, code),
      code,
    });
  }
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}
