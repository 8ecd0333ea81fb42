import type { CfnResource } from '../../../src/local/sign-in/pool/cfn-resource';

/** The page's address, which the client's callback names. */
export const PAGE_URL = 'http://localhost:3000';
export const CALLBACK_URL = `${PAGE_URL}/auth/callback`;
export const POOL_ID = 'us-east-1_ChatRoom1';
export const CLIENT_ID = '1example23456789';
export const PUBLIC_CLIENT_ID = '2public456789';
export const TRIGGER_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:access-token-name';

/** The user pool that the construct makes, with changes of a test. */
export function userPool(changes: Record<string, unknown> = {}): CfnResource {
  return {
    logicalId: 'UserPool',
    physicalId: POOL_ID,
    properties: {
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
      AutoVerifiedAttributes: ['email'],
      EmailVerificationMessage: 'Your code to sign up is {####}.',
      EmailVerificationSubject: 'Your code to sign up',
      Policies: {
        PasswordPolicy: { MinimumLength: 8, RequireLowercase: true, RequireNumbers: true, RequireSymbols: true, RequireUppercase: true },
      },
      Schema: [{ Mutable: true, Name: 'email', Required: true }, { Mutable: true, Name: 'name', Required: true }],
      UserPoolTier: 'ESSENTIALS',
      UsernameAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
      VerificationMessageTemplate: {
        DefaultEmailOption: 'CONFIRM_WITH_CODE', EmailMessage: 'Your code to sign up is {####}.', EmailSubject: 'Your code to sign up',
      },
      ...changes,
    },
  };
}

/** Its client. */
export function userPoolClient(changes: Record<string, unknown> = {}, physicalId = CLIENT_ID): CfnResource {
  return {
    logicalId: 'Client',
    physicalId,
    properties: {
      AccessTokenValidity: 60,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthScopes: ['openid', 'email', 'profile'],
      CallbackURLs: [CALLBACK_URL],
      EnableTokenRevocation: true,
      ExplicitAuthFlows: ['ALLOW_USER_AUTH'],
      GenerateSecret: true,
      IdTokenValidity: 60,
      LogoutURLs: [`${PAGE_URL}/`],
      PreventUserExistenceErrors: 'ENABLED',
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 30 },
      RefreshTokenValidity: 43_200,
      SupportedIdentityProviders: ['COGNITO'],
      TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'minutes' },
      UserPoolId: POOL_ID,
      ...changes,
    },
  };
}

/** A client without a secret, of a page that does its own sign-in. */
export function publicClient(): CfnResource {
  return userPoolClient({ GenerateSecret: false, RefreshTokenRotation: undefined }, PUBLIC_CLIENT_ID);
}
