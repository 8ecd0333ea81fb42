import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, paginateQuery, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { MAX_CONNECTION_HOURS } from '../../protocol/limits';
import type { Admission, Connection, ConnectionStore, RoomConnection } from '../chat/connection-store';
import { conditional } from './conditional-write';

const SCHEMA_VERSION = 1;

/** How long after API Gateway must have closed a connection its items may be swept away. */
const TTL_SLACK_MINUTES = 10;

/** Connections, and who is in which room, in the connections table. */
export class DynamoDbConnectionStore implements ConnectionStore {
  constructor(private readonly client: DynamoDBDocumentClient, private readonly tableName: string) {}

  async put({ connectionId, userId, name, originJti, sessionExpiresAt }: Connection): Promise<void> {
    const ttl = timeToLive();
    await Promise.all([
      this.client.send(new PutCommand({
        TableName: this.tableName,
        Item: { ...connectionKey(connectionId), v: SCHEMA_VERSION, userId, name, originJti, sessionExpiresAt, rateTime: 0, ttl },
      })),
      this.client.send(new PutCommand({
        TableName: this.tableName,
        Item: { ...userKey(userId, connectionId), v: SCHEMA_VERSION, originJti, ttl },
      })),
    ]);
  }

  async read(connectionId: string): Promise<Connection | undefined> {
    const { Item } = await this.client.send(new GetCommand({
      TableName: this.tableName,
      Key: connectionKey(connectionId),
      ConsistentRead: true,
    }));
    return Item && toConnection(connectionId, Item);
  }

  async admit({ connectionId, roomId, now, rate }: Admission): Promise<Connection | undefined> {
    const next = rate?.next !== undefined ? ':next' : 'rateTime + :add';
    return this.update(connectionId, {
      UpdateExpression: rate ? `SET activeAt = :now, rateTime = ${next}` : 'SET activeAt = :now',
      ConditionExpression: `contains(rooms, :room) AND sessionExpiresAt > :now${rate ? ' AND rateTime BETWEEN :from AND :to' : ''}`,
      ExpressionAttributeValues: {
        ':room': roomId,
        ':now': now,
        ...(rate && { ':from': rate.from, ':to': rate.to, ...(rate.next !== undefined ? { ':next': rate.next } : { ':add': rate.add }) }),
      },
    });
  }

  async remove({ connectionId, userId }: Pick<Connection, 'connectionId' | 'userId'>): Promise<void> {
    await this.client.send(new DeleteCommand({ TableName: this.tableName, Key: userKey(userId, connectionId) }));
    await this.client.send(new DeleteCommand({ TableName: this.tableName, Key: connectionKey(connectionId) }));
  }

  async renew({ connectionId, userId, name, originJti, sessionExpiresAt }: Connection): Promise<Connection | undefined> {
    return this.update(connectionId, {
      UpdateExpression: 'SET #name = :name, originJti = :originJti, sessionExpiresAt = :sessionExpiresAt',
      ConditionExpression: 'userId = :userId',
      ExpressionAttributeNames: { '#name': 'name' },
      ExpressionAttributeValues: { ':userId': userId, ':name': name, ':originJti': originJti, ':sessionExpiresAt': sessionExpiresAt },
    });
  }

  async addRoom(connectionId: string, roomId: string, now: number, maxRooms: number): Promise<Connection | undefined> {
    return this.update(connectionId, {
      UpdateExpression: 'ADD rooms :rooms',
      ConditionExpression: 'sessionExpiresAt > :now AND (attribute_not_exists(rooms) OR size(rooms) < :maxRooms OR contains(rooms, :room))',
      ExpressionAttributeValues: { ':rooms': new Set([roomId]), ':room': roomId, ':now': now, ':maxRooms': maxRooms },
    });
  }

  async removeRoom(connectionId: string, roomId: string, now: number): Promise<Connection | undefined> {
    return this.update(connectionId, {
      UpdateExpression: 'DELETE rooms :rooms',
      ConditionExpression: 'sessionExpiresAt > :now',
      ExpressionAttributeValues: { ':rooms': new Set([roomId]), ':now': now },
    });
  }

  async putInRoom(roomId: string, { connectionId, userId, sessionExpiresAt }: RoomConnection): Promise<void> {
    await this.client.send(new PutCommand({
      TableName: this.tableName,
      Item: { ...roomKey(roomId, connectionId), userId, sessionExpiresAt, ttl: timeToLive() },
    }));
  }

  async removeFromRoom(roomId: string, connectionId: string): Promise<void> {
    await this.client.send(new DeleteCommand({ TableName: this.tableName, Key: roomKey(roomId, connectionId) }));
  }

  async *inRoom(roomId: string): AsyncIterable<readonly RoomConnection[]> {
    const pages = paginateQuery({ client: this.client }, {
      TableName: this.tableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': roomKey(roomId, '').pk },
      ConsistentRead: true,
    });
    for await (const { Items = [] } of pages) {
      yield Items.map((item) => ({
        connectionId: String(item.sk).slice('CONN#'.length),
        userId: String(item.userId),
        sessionExpiresAt: Number(item.sessionExpiresAt),
      }));
    }
  }

  /** Changes a connection that is there; one that was removed never comes back. */
  private async update(
    connectionId: string,
    change: {
      UpdateExpression: string;
      ConditionExpression: string;
      ExpressionAttributeNames?: Record<string, string>;
      ExpressionAttributeValues: Record<string, unknown>;
    },
  ): Promise<Connection | undefined> {
    const updated = await conditional(this.client.send(new UpdateCommand({
      TableName: this.tableName,
      Key: connectionKey(connectionId),
      ...change,
      ConditionExpression: `attribute_exists(pk) AND ${change.ConditionExpression}`,
      ReturnValues: 'ALL_NEW',
    })));
    return updated?.Attributes && toConnection(connectionId, updated.Attributes);
  }
}

function connectionKey(connectionId: string) {
  return { pk: `CONN#${connectionId}`, sk: 'SELF' };
}

function userKey(userId: string, connectionId: string) {
  return { pk: `USER#${userId}`, sk: `CONN#${connectionId}` };
}

function roomKey(roomId: string, connectionId: string) {
  return { pk: `ROOM#${roomId}`, sk: `CONN#${connectionId}` };
}

/** In seconds, as DynamoDB wants it: past the longest life of a connection that begins now. */
function timeToLive(): number {
  return Math.ceil(Date.now() / 1_000) + MAX_CONNECTION_HOURS * 3_600 + TTL_SLACK_MINUTES * 60;
}

function toConnection(connectionId: string, item: Record<string, unknown>): Connection {
  return {
    connectionId,
    userId: String(item.userId),
    name: String(item.name),
    originJti: String(item.originJti),
    sessionExpiresAt: Number(item.sessionExpiresAt),
    rooms: (item.rooms as Set<string> | undefined) ?? new Set(),
    rateTime: Number(item.rateTime),
  };
}
