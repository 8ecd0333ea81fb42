import { deployed } from './deployed';

function physicalId(type: string, properties: Record<string, unknown> = {}, port = 0): string {
  return deployed({ Resources: { ChatThing1234ABCD: { Type: type, Properties: properties } } }, port).resources[0].physicalId;
}

describe('ids have the form that AWS gives them', () => {
  test.each([
    ['AWS::ApiGatewayV2::Api', {}, /^[a-z0-9]{10}$/],
    ['AWS::Cognito::UserPool', {}, /^us-east-1_[A-Za-z0-9]{9}$/],
    ['AWS::Cognito::UserPoolClient', {}, /^[a-z0-9]{26}$/],
    ['AWS::Cognito::UserPoolDomain', { Domain: 'chat-1' }, /^chat-1$/],
    ['AWS::DynamoDB::GlobalTable', {}, /^App-ChatThing1234ABCD-[A-Z0-9]{12}$/],
    ['AWS::Lambda::Function', {}, /^App-ChatThing1234ABCD-[A-Z0-9]{12}$/],
    ['AWS::Lambda::Function', { FunctionName: 'send' }, /^send$/],
    ['AWS::SecretsManager::Secret', {}, /^arn:aws:secretsmanager:us-east-1:000000000000:secret:App-ChatThing1234ABCD-[A-Z0-9]{12}-[A-Za-z0-9]{6}$/],
    ['AWS::SecretsManager::Secret', { Name: 'cookie' }, /:secret:cookie-[A-Za-z0-9]{6}$/],
    ['AWS::SQS::Queue', { FifoQueue: true }, /^https:\/\/sqs\.us-east-1\.amazonaws\.com\/000000000000\/App-ChatThing1234ABCD-[A-Z0-9]{12}\.fifo$/],
    ['AWS::SNS::Topic', {}, /^arn:aws:sns:us-east-1:000000000000:App-/],
    ['AWS::S3::Bucket', {}, /^app-chatthing1234abcd-[a-z0-9]{12}$/],
    ['AWS::KMS::Key', {}, /^[0-9a-f]{8}-/],
    ['AWS::ApiGatewayV2::Stage', { StageName: 'chat' }, /^chat$/],
  ])('%s %j', (type, properties, form) => {
    expect(physicalId(type, properties)).toMatch(form);
    if (Object.keys(properties).length === 0) expect(physicalId(type)).not.toBe(physicalId(type)); // new in every run
  });

  test('a client of one port has the same id in every run, so that its cookies are replaced; others differ', () => {
    const type = 'AWS::Cognito::UserPoolClient';
    expect(physicalId(type, {}, 3000)).toBe(physicalId(type, {}, 3000));
    expect(physicalId(type, {}, 3000)).not.toBe(physicalId(type, {}, 3001));
    expect(physicalId(type, {}, 3000)).toMatch(/^[a-z0-9]{26}$/);
    expect(physicalId(type)).not.toBe(physicalId(type));
  });

  test('long names are cut so that what makes them unique stays', () => {
    const [resource] = deployed({ Resources: { ['L'.repeat(200)]: { Type: 'AWS::Lambda::Function' } } }).resources;
    expect(resource.physicalId).toHaveLength(64);
    expect(resource.physicalId).toMatch(/-[A-Z0-9]{12}$/);
  });
});

test('a reference leads to the id of the resource, wherever it stands', () => {
  const stack = deployed({
    Resources: {
      Api: { Type: 'AWS::ApiGatewayV2::Api' },
      Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: { Ref: 'Api' }, Url: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] } } },
    },
  });
  const [api, stage] = stack.resources;
  expect(stage.properties).toEqual({ ApiId: api.physicalId, Url: `https://${api.physicalId}.execute-api.us-east-1.amazonaws.com` });
});

test('a resource whose condition does not hold is not there', () => {
  const { resources } = deployed({
    Conditions: { Never: { 'Fn::Equals': ['a', 'b'] }, Always: { 'Fn::Equals': ['a', 'a'] } },
    Resources: { One: { Type: 'A', Condition: 'Never' }, Two: { Type: 'B', Condition: 'Always' }, Three: { Type: 'C' } },
  });
  expect(resources.map(({ logicalId }) => logicalId)).toEqual(['Two', 'Three']);
});

test('what nobody asks for may be beyond us', () => {
  const { resources } = deployed({
    Resources: { Odd: { Type: 'A', Properties: { x: { 'Fn::Cidr': ['10.0.0.0/16', 1, 8] } } }, Even: { Type: 'B', Properties: { y: 1 } } },
  });
  expect(resources[1].properties).toEqual({ y: 1 });
  expect(() => resources[0].properties).toThrow(/Fn::Cidr/);
});
