import { deployed } from './deployed';

const stack = deployed({
  Parameters: { Env: { Type: 'String', Default: 'dev' }, Zones: { Type: 'CommaDelimitedList', Default: 'a,b' }, Open: { Type: 'String' } },
  Conditions: { IsDev: { 'Fn::Equals': [{ Ref: 'Env' }, 'dev'] }, IsProd: { 'Fn::Not': [{ Condition: 'IsDev' }] } },
  Mappings: { Size: { dev: { memory: 128 } } },
  Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } }, Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'chat' } } },
});

describe('a value of a template is evaluated', () => {
  test.each<[unknown, unknown]>([
    [{ Ref: 'Env' }, 'dev'],
    [{ Ref: 'Zones' }, ['a', 'b']],
    [{ Ref: 'AWS::Region' }, 'us-east-1'],
    [{ Ref: 'AWS::AccountId' }, '000000000000'],
    [{ Ref: 'AWS::URLSuffix' }, 'amazonaws.com'],
    [{ Ref: 'AWS::Partition' }, 'aws'],
    [{ Ref: 'AWS::StackName' }, 'App'],
    [{ Ref: 'Table' }, 'chat'],
    [{ 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:aws:dynamodb:us-east-1:000000000000:table/chat'],
    [{ 'Fn::GetAtt': 'Table.Arn' }, 'arn:aws:dynamodb:us-east-1:000000000000:table/chat'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Env' }]] }, 'a-dev'],
    [{ 'Fn::Sub': '${Env}/${Table.Arn}/${!Literal}/${AWS::Region}' }, 'dev/arn:aws:dynamodb:us-east-1:000000000000:table/chat/${Literal}/us-east-1'],
    [{ 'Fn::Sub': ['${Env}-${Own}', { Own: { Ref: 'Table' } }] }, 'dev-chat'],
    [{ 'Fn::Select': ['1', { Ref: 'Zones' }] }, 'b'],
    [{ 'Fn::Select': [2, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'c'],
    [{ 'Fn::If': ['IsDev', 'yes', { Ref: 'Nowhere' }] }, 'yes'],
    [{ 'Fn::If': ['IsProd', 'yes', 'no'] }, 'no'],
    [{ 'Fn::And': [{ Condition: 'IsDev' }, { Condition: 'IsProd' }] }, false],
    [{ 'Fn::Or': [{ Condition: 'IsDev' }, { Condition: 'IsProd' }] }, true],
    [{ 'Fn::FindInMap': ['Size', { Ref: 'Env' }, 'memory'] }, 128],
    [{ 'Fn::FindInMap': ['Size', 'prod', 'memory', { DefaultValue: 512 }] }, 512],
    [{ 'Fn::Base64': { Ref: 'Env' } }, 'ZGV2'],
    [{ 'Fn::Length': { Ref: 'Zones' } }, 2],
    [{ 'Fn::ToJsonString': { env: { Ref: 'Env' } } }, '{"env":"dev"}'],
    [{ Statement: [{ Condition: { StringEquals: { a: { Ref: 'Env' } } } }] }, { Statement: [{ Condition: { StringEquals: { a: 'dev' } } }] }],
    [{ Condition: { StringEquals: { a: { Ref: 'Env' } } } }, { Condition: { StringEquals: { a: 'dev' } } }],
    [{ a: { Ref: 'AWS::NoValue' }, b: [{ Ref: 'AWS::NoValue' }, 1], c: { 'Fn::If': ['IsProd', 1, { Ref: 'AWS::NoValue' }] } }, { b: [1] }],
    [null, null],
  ])('%j', (value, expected) => {
    expect(stack.evaluate(value)).toEqual(expected);
  });

  test.each([
    [{ Ref: 'Nobody' }, /App refers to Nobody/],
    [{ Ref: 'Open' }, /parameter Open of stack App has no default/],
    [{ 'Fn::Transform': { Name: 'x' } }, /Fn::Transform/],
    [{ 'Fn::ImportValue': 'elsewhere' }, /no stack exports elsewhere/],
    [{ 'Fn::If': ['Unknown', 1, 2] }, /no condition Unknown/],
  ])('%j says what is wrong', (value, message) => {
    expect(() => stack.evaluate(value)).toThrow(message);
  });
});

test('a stack imports what another exports, and only where the export exists', () => {
  const exporting = {
    Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
    Resources: { Table: { Type: 'AWS::DynamoDB::Table' } },
    Outputs: {
      Name: { Value: { Ref: 'Table' }, Export: { Name: { 'Fn::Sub': '${AWS::StackName}-table' } } },
      Missing: { Value: 'x', Condition: 'Never', Export: { Name: 'missing' } },
    },
  };
  const importing = deployed(exporting);
  expect(importing.evaluate({ 'Fn::ImportValue': 'App-table' })).toBe(importing.resources[0].physicalId);
  expect(() => importing.evaluate({ 'Fn::ImportValue': 'missing' })).toThrow(/no stack exports missing/);
});
