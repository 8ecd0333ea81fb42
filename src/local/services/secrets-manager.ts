import { randomUUID } from 'node:crypto';
import type { DeployedResource } from '../template/stack-template';
import { secretString } from './secret';

/** A refusal of an AWS service's JSON protocol. */
export class ServiceError extends Error {
  constructor(public readonly type: string, message: string) {
    super(message);
  }
}

/** The secrets of a template, made when they are first asked for. */
export class SecretsManager {
  private readonly values = new Map<string, Record<string, unknown>>();

  constructor(private readonly secrets: readonly DeployedResource[]) {}

  /** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
  public getSecretValue({ SecretId: id }: Record<string, unknown>): Record<string, unknown> {
    const secret = this.secrets.find(({ physicalId: arn }) => id === arn || id === withoutSuffix(arn) || id === nameOf(arn));
    if (!secret) throw new ServiceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    const arn = secret.physicalId;
    let value = this.values.get(arn);
    if (!value) {
      value = {
        ARN: arn,
        Name: nameOf(arn),
        CreatedDate: Date.now() / 1000,
        SecretString: secretString(secret),
        VersionId: randomUUID(),
        VersionStages: ['AWSCURRENT'],
      };
      this.values.set(arn, value);
    }
    return value;
  }
}

/** The six characters at the end of an ARN may be left out. */
function withoutSuffix(arn: string): string {
  return arn.slice(0, -7);
}

function nameOf(arn: string): string {
  return withoutSuffix(arn).split(':').slice(6).join(':');
}
