import { createHash } from 'node:crypto';
import { Aws, Duration, Fn, type RemovalPolicy, Token } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { ChatroomFunction, type ChatroomFunctionDefaults } from './chatroom-function';
import { misuse } from './misuse';

export interface SignInProps {
  readonly defaults: ChatroomFunctionDefaults;
  readonly deletionProtection: boolean;
  readonly removalPolicy: RemovalPolicy;
  readonly projectName?: string;
  /** Address of the page, without a slash at its end. */
  readonly pageUrl: string;
}

/** Characters of a Cognito domain prefix. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolDomain.html */
const MAX_PREFIX_LENGTH = 63;
const GUID_LENGTH = 36;
const HASH_LENGTH = 8;

/**
 * Who people are: a user pool, its login pages, and the client with which the token exchange speaks to it.
 */
export class SignIn extends Construct {
  public readonly userPool: cognito.UserPool;
  public readonly userPoolDomain: cognito.UserPoolDomain;
  public readonly userPoolClient: cognito.UserPoolClient;
  /** As in the `iss` of its tokens. */
  public readonly issuer: string;

  constructor(scope: Construct, id: string, props: SignInProps) {
    super(scope, id);
    this.userPool = this.createUserPool(props);
    this.addNameToAccessTokens(props.defaults);
    this.userPoolDomain = this.createDomain(scope, props.projectName);
    this.userPoolClient = this.createClient(props.pageUrl);
    this.createLoginPages();
    this.issuer = `https://cognito-idp.${Aws.REGION}.${Aws.URL_SUFFIX}/${this.userPool.userPoolId}`;
  }

  private createUserPool(props: SignInProps): cognito.UserPool {
    return new cognito.UserPool(this, 'UserPool', {
      selfSignUpEnabled: true,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      standardAttributes: {
        email: { required: true, mutable: true },
        fullname: { required: true, mutable: true },
      },
      passwordPolicy: { minLength: 8, requireLowercase: true, requireUppercase: true, requireDigits: true, requireSymbols: true },
      userVerification: {
        emailStyle: cognito.VerificationEmailStyle.CODE,
        emailSubject: 'Your code to sign up',
        emailBody: 'Your code to sign up is {####}.',
      },
      accountRecovery: cognito.AccountRecovery.EMAIL_ONLY, // the default takes a phone number, which nobody is asked for
      featurePlan: cognito.FeaturePlan.ESSENTIALS, // the first that lets a trigger write into access tokens
      deletionProtection: props.deletionProtection,
      removalPolicy: props.removalPolicy,
    });
  }

  private addNameToAccessTokens(defaults: ChatroomFunctionDefaults): void {
    const trigger = new ChatroomFunction(this, 'AccessTokenName', {
      ...defaults,
      bundle: 'access-token-name',
      description: 'Puts the name of the person into their access token',
      memorySize: 128,
      timeout: Duration.seconds(5), // as long as Cognito waits
    });
    this.userPool.addTrigger(cognito.UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, trigger, cognito.LambdaVersion.V2_0);
  }

  private createDomain(chatroom: Construct, projectName?: string): cognito.UserPoolDomain {
    return this.userPool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: domainPrefix(chatroom, projectName) },
      managedLoginVersion: cognito.ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
  }

  private createClient(pageUrl: string): cognito.UserPoolClient {
    return this.userPool.addClient('Client', {
      generateSecret: true,
      authFlows: { user: true }, // the login pages choose; without any, Cognito would add flows that rotation forbids
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [cognito.OAuthScope.OPENID, cognito.OAuthScope.EMAIL, cognito.OAuthScope.PROFILE],
        callbackUrls: [`${pageUrl}/auth/callback`],
        logoutUrls: [`${pageUrl}/`],
      },
      supportedIdentityProviders: [cognito.UserPoolClientIdentityProvider.COGNITO],
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
      refreshTokenRotationGracePeriod: Duration.seconds(30), // two tabs refresh at once
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
    });
  }

  /** Until a client has a branding, its login pages say 'Login pages unavailable'. */
  private createLoginPages(): void {
    new cognito.CfnManagedLoginBranding(this, 'LoginPages', {
      userPoolId: this.userPool.userPoolId,
      clientId: this.userPoolClient.userPoolClientId,
      useCognitoProvidedValues: true,
    });
  }
}

/**
 * A prefix that is unique in the Region over all accounts: the GUID of the stack, and a hash of the path for a second
 * chat room in it.
 */
function domainPrefix(chatroom: Construct, projectName?: string): string {
  const guid = Fn.select(2, Fn.split('/', Aws.STACK_ID));
  const hash = createHash('sha256').update(chatroom.node.path).digest('hex').slice(0, HASH_LENGTH);
  return [label(chatroom, projectName) ?? 'chat', guid, hash].join('-');
}

function label(chatroom: Construct, projectName?: string): string | undefined {
  if (projectName === undefined || Token.isUnresolved(projectName)) return projectName;
  if (!/^[a-z][a-z0-9-]*[a-z0-9]$/.test(projectName)) {
    throw misuse(chatroom, 'projectName', 'must be a-z, 0-9 and "-", beginning with a letter and not ending with "-"', projectName);
  }
  const reserved = ['aws', 'amazon', 'cognito'].find((word) => projectName.includes(word));
  if (reserved) throw misuse(chatroom, 'projectName', `must not contain "${reserved}", which Cognito refuses in a domain prefix`, projectName);
  const longest = MAX_PREFIX_LENGTH - GUID_LENGTH - HASH_LENGTH - 2;
  if (projectName.length > longest) {
    throw misuse(chatroom, 'projectName', `must not be longer than ${longest} characters, since it goes into Cognito's domain prefix`, projectName);
  }
  return projectName;
}
