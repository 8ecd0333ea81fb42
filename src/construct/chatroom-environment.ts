import { RemovalPolicy, Token } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';

/**
 * What an environment is made of, for `ChatroomEnvironment.custom()`. What is left out is as in production.
 */
export interface ChatroomEnvironmentOptions {
  /**
   * The environment's name: 1 to 24 characters of a-z, 0-9 and `-`, beginning with a letter.
   */
  readonly name: string;

  /**
   * What happens to messages and users when the stack is deleted.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether tables and user pool refuse to be deleted.
   *
   * @default - true, unless the removal policy is to destroy them
   */
  readonly deletionProtection?: boolean;

  /**
   * Whether messages can be restored to any second of the last 35 days.
   *
   * @default true
   */
  readonly pointInTimeRecovery?: boolean;

  /**
   * How long the functions' logs are kept.
   *
   * @default RetentionDays.ONE_YEAR
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Whether pages at `http://localhost`, on any port, may connect.
   *
   * @default false
   */
  readonly localhostOrigins?: boolean;
}

/**
 * How carefully a chat room is deployed: a name and a preset. Every value of the preset that has a prop of its own is
 * overridden by that prop.
 */
export class ChatroomEnvironment {
  /**
   * For trying things out: everything goes when the stack goes, logs stay for a week, pages at `http://localhost` may
   * connect.
   *
   * @param name the environment's name, `dev` by default
   */
  public static development(name: string = 'dev'): ChatroomEnvironment {
    return new ChatroomEnvironment({
      name,
      removalPolicy: RemovalPolicy.DESTROY,
      deletionProtection: false,
      pointInTimeRecovery: false,
      logRetention: logs.RetentionDays.ONE_WEEK,
      localhostOrigins: true,
    });
  }

  /**
   * For people who rely on it: messages and users are retained, protected and restorable, logs stay for a year.
   *
   * @param name the environment's name, `prod` by default
   */
  public static production(name: string = 'prod'): ChatroomEnvironment {
    return new ChatroomEnvironment({ name });
  }

  /**
   * An environment of your own; what is left out is as in production.
   */
  public static custom(options: ChatroomEnvironmentOptions): ChatroomEnvironment {
    return new ChatroomEnvironment(options);
  }

  /** The environment's name. */
  public readonly name: string;
  /** What happens to messages and users when the stack is deleted. */
  public readonly removalPolicy: RemovalPolicy;
  /** Whether tables and user pool refuse to be deleted. */
  public readonly deletionProtection: boolean;
  /** Whether messages can be restored to any second of the last 35 days. */
  public readonly pointInTimeRecovery: boolean;
  /** How long the functions' logs are kept. */
  public readonly logRetention: logs.RetentionDays;
  /** Whether pages at `http://localhost`, on any port, may connect. */
  public readonly localhostOrigins: boolean;

  private constructor(options: ChatroomEnvironmentOptions) {
    if (!Token.isUnresolved(options.name) && !/^[a-z][a-z0-9-]{0,23}$/.test(options.name)) {
      throw new Error(`environment: the name must be 1 to 24 characters of a-z, 0-9 and "-", beginning with a letter, got: ${JSON.stringify(options.name)}`);
    }
    this.name = options.name;
    this.removalPolicy = options.removalPolicy ?? RemovalPolicy.RETAIN;
    this.deletionProtection = options.deletionProtection ?? this.removalPolicy !== RemovalPolicy.DESTROY;
    this.pointInTimeRecovery = options.pointInTimeRecovery ?? true;
    this.logRetention = options.logRetention ?? logs.RetentionDays.ONE_YEAR;
    this.localhostOrigins = options.localhostOrigins ?? false;
  }
}
