import { ulid } from 'ulid';
import { GENERAL_ROOM } from '../protocol/limits';
import type { Message } from '../protocol/message';
import type { ClientRequest } from '../protocol/request';
import { ApiGatewayConnectionPoster, encodeFrame } from './aws/api-gateway-connection-poster';
import { documentClient } from './aws/document-client';
import { DynamoDbChatStore } from './aws/dynamodb-chat-store';
import { DynamoDbConnectionStore } from './aws/dynamodb-connection-store';
import { variable } from './aws/environment';
import { logError } from './aws/log';
import { admitSend } from './chat/admit-send';
import { ChatError } from './chat/chat-error';
import { systemClock } from './chat/clock';
import type { Connection } from './chat/connection-store';
import { keepPrefixShort } from './chat/decided-prefix';
import { deliver } from './chat/deliver';
import { joinRoom } from './chat/join-room';
import { RateLimit } from './chat/rate-limit';
import { recordMessage, type Send } from './chat/record-message';
import { frameHandler } from './frame-handler';

const messageRate = Number(variable('MESSAGE_RATE'));

const ports = {
  store: new DynamoDbChatStore(documentClient, variable('CHAT_TABLE')),
  connections: new DynamoDbConnectionStore(documentClient, variable('CONNECTIONS_TABLE')),
  poster: new ApiGatewayConnectionPoster(variable('CONNECTIONS_URL'), process.env.AWS_REGION ?? ''),
  encode: encodeFrame,
  clock: systemClock,
  random: Math.random,
  createId: ulid,
  rateLimit: messageRate > 0 ? new RateLimit(messageRate) : undefined,
};

/** Serves `sendMessage`. */
export const handler = frameHandler(async (request, connectionId) => {
  const { joins, ...send } = toSend(request);
  const { userId, name } = await (joins ? admitJoining : admit)(connectionId, send.roomId);
  const { message, room } = await recordMessage({ ...send, sender: { id: userId, name } }, ports);
  await answerAnyway('delivery-failed', message, deliverToOthers(message, connectionId));
  if (room) await answerAnyway('watermark-not-moved', message, keepPrefixShort(send.roomId, room, ports));
  return { type: 'sent', message };
});

function toSend(request: ClientRequest): Omit<Send, 'sender'> & { joins: boolean } {
  if (request.action !== 'sendMessage') throw new ChatError('UNKNOWN_ACTION', `this route does not serve "${request.action}"`);
  if ('data' in request) return { roomId: GENERAL_ROOM, text: request.data, clientMessageId: ulid(), joins: true };
  return { roomId: request.roomId, text: request.text, clientMessageId: request.clientMessageId, joins: false };
}

async function admit(connectionId: string, roomId: string): Promise<Connection> {
  return admitSend(connectionId, roomId, ports);
}

async function admitJoining(connectionId: string, roomId: string): Promise<Connection> {
  try {
    return await admit(connectionId, roomId);
  } catch (error) {
    if (!(error instanceof ChatError && error.code === 'NOT_IN_ROOM')) throw error;
    await joinRoom({ connectionId, roomId }, ports);
    return admit(connectionId, roomId);
  }
}

/** A refused post is a fault of the deployment: without a word in the log nobody would get anything, and nobody know why. */
async function deliverToOthers(message: Message, senderConnectionId: string): Promise<void> {
  const { refused = 0 } = await deliver({ type: 'message', roomId: message.roomId, message }, { senderConnectionId }, ports);
  if (refused > 0) throw new Error(`API Gateway refused ${refused} posts: may this function post to connections?`);
}

/** The message is recorded: whatever becomes of the rest, its sender is told so. Who misses it sees the gap and asks. */
async function answerAnyway(failure: string, { roomId, seq }: Message, rest: Promise<unknown>): Promise<void> {
  try {
    await rest;
  } catch (error) {
    logError(failure, error, { roomId, seq });
  }
}
