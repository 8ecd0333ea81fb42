import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { sweepExpired } from '../../../src/local/tables/expiry-broom';
import { startTables, type Tables } from '../../../src/local/tables/tables';
import { deployed } from '../template/deployed';

const names = (...attributes: string[]) => attributes.map((AttributeName) => ({ AttributeName, AttributeType: 'S' }));
const keys = (hash: string, range: string) => [{ AttributeName: hash, KeyType: 'HASH' }, { AttributeName: range, KeyType: 'RANGE' }];

const { resources } = deployed({
  Resources: {
    Chat: {
      Type: 'AWS::DynamoDB::GlobalTable',
      Metadata: { 'aws:cdk:path': 'App/Chatroom/ChatTable/Resource' },
      Properties: {
        AttributeDefinitions: names('pk', 'sk', 'owner'),
        KeySchema: keys('pk', 'sk'),
        GlobalSecondaryIndexes: [{ IndexName: 'byOwner', KeySchema: keys('owner', 'sk'), Projection: { ProjectionType: 'ALL' }, WarmThroughput: {} }],
        TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
        Replicas: [{ Region: { Ref: 'AWS::Region' } }],
      },
    },
    Old: { Type: 'AWS::DynamoDB::Table', Properties: { AttributeDefinitions: names('pk', 'sk'), KeySchema: keys('pk', 'sk'), ProvisionedThroughput: {} } },
    Other: { Type: 'AWS::SQS::Queue' },
  },
});
const [chat, old] = resources;

let tables: Tables;
let client: DynamoDBDocumentClient;
beforeAll(async () => {
  tables = await startTables(resources);
  client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint: tables.endpoint, region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'y' } }));
});
afterAll(async () => {
  client.destroy();
  await tables.close();
});

test('a template\'s tables are there, with their keys and indexes', async () => {
  await client.send(new PutCommand({ TableName: chat.physicalId, Item: { pk: 'ROOM#a', sk: '1', owner: 'ada', text: 'hi' } }));
  await client.send(new PutCommand({ TableName: old.physicalId, Item: { pk: 'a', sk: 'b' } }));
  expect((await client.send(new GetCommand({ TableName: chat.physicalId, Key: { pk: 'ROOM#a', sk: '1' } }))).Item).toMatchObject({ text: 'hi' });
  const { Items } = await client.send(new QueryCommand({
    TableName: chat.physicalId,
    IndexName: 'byOwner',
    KeyConditionExpression: '#owner = :owner',
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: { ':owner': 'ada' },
  }));
  expect(Items).toHaveLength(1);
});

test('a condition that fails is refused as DynamoDB refuses it', async () => {
  const put = new PutCommand({ TableName: old.physicalId, Item: { pk: 'once', sk: 'b' }, ConditionExpression: 'attribute_not_exists(pk)' });
  await client.send(put);
  await expect(client.send(put)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
});

test('consumed units are counted by table, and told only to those who ask', async () => {
  const before = { ...tables.capacity().ChatTable };
  const quiet = await client.send(new PutCommand({ TableName: chat.physicalId, Item: { pk: 'big', sk: '1', text: 'x'.repeat(2_500) } }));
  expect(quiet.ConsumedCapacity).toBeUndefined();
  const strong = await client.send(new GetCommand({ TableName: chat.physicalId, Key: { pk: 'big', sk: '1' }, ConsistentRead: true, ReturnConsumedCapacity: 'TOTAL' }));
  expect(strong.ConsumedCapacity).toMatchObject({ CapacityUnits: 1 });
  await client.send(new UpdateCommand({ TableName: old.physicalId, Key: { pk: 'x', sk: 'y' }, UpdateExpression: 'SET a = :a', ExpressionAttributeValues: { ':a': 1 } }));
  expect(tables.capacity().ChatTable).toEqual({ readUnits: before.readUnits + 1, writeUnits: before.writeUnits + 3 });
  expect(tables.capacity().Old.writeUnits).toBeGreaterThan(0);
});

test('items that have expired are swept, all others stay', async () => {
  const seconds = Math.floor(Date.now() / 1000);
  const items = { gone: seconds - 60, young: seconds + 60, kept: undefined };
  for (const [pk, ttl] of Object.entries(items)) {
    await client.send(new PutCommand({ TableName: chat.physicalId, Item: { pk, sk: '1', ...(ttl !== undefined && { ttl }) } }));
  }
  expect(await sweepExpired(tables.endpoint, [chat, old])).toBe(1);
  for (const pk of Object.keys(items)) {
    const { Item } = await client.send(new GetCommand({ TableName: chat.physicalId, Key: { pk, sk: '1' } }));
    expect(Item === undefined).toBe(pk === 'gone');
  }
});

test('tables are made at another endpoint, and used as they are when they are there already', async () => {
  for (const _ of [1, 2]) {
    const elsewhere = await startTables(resources, tables.endpoint);
    expect(elsewhere.endpoint).toBe(tables.endpoint);
    await elsewhere.close();
  }
});

test('an endpoint where no DynamoDB answers is named in one line', async () => {
  await expect(startTables(resources, 'http://127.0.0.1:1/')).rejects.toThrow('the tables could not be made at http://127.0.0.1:1/: no DynamoDB answers there');
});

test('what is no DynamoDB call is refused and ends nothing', async () => {
  for (const [target, body] of [['DynamoDB_20120810.GetItem', '{'], ['DynamoDB_20120810.GetItem', '[]'], ['DynamoDB_20120810.GetItem', ''], ['Nothing', '{}']]) {
    const response = await fetch(tables.endpoint, { method: 'POST', headers: { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.0' }, body });
    expect(response.status).toBe(400);
  }
});
