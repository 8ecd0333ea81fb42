import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SecretsManager } from '../../../src/local/services/secrets-manager';
import { startServiceServer, type ServiceServer } from '../../../src/local/services/service-server';
import { deployed } from '../template/deployed';

const secrets = deployed({
  Resources: {
    Cookie: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'team/cookie', GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true } } },
    Known: { Type: 'AWS::SecretsManager::Secret', Properties: { SecretString: 'known' } },
    Login: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: { GenerateSecretString: { SecretStringTemplate: '{"user":"ada"}', GenerateStringKey: 'password', ExcludeCharacters: 'abc', ExcludeUppercase: true } },
    },
  },
}).resources;

let server: ServiceServer;
let client: SecretsManagerClient;
const reported: string[] = [];

beforeAll(async () => {
  const secretsManager = new SecretsManager(secrets);
  server = await startServiceServer({ 'secretsmanager.GetSecretValue': (input) => secretsManager.getSecretValue(input) }, (line) => reported.push(line));
  client = new SecretsManagerClient({ endpoint: server.endpoint, region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'y' } });
});
afterAll(async () => {
  client.destroy();
  await server.close();
});

async function valueOf(id: string) {
  return client.send(new GetSecretValueCommand({ SecretId: id }));
}

test('a generated secret has the form that the template asks for, and stays', async () => {
  const [cookie] = secrets;
  const value = await valueOf(cookie.physicalId);
  expect(value).toMatchObject({ ARN: cookie.physicalId, Name: 'team/cookie', VersionStages: ['AWSCURRENT'] });
  expect(value.SecretString).toMatch(/^[A-Za-z0-9]{64}$/);
  expect((await valueOf(cookie.physicalId)).SecretString).toBe(value.SecretString);
  expect((await valueOf('team/cookie')).SecretString).toBe(value.SecretString);
  expect((await valueOf(cookie.physicalId.slice(0, -7))).SecretString).toBe(value.SecretString);
});

test('a given secret is given', async () => {
  expect((await valueOf(secrets[1].physicalId)).SecretString).toBe('known');
});

test('a template around a secret is filled in', async () => {
  const { user, password } = JSON.parse((await valueOf(secrets[2].physicalId)).SecretString!) as Record<string, string>;
  expect(user).toBe('ada');
  expect(password).toHaveLength(32);
  expect(password).not.toMatch(/[abcA-Z]/);
});

test('an unknown secret is not found, as the SDK names it', async () => {
  await expect(valueOf('nothing')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('an operation that is not played is refused, and told of once', async () => {
  for (const _ of [1, 2]) {
    const response = await fetch(server.endpoint, { method: 'POST', headers: { 'x-amz-target': 'AmazonSQS.SendMessage' }, body: '{}' });
    expect([response.status, await response.json()]).toEqual([400, { __type: 'UnknownOperationException', message: 'the local chat room has no AmazonSQS.SendMessage' }]);
  }
  expect(reported).toEqual(['a function called AmazonSQS.SendMessage, which the local chat room does not have']);
});

test('what is not JSON is refused', async () => {
  const response = await fetch(server.endpoint, { method: 'POST', headers: { 'x-amz-target': 'secretsmanager.GetSecretValue' }, body: '{' });
  expect([response.status, await response.json()]).toEqual([400, expect.objectContaining({ __type: 'SerializationException' })]);
});
