import * as fs from 'node:fs';
import * as path from 'node:path';
import { CREDENTIALS, REGION } from '../aws-account';
import { CommandError } from '../command-error';
import type { HostMap } from '../template/host-map';
import { constructId, type DeployedResource } from '../template/stack-template';
import { localVariables, type LocalSurroundings } from './local-variables';

/** A function as its resource describes it, ready to be run here. */
export interface FunctionDefinition {
  /** As in the statistics: `send-message`. */
  readonly name: string;
  readonly arn: string;
  /** Folder of its bundle. */
  readonly directory: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** Everything but the address of its Runtime API. */
  readonly environment: Readonly<Record<string, string>>;
}

interface FunctionProperties {
  readonly Code: { readonly S3Key?: string };
  readonly Environment?: { readonly Variables?: Record<string, string> };
  readonly Handler?: string;
  readonly LoggingConfig?: { readonly LogFormat?: string; readonly LogGroup?: string; readonly ApplicationLogLevel?: string };
  readonly MemorySize?: number;
  readonly Runtime?: string;
  readonly Timeout?: number;
}

/** Whether a function is one that can be run here. */
export function isPlayed({ properties }: DeployedResource): boolean {
  return String(properties.Runtime).startsWith('nodejs');
}

/**
 * @param hosts turns AWS addresses in its environment into local ones
 * @param surroundings what it finds here in place of AWS
 */
export function functionDefinition(resource: DeployedResource, hosts: HostMap, surroundings: LocalSurroundings): FunctionDefinition {
  const properties = resource.properties as unknown as FunctionProperties;
  const { Handler: handler = 'index.handler', Runtime: runtime = '', MemorySize: memoryMb = 128, Timeout: timeoutSeconds = 3 } = properties;
  const directory = resource.assets.get(properties.Code.S3Key ?? '');
  if (directory === undefined || !fs.existsSync(directory)) {
    const where = directory === undefined ? '' : ` (no "${directory}")`;
    throw new CommandError(`the code of function ${resource.path} is not in the cloud assembly${where}: build or synthesize it again`);
  }
  const variables = hosts.apply(properties.Environment?.Variables ?? {});
  const { LogFormat: logFormat = 'Text', LogGroup: logGroup, ApplicationLogLevel: logLevel } = properties.LoggingConfig ?? {};
  return {
    name: functionName(resource),
    arn: resource.arn,
    directory,
    memoryMb: Number(memoryMb),
    timeoutSeconds: Number(timeoutSeconds),
    environment: {
      ...variables,
      ...localVariables(variables, surroundings),
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_SESSION_TOKEN: CREDENTIALS.sessionToken,
      AWS_REGION: REGION,
      AWS_DEFAULT_REGION: REGION,
      AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
      AWS_LAMBDA_FUNCTION_NAME: resource.physicalId,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_FORMAT: logFormat,
      ...(logLevel && { AWS_LAMBDA_LOG_LEVEL: logLevel }),
      AWS_LAMBDA_LOG_GROUP_NAME: logGroup ?? `/aws/lambda/${resource.physicalId}`,
      LAMBDA_TASK_ROOT: directory,
      LAMBDA_RUNTIME_DIR: path.dirname(directory),
      LANG: 'en_US.UTF-8',
      TZ: ':UTC',
      _HANDLER: handler,
    },
  };
}

/** The construct's id as the folders of bundles are written: `Chatroom/SendMessage/Resource` is `send-message`. */
function functionName(resource: DeployedResource): string {
  return constructId(resource).replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}
