export * from './construct/chatroom-environment';
export * from './construct/serverless-chatroom';
