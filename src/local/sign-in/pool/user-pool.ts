import { CfnProperties } from './cfn-properties';
import type { CfnResource } from './cfn-resource';
import { PasswordPolicy } from './password-policy';

/** The settings of an `AWS::Cognito::UserPool` that sign-in by e-mail goes by. */
export class UserPool {
  readonly id: string;
  /** A pool's id begins with its Region. */
  readonly region: string;
  readonly passwordPolicy: PasswordPolicy;
  /** Attributes that people are asked for when they sign up, besides e-mail. */
  readonly requiredAttributes: string[];
  readonly isCaseSensitive: boolean;
  /** Whether people confirm their address by a code. */
  readonly verifiesEmail: boolean;
  readonly allowsSignUp: boolean;
  readonly allowsRecovery: boolean;
  readonly verificationMail: { readonly subject: string; readonly text: string };
  /** `LambdaConfig` */
  readonly lambdaConfig: CfnProperties;

  constructor(resource: CfnResource) {
    const properties = new CfnProperties(resource.properties);
    this.id = resource.physicalId;
    this.region = /^([a-z]{2}(?:-[a-z]+)+-\d+)_/.exec(this.id)?.[1] ?? 'us-east-1';
    this.passwordPolicy = new PasswordPolicy(properties.child('Policies').child('PasswordPolicy'));
    this.requiredAttributes = properties.children('Schema')
      .filter((attribute) => attribute.boolean('Required') && attribute.string('Name') !== 'email')
      .map((attribute) => attribute.string('Name') ?? '');
    this.isCaseSensitive = properties.child('UsernameConfiguration').boolean('CaseSensitive') ?? true;
    this.verifiesEmail = properties.strings('AutoVerifiedAttributes')?.includes('email') ?? false;
    this.allowsSignUp = !properties.child('AdminCreateUserConfig').boolean('AllowAdminCreateUserOnly');
    const recovery = properties.child('AccountRecoverySetting').children('RecoveryMechanisms').map((mechanism) => mechanism.string('Name'));
    this.allowsRecovery = recovery.length === 0 || recovery.includes('verified_email');
    const message = properties.child('VerificationMessageTemplate');
    this.verificationMail = {
      subject: message.string('EmailSubject') ?? properties.string('EmailVerificationSubject') ?? 'Your verification code',
      text: message.string('EmailMessage') ?? properties.string('EmailVerificationMessage') ?? 'Your verification code is {####}',
    };
    this.lambdaConfig = properties.child('LambdaConfig');
  }

  /** By what a user is found: two spellings of an address are one, unless the pool says otherwise. */
  usernameOf(email: string): string {
    return this.isCaseSensitive ? email.trim() : email.trim().toLowerCase();
  }
}
