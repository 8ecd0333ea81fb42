import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { CREDENTIALS, REGION } from '../../aws-account';
import { signatureFault } from '../../signature/verify';
import { CognitoError } from '../cognito-error';
import type { HttpRequest } from '../http/http-request';
import { Reply } from '../http/reply';
import type { AppClient } from '../pool/app-client';

const TARGET = /^AWSCognitoIdentityProviderService\.(\w+)$/;

const DescribeUserPoolClientRequest = v.object({ UserPoolId: v.string(), ClientId: v.string() });

/**
 * `POST /`: Cognito's API in JSON, as the SDK speaks it. Only what the chat room calls.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html
 */
export class JsonApi {
  private readonly operations: Record<string, (input: unknown) => unknown> = {
    DescribeUserPoolClient: (input) => this.describeUserPoolClient(input),
  };

  private readonly createdAt: number;

  constructor(
    private readonly poolId: string,
    private readonly clients: ReadonlyMap<string, AppClient>,
    private readonly origin: string,
    private readonly now: () => number,
  ) {
    this.createdAt = now();
  }

  handle(request: HttpRequest): Reply {
    const [, name = ''] = TARGET.exec(String(request.headers['x-amz-target'])) ?? [];
    const operation = Object.hasOwn(this.operations, name) ? this.operations[name] : undefined;
    if (!operation) return failure('UnknownOperationException', 'That operation is not one which is answered here.');
    const fault = this.signatureFault(request);
    if (fault) return failure(fault.type, fault.message);
    const input = parse(request.body.toString());
    if (input === undefined) return failure('SerializationException', 'The body is not an object in JSON.');
    try {
      return Reply.json(200, operation(input), headers());
    } catch (error) {
      if (error instanceof CognitoError) return failure(error.code, error.message);
      throw error;
    }
  }

  private signatureFault({ method, target, headers: all, body }: HttpRequest) {
    const single = Object.fromEntries(Object.entries(all).map(([name, value]) => [name, String(value)]));
    const context = { ...CREDENTIALS, region: REGION, service: 'cognito-idp', now: this.now() };
    return signatureFault({ method, url: new URL(target, this.origin), headers: single, body }, context);
  }

  private describeUserPoolClient(input: unknown): unknown {
    const { success, output } = v.safeParse(DescribeUserPoolClientRequest, input);
    if (!success) throw new CognitoError('InvalidParameterException', 'UserPoolId and ClientId are required.');
    if (output.UserPoolId !== this.poolId) throw new CognitoError('ResourceNotFoundException', `User pool ${output.UserPoolId} does not exist.`);
    const client = this.clients.get(output.ClientId);
    if (!client) throw new CognitoError('ResourceNotFoundException', `User pool client ${output.ClientId} does not exist.`);
    return {
      UserPoolClient: {
        ...client.description,
        UserPoolId: this.poolId,
        ClientName: client.name,
        ClientId: client.id,
        ClientSecret: client.secret,
        CreationDate: this.createdAt / 1_000,
        LastModifiedDate: this.createdAt / 1_000,
      },
    };
  }
}

function parse(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function failure(type: string, message: string): Reply {
  return Reply.json(400, { __type: type, message }, { ...headers(), 'x-amzn-errortype': `${type}:` });
}

function headers(): Record<string, string> {
  return { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() };
}
