import { documentClient } from './aws/document-client';
import { DynamoDbChatStore } from './aws/dynamodb-chat-store';
import { DynamoDbConnectionStore } from './aws/dynamodb-connection-store';
import { variable } from './aws/environment';
import { JwtAccessTokenVerifier } from './aws/jwt-access-token-verifier';
import { refuseClosed } from './chat/admit-send';
import { ChatError } from './chat/chat-error';
import { systemClock } from './chat/clock';
import { joinRoom } from './chat/join-room';
import { leaveRoom } from './chat/leave-room';
import { ping } from './chat/ping';
import { readRoomHistory } from './chat/read-history';
import { reauthenticate } from './chat/reauthenticate';
import { frameHandler } from './frame-handler';

const ports = {
  store: new DynamoDbChatStore(documentClient, variable('CHAT_TABLE')),
  connections: new DynamoDbConnectionStore(documentClient, variable('CONNECTIONS_TABLE')),
  tokens: new JwtAccessTokenVerifier({ issuer: variable('ISSUER'), jwksUrl: variable('JWKS_URL'), clientId: variable('CLIENT_ID') }),
  clock: systemClock,
};

/** Serves every frame but `sendMessage`. */
export const handler = frameHandler(async (request, connectionId) => {
  switch (request.action) {
    case 'joinRoom': {
      const { roomId, after } = request;
      const { messages, highWatermark, hasMore } = await joinRoom({ connectionId, roomId, after }, ports);
      return { type: 'joined', roomId, highWatermark, complete: !hasMore, ...(after !== undefined && { messages: [...messages] }) };
    }
    case 'leaveRoom': {
      await leaveRoom({ connectionId, roomId: request.roomId }, ports);
      return { type: 'left', roomId: request.roomId };
    }
    case 'getMessages': {
      refuseClosed(await ports.connections.read(connectionId), ports.clock.now());
      const { messages, highWatermark, hasMore } = await readRoomHistory(request.roomId, request, ports);
      return { type: 'messages', roomId: request.roomId, messages: [...messages], highWatermark, hasMore };
    }
    case 'reauthenticate': {
      const sessionExpiresAt = await reauthenticate({ connectionId, token: request.token }, ports);
      return { type: 'reauthenticated', sessionExpiresAt: new Date(sessionExpiresAt).toISOString() };
    }
    case 'ping':
      return { type: 'pong', rooms: await ping(connectionId, ports) };
    case 'sendMessage':
      throw new ChatError('UNKNOWN_ACTION', 'this route does not serve "sendMessage"');
  }
});
