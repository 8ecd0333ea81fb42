import { findChatroom } from '../../../src/local/template/chatroom';
import { addSignInHosts, apiHosts } from '../../../src/local/template/chatroom-hosts';
import type { TemplateResource } from '../../../src/local/template/template';
import { chatroomResources } from '../fixtures/chatroom-template';
import { deployed } from './deployed';

function find(resources: Record<string, TemplateResource>, wanted?: string) {
  return findChatroom([deployed({ Resources: resources })], wanted);
}

describe('the chat room of an app', () => {
  test('is found by its structure, under whatever path, among other APIs', () => {
    const chatroom = find({
      ...chatroomResources('App/Social/Talk'),
      OtherApi: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'WEBSOCKET' }, Metadata: { 'aws:cdk:path': 'App/Game/Api/Resource' } },
      ShopApi: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' }, Metadata: { 'aws:cdk:path': 'App/Shop/Api/Resource' } },
      ShopFunction: { Type: 'AWS::Lambda::Function', Metadata: { 'aws:cdk:path': 'App/Shop/Function/Resource' } },
    });
    expect(chatroom.path).toBe('App/Social/Talk');
    expect(chatroom.title).toBe('Fixture');
    expect(chatroom.webSocketApi.logicalId).toBe('WebSocketApi');
    expect(chatroom.httpApi.logicalId).toBe('HttpApi');
    expect(chatroom.userPool.logicalId).toBe('UserPool');
    expect(chatroom.userPoolClients.map(({ logicalId }) => logicalId)).toEqual(['Client']);
    expect(chatroom.resources.map(({ logicalId }) => logicalId)).not.toContain('ShopFunction');
    expect(chatroom.surroundings.map(({ logicalId }) => logicalId)).toContain('ShopFunction');
  });

  test('is the whole template where there are no paths', () => {
    const resources = Object.entries(chatroomResources('App/Chatroom')).map(([id, { Metadata: _, ...resource }]) => [id, resource]);
    expect(find(Object.fromEntries(resources)).path).toBe('');
  });

  test('has to be named where there are several, by its path or the end of it', () => {
    const two = { ...chatroomResources('App/Blue/Chatroom', 'Blue'), ...chatroomResources('App/Red/Chatroom', 'Red') };
    expect(() => find(two)).toThrow('this app has 2 chat rooms: App/Blue/Chatroom, App/Red/Chatroom. Choose one with --chatroom PATH');
    expect(find(two, 'App/Red/Chatroom').webSocketApi.logicalId).toBe('RedWebSocketApi');
    expect(find(two, 'Blue/Chatroom').webSocketApi.logicalId).toBe('BlueWebSocketApi');
    expect(() => find(two, 'Chatroom')).toThrow(/2 chat rooms/);
    expect(() => find(two, 'Green')).toThrow('there is no chat room "Green" in this app. It has: App/Blue/Chatroom, App/Red/Chatroom');
  });

  test('may be missing: one line says what was looked for', () => {
    const { SendMessageRoute: _, ...withoutSending } = chatroomResources('App/Chatroom');
    expect(() => find(withoutSending)).toThrow(/there is no chat room in this app/);
    expect(() => find({})).toThrow(/there is no chat room in this app/);
    const { Client: __, ...withoutClient } = chatroomResources('App/Chatroom');
    expect(() => find(withoutClient)).toThrow(/no user pool/);
  });
});

describe('AWS addresses become local ones', () => {
  const local = { page: 'http://localhost:3000', connections: 'http://localhost:4000/chat' };

  test('of APIs, sign-in and callbacks, in every string of a value', () => {
    const chatroom = find(chatroomResources('App/Chatroom'));
    const hosts = apiHosts(chatroom, local);
    addSignInHosts(hosts, chatroom, 'http://localhost:5000');
    const variables = chatroom.resources.find(({ logicalId }) => logicalId === 'TokenExchange')!.properties.Environment;
    expect(hosts.apply(variables)).toEqual({
      Variables: expect.objectContaining({
        ALLOWED_ORIGINS: 'http://localhost:3000',
        AUTHORIZE_URL: 'http://localhost:5000/oauth2/authorize',
        CONNECTIONS_URL: 'http://localhost:4000/chat',
        ISSUER: `http://localhost:5000/${chatroom.userPool.physicalId}`,
        WEB_SOCKET_URL: 'ws://localhost:4000/chat',
      }),
    });
    expect(hosts.apply(chatroom.userPoolClients[0].properties).CallbackURLs).toEqual(['http://localhost:3000/auth/callback']);
  });

  test('of custom domains too, which name no stage', () => {
    const mapping = (api: string, domain: string) => ({ Type: 'AWS::ApiGatewayV2::ApiMapping', Properties: { ApiId: { Ref: api }, DomainName: domain, Stage: 'x' } });
    const resources = chatroomResources('App/Chatroom');
    const chatroom = find({
      ...resources,
      A: mapping('HttpApi', 'chat.example.com'),
      B: mapping('WebSocketApi', 'ws.chat.example.com'),
      Domain: { ...resources.Domain, Properties: { UserPoolId: { Ref: 'UserPool' }, Domain: 'auth.example.com', CustomDomainConfig: { CertificateArn: 'arn' } } },
    });
    const hosts = apiHosts(chatroom, local);
    addSignInHosts(hosts, chatroom, 'http://localhost:5000');
    expect(hosts.apply(['https://chat.example.com/auth/callback', 'wss://ws.chat.example.com', 'https://ws.chat.example.com', 'https://auth.example.com/logout', 'https://example.com']))
      .toEqual(['http://localhost:3000/auth/callback', 'ws://localhost:4000/chat', 'http://localhost:4000/chat', 'http://localhost:5000/logout', 'https://example.com']);
  });
});
