import { CognitoError } from '../cognito-error';
import type { User } from '../users/user';
import type { UserPool } from './user-pool';

/** The triggers of sign-in by e-mail, by their names in errors. */
export type TriggerName = 'PreSignUp' | 'PostConfirmation' | 'PreAuthentication' | 'PostAuthentication' | 'CustomMessage' | 'PreTokenGeneration';

/** What an event says besides its trigger. */
export interface TriggerEvent {
  /** As `TokenGeneration_HostedAuth`. */
  readonly source: string;
  readonly user: User;
  readonly clientId: string;
  /** Besides `userAttributes`. */
  readonly request: Record<string, unknown>;
  readonly response: Record<string, unknown>;
}

/** Cognito waits so long for a trigger, and calls it so often. @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-identity-pools-working-with-aws-lambda-triggers.html */
const TIMEOUT_MS = 5_000;
const ATTEMPTS = 3;

/** Runs the functions of a pool's `LambdaConfig`. */
export class Triggers {
  constructor(
    private readonly pool: UserPool,
    private readonly invoke: (functionArn: string, event: unknown) => Promise<unknown>,
    private readonly timeoutMs = TIMEOUT_MS,
  ) {}

  /** The version of the event that the function for token generation takes; `undefined` where there is none. */
  get tokenGenerationVersion(): '1' | '2' | '3' | undefined {
    if (this.functionArn('PreTokenGeneration') === undefined) return undefined;
    const version = this.pool.lambdaConfig.child('PreTokenGenerationConfig').string('LambdaVersion');
    if (version === 'V3_0') return '3';
    return version === 'V2_0' ? '2' : '1';
  }

  /**
   * @returns the `response` that the function made of the event's; the event's own where the pool has no such trigger
   * @throws CognitoError where the function threw, or did not answer with an event
   */
  async run(trigger: TriggerName, { source, user, clientId, request, response }: TriggerEvent): Promise<Record<string, unknown>> {
    const functionArn = this.functionArn(trigger);
    if (functionArn === undefined) return response;
    const event = {
      version: trigger === 'PreTokenGeneration' ? this.tokenGenerationVersion : '1',
      triggerSource: source,
      region: this.pool.region,
      userPoolId: this.pool.id,
      userName: user.id,
      callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId },
      request: { userAttributes: attributesOf(user), ...request },
      response,
    };
    const answer = await this.invokeInTime(trigger, functionArn, event);
    const answered = isRecord(answer) ? answer.response : undefined;
    if (!isRecord(answered)) throw new CognitoError('InvalidLambdaResponseException', `${trigger} did not return the event that it was given.`);
    return answered;
  }

  private async invokeInTime(trigger: TriggerName, functionArn: string, event: unknown): Promise<unknown> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise<typeof TIMED_OUT>((resolve) => {
        timer = setTimeout(() => resolve(TIMED_OUT), this.timeoutMs);
      });
      try {
        const answer = await Promise.race([this.invoke(functionArn, event), timeout]);
        if (answer !== TIMED_OUT) return answer;
      } catch (error) {
        throw new CognitoError('UserLambdaValidationException', `${trigger} failed with error ${messageOf(error)}.`);
      } finally {
        clearTimeout(timer);
      }
    }
    throw new CognitoError('UnexpectedLambdaException', `${trigger} did not answer within ${this.timeoutMs / 1_000} seconds, ${ATTEMPTS} times.`);
  }

  private functionArn(trigger: TriggerName): string | undefined {
    const config = this.pool.lambdaConfig;
    if (trigger !== 'PreTokenGeneration') return config.string(trigger);
    return config.child('PreTokenGenerationConfig').string('LambdaArn') ?? config.string(trigger);
  }
}

const TIMED_OUT = Symbol('timed out');

function attributesOf(user: User): Record<string, string> {
  return {
    'sub': user.id,
    'email_verified': String(user.isEmailVerified),
    'cognito:user_status': user.status,
    ...user.attributes,
    'email': user.email,
  };
}

/** A function may throw an error, or report `{ errorType, errorMessage }`. */
function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  if (isRecord(error) && typeof error.errorMessage === 'string') return error.errorMessage;
  return String(error);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
