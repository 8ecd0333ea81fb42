import { CognitoIdentityProviderClient, DescribeUserPoolClientCommand, ListUsersCommand } from '@aws-sdk/client-cognito-identity-provider';
import { CREDENTIALS, REGION } from '../../../src/local/aws-account';
import { sign } from '../../../src/local/signature/sign';
import { closeRooms, type Room, sharedRoom, startRoom } from './room';
import { CALLBACK_URL, CLIENT_ID, POOL_ID, PUBLIC_CLIENT_ID } from './template';

afterEach(closeRooms);

const TARGET = 'AWSCognitoIdentityProviderService.DescribeUserPoolClient';
type Credentials = Pick<typeof CREDENTIALS, 'accessKeyId' | 'secretAccessKey'>;

async function withApi<T>(
  { server }: Room, use: (api: CognitoIdentityProviderClient) => Promise<T>, credentials: Credentials = CREDENTIALS,
): Promise<T> {
  const api = new CognitoIdentityProviderClient({ endpoint: server.origin, region: REGION, credentials, maxAttempts: 1 });
  return use(api).finally(() => api.destroy());
}

/** Signs a request that the SDK would not make. */
async function post({ server }: Room, headers: Record<string, string>, body: string): Promise<[number, unknown]> {
  const request = { method: 'POST', url: new URL(server.origin), headers, body: Buffer.from(body) };
  const { host, ...signed } = sign(request, { ...CREDENTIALS, region: REGION, service: 'cognito-idp', now: new Date() });
  const response = await fetch(server.origin, { method: 'POST', headers: signed, body });
  return [response.status, (await response.json() as { __type: string }).__type];
}

describe('DescribeUserPoolClient', () => {
  test('tells the SDK the secret, and the settings as the template has them', async () => {
    const room = await startRoom();
    const describe = new DescribeUserPoolClientCommand({ UserPoolId: POOL_ID, ClientId: CLIENT_ID });
    const { UserPoolClient: client } = await withApi(room, async (api) => api.send(describe));
    expect(client).toMatchObject({
      UserPoolId: POOL_ID,
      ClientId: CLIENT_ID,
      ClientName: 'Client',
      ClientSecret: expect.stringMatching(/^[a-z0-9]{51}$/),
      CallbackURLs: [CALLBACK_URL],
      AllowedOAuthScopes: ['openid', 'email', 'profile'],
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 30 },
      CreationDate: expect.any(Date),
    });
  });

  test('has no secret of a client without one', async () => {
    const room = await startRoom();
    const describe = new DescribeUserPoolClientCommand({ UserPoolId: POOL_ID, ClientId: PUBLIC_CLIENT_ID });
    expect((await withApi(room, async (api) => api.send(describe))).UserPoolClient).not.toHaveProperty('ClientSecret');
  });

  test.each([
    [{ UserPoolId: POOL_ID, ClientId: 'unknown' }, 'ResourceNotFoundException', 'User pool client unknown does not exist.'],
    [{ UserPoolId: 'us-east-1_other', ClientId: CLIENT_ID }, 'ResourceNotFoundException', 'User pool us-east-1_other does not exist.'],
  ])('of %j is refused as AWS does', async (input, name, message) => {
    const room = await startRoom();
    await expect(withApi(room, async (api) => api.send(new DescribeUserPoolClientCommand(input)))).rejects.toMatchObject({ name, message });
  });
});

test('an operation that the chat room does not call is refused as AWS does', async () => {
  const room = await startRoom();
  await expect(withApi(room, async (api) => api.send(new ListUsersCommand({ UserPoolId: POOL_ID })))).rejects.toMatchObject({ name: 'UnknownOperationException' });
});

const shared = sharedRoom();

test.each([
  ['no target', {}, '{}', 'UnknownOperationException'],
  ['another service\'s target', { 'x-amz-target': 'DynamoDB_20120810.GetItem' }, '{}', 'UnknownOperationException'],
  ['a target that every object has', { 'x-amz-target': 'AWSCognitoIdentityProviderService.toString' }, '{}', 'UnknownOperationException'],
  ['no JSON', { 'x-amz-target': TARGET }, '{', 'SerializationException'],
  ['no object', { 'x-amz-target': TARGET }, '"x"', 'SerializationException'],
  ['no parameters', { 'x-amz-target': TARGET }, '{}', 'InvalidParameterException'],
  ['parameters of another type', { 'x-amz-target': TARGET }, '{"UserPoolId":1,"ClientId":[]}', 'InvalidParameterException'],
])('the API answers %s with an error of its shape', async (_, headers, body, type) => {
  expect(await post(shared(), headers, body)).toEqual([400, type]);
});

test.each([
  ['another key', { ...CREDENTIALS, accessKeyId: 'AKIAEXAMPLE' }, 'UnrecognizedClientException'],
  ['another secret', { ...CREDENTIALS, secretAccessKey: 'guessed' }, 'InvalidSignatureException'],
])('the API tells no secret to somebody with %s', async (_, credentials, name) => {
  const room = await startRoom();
  const describe = new DescribeUserPoolClientCommand({ UserPoolId: POOL_ID, ClientId: CLIENT_ID });
  await expect(withApi(room, async (api) => api.send(describe), credentials)).rejects.toMatchObject({ name });
});

test('the API tells no secret to a page, which cannot sign', async () => {
  const { server } = await startRoom();
  const body = JSON.stringify({ UserPoolId: POOL_ID, ClientId: CLIENT_ID });
  const response = await fetch(server.origin, { method: 'POST', body, headers: { 'x-amz-target': TARGET } });
  expect([response.status, await response.json()]).toEqual([400, { __type: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token' }]);
  expect(response.headers.get('access-control-allow-origin')).toBeNull();
});
