import {
  BatchGetCommand, type BatchGetCommandOutput, type DynamoDBDocumentClient, GetCommand, paginateQuery, PutCommand, UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { IDEMPOTENCY_HOURS } from '../../protocol/limits';
import type { Message } from '../../protocol/message';
import type { ChatStore, Decision, DecisionRange, RoomState, SendKey } from '../chat/chat-store';
import { conditional } from './conditional-write';

/** Written into every item, so that a later version can read what this one wrote. */
const SCHEMA_VERSION = 1;

/** Who may join a room that came to be by being joined. */
const VISIBILITY = 'public';

/** Digits of the largest sequence number: sort keys sort as text. */
const SEQ_DIGITS = String(Number.MAX_SAFE_INTEGER).length;

/** Decisions that are read at once: a few more than a page of history mostly needs. */
const PAGE_SIZE = 60;

interface DecisionItem {
  readonly sk: string;
  readonly id?: string;
  readonly senderId: string;
  readonly senderName: string;
  readonly text: string;
  readonly sentAt: string;
  readonly clientMessageId: string;
}

/** Rooms, messages and receipts in the chat table. */
export class DynamoDbChatStore implements ChatStore {
  constructor(private readonly client: DynamoDBDocumentClient, private readonly tableName: string) {}

  async readRoom(roomId: string): Promise<RoomState | undefined> {
    const Item = await this.get(roomKey(roomId));
    return Item && toRoomState(Item);
  }

  async createRoom(roomId: string, now: number): Promise<void> {
    const createdAt = new Date(now).toISOString();
    await conditional(this.client.send(new PutCommand({
      TableName: this.tableName,
      Item: { ...roomKey(roomId), v: SCHEMA_VERSION, visibility: VISIBILITY, createdAt, seq: 0, decidedSeq: 0, allottedAt: 0 },
      ConditionExpression: 'attribute_not_exists(pk)',
    })));
  }

  async readSeqs(roomIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const seqs = new Map<string, number>();
    let RequestItems: BatchGetCommandOutput['UnprocessedKeys'] = roomIds.length === 0 ? {} : {
      [this.tableName]: { Keys: roomIds.map(roomKey), ConsistentRead: true, ProjectionExpression: 'pk, seq' },
    };
    while (RequestItems && Object.keys(RequestItems).length > 0) {
      const page: BatchGetCommandOutput = await this.client.send(new BatchGetCommand({ RequestItems }));
      for (const item of page.Responses?.[this.tableName] ?? []) seqs.set(String(item.pk).slice('ROOM#'.length), Number(item.seq ?? 0));
      RequestItems = page.UnprocessedKeys;
    }
    return seqs;
  }

  async allotSeq(roomId: string, now: number): Promise<RoomState> {
    const { Attributes } = await this.client.send(new UpdateCommand({
      TableName: this.tableName,
      Key: roomKey(roomId),
      // a message may come before the join that lets it in has made the room
      UpdateExpression: `ADD seq :one SET allottedAt = :now, v = if_not_exists(v, :v),
        visibility = if_not_exists(visibility, :visibility), createdAt = if_not_exists(createdAt, :createdAt)`,
      ExpressionAttributeValues: { ':one': 1, ':now': now, ':v': SCHEMA_VERSION, ':visibility': VISIBILITY, ':createdAt': new Date(now).toISOString() },
      ReturnValues: 'ALL_NEW',
    }));
    return toRoomState(Attributes!);
  }

  async advanceDecidedSeq(roomId: string, seq: number): Promise<void> {
    await conditional(this.client.send(new UpdateCommand({
      TableName: this.tableName,
      Key: roomKey(roomId),
      UpdateExpression: 'SET decidedSeq = :seq',
      ConditionExpression: 'attribute_not_exists(decidedSeq) OR decidedSeq < :seq',
      ExpressionAttributeValues: { ':seq': seq },
    })));
  }

  async readReceipt(send: SendKey): Promise<number | undefined> {
    const Item = await this.get(receiptKey(send));
    return Item && Number(Item.seq);
  }

  async putReceipt(send: SendKey, seq: number, now: number): Promise<boolean> {
    const put = await conditional(this.client.send(new PutCommand({
      TableName: this.tableName,
      Item: { ...receiptKey(send), v: SCHEMA_VERSION, seq, ttl: receiptTtl(now) },
      ConditionExpression: 'attribute_not_exists(pk)',
    })));
    return put !== undefined;
  }

  async moveReceipt(send: SendKey, from: number, to: number, now: number): Promise<boolean> {
    const moved = await conditional(this.client.send(new UpdateCommand({
      TableName: this.tableName,
      Key: receiptKey(send),
      UpdateExpression: 'SET seq = :to, #ttl = :ttl',
      ConditionExpression: 'seq = :from',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: { ':from': from, ':to': to, ':ttl': receiptTtl(now) },
    })));
    return moved !== undefined;
  }

  async putMessage({ roomId, seq, id, sender, text, sentAt, clientMessageId }: Message): Promise<boolean> {
    return this.putDecision(roomId, seq, { id, senderId: sender.id, senderName: sender.name, text, sentAt, clientMessageId });
  }

  async putVoid(roomId: string, seq: number): Promise<boolean> {
    return this.putDecision(roomId, seq, {});
  }

  async readDecision(roomId: string, seq: number): Promise<Decision | undefined> {
    const Item = await this.get(decisionKey(roomId, seq));
    return Item && toDecision(roomId, Item as unknown as DecisionItem);
  }

  async *readDecisions(roomId: string, range: DecisionRange): AsyncIterable<readonly Decision[]> {
    const { from, to = Number.MAX_SAFE_INTEGER, newestFirst = false } = range;
    const pages = paginateQuery({ client: this.client, pageSize: PAGE_SIZE }, {
      TableName: this.tableName,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': decisionKey(roomId, 0).pk, ':from': sortable(from), ':to': sortable(to) },
      ScanIndexForward: !newestFirst,
      ConsistentRead: true,
    });
    for await (const { Items = [] } of pages) yield Items.map((item) => toDecision(roomId, item as DecisionItem));
  }

  private async get(Key: Record<string, string>): Promise<Record<string, unknown> | undefined> {
    const { Item } = await this.client.send(new GetCommand({ TableName: this.tableName, Key, ConsistentRead: true }));
    return Item;
  }

  /** Whatever is first at a number stays. */
  private async putDecision(roomId: string, seq: number, content: Omit<DecisionItem, 'sk'> | object): Promise<boolean> {
    const put = await conditional(this.client.send(new PutCommand({
      TableName: this.tableName,
      Item: { ...decisionKey(roomId, seq), v: SCHEMA_VERSION, ...content },
      ConditionExpression: 'attribute_not_exists(pk)',
    })));
    return put !== undefined;
  }
}

function roomKey(roomId: string) {
  return { pk: `ROOM#${roomId}`, sk: 'META' };
}

function receiptKey({ roomId, userId, clientMessageId }: SendKey) {
  return { pk: `ROOM#${roomId}#SENDS`, sk: `${userId}#${clientMessageId}` };
}

function decisionKey(roomId: string, seq: number) {
  return { pk: `ROOM#${roomId}#MESSAGES`, sk: sortable(seq) };
}

function sortable(seq: number): string {
  return String(seq).padStart(SEQ_DIGITS, '0');
}

/** In seconds, as DynamoDB wants it. */
function receiptTtl(now: number): number {
  return Math.ceil(now / 1_000) + IDEMPOTENCY_HOURS * 3_600;
}

function toRoomState(item: Record<string, unknown>): RoomState {
  return { seq: Number(item.seq ?? 0), decidedSeq: Number(item.decidedSeq ?? 0), allottedAt: Number(item.allottedAt ?? 0) };
}

function toDecision(roomId: string, item: DecisionItem): Decision {
  const seq = Number(item.sk);
  if (item.id === undefined) return { seq };
  const { id, senderId, senderName, text, sentAt, clientMessageId } = item;
  return { seq, message: { id, roomId, seq, sender: { id: senderId, name: senderName }, text, sentAt, clientMessageId } };
}
