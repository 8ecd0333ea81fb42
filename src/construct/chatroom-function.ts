import * as fs from 'node:fs';
import * as path from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Variable } from '../protocol/environment';

/** Where the build puts the handler bundles: beside `lib/`, inside the published package. */
const BUNDLES = path.join(__dirname, '..', '..', 'assets', 'handlers');

/** What all functions of a chat room have in common. */
export interface ChatroomFunctionDefaults {
  readonly runtime: lambda.Runtime;
  readonly architecture: lambda.Architecture;
  readonly logRetention: logs.RetentionDays;
}

export interface ChatroomFunctionProps extends ChatroomFunctionDefaults {
  /** The folder of its bundle, as `send-message`. */
  readonly bundle: string;
  /** What it does, for people who read the list of functions. */
  readonly description: string;
  /** In MiB. CPU grows with it: 1,769 MiB are one core. */
  readonly memorySize: number;
  readonly timeout: Duration;
  readonly environment?: Partial<Record<Variable, string>>;
}

/**
 * A function with a role and a log group of its own, and no permission but to write to that log group.
 */
export class ChatroomFunction extends lambda.Function {
  constructor(scope: Construct, id: string, props: ChatroomFunctionProps) {
    const directory = path.join(BUNDLES, props.bundle);
    if (!fs.existsSync(path.join(directory, 'index.js'))) {
      throw new Error(`the bundle of ${props.bundle} is missing: run "npx projen bundle"`);
    }
    const logGroup = new logs.LogGroup(scope, `${id}Logs`, {
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new iam.Role(scope, `${id}Role`, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);

    super(scope, id, {
      description: props.description,
      code: lambda.Code.fromAsset(directory),
      handler: 'index.handler',
      runtime: props.runtime,
      architecture: props.architecture,
      memorySize: props.memorySize,
      timeout: props.timeout,
      environment: props.environment as Record<string, string>,
      loggingFormat: lambda.LoggingFormat.JSON,
      logGroup,
      role,
    });
    // A function must not start before it may write its log, nor outlive its permissions when the stack is deleted.
    this.node.addDependency(role);
  }
}
