import { CREDENTIALS, REGION } from '../aws-account';
import { sign } from '../signature/sign';

/** DynamoDB refused a call, or could not be reached. */
export class DynamoDBError extends Error {
  constructor(public readonly type: string, message: string) {
    super(message);
    this.name = 'DynamoDBError';
  }
}

/** Calls an operation of a DynamoDB endpoint. The room needs so few that the SDK's client would weigh more than all of them. */
export type DynamoDBClient = <T = unknown>(operation: string, input: unknown) => Promise<T>;

export function dynamoDBClient(endpoint: string): DynamoDBClient {
  return async <T>(operation: string, input: unknown): Promise<T> => {
    const body = Buffer.from(JSON.stringify(input));
    const url = new URL(endpoint);
    const headers = sign({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `DynamoDB_20120810.${operation}` },
      body,
    }, { ...CREDENTIALS, region: REGION, service: 'dynamodb', now: new Date() });
    const response = await fetch(url, { method: 'POST', headers, body });
    const answer = await response.json() as { __type?: string; message?: string; Message?: string };
    if (response.ok) return answer as T;
    throw new DynamoDBError(answer.__type?.split('#')[1] ?? String(response.status), answer.message ?? answer.Message ?? 'refused');
  };
}
