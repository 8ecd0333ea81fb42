import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { ServerlessChatroom } from 'cdk-serverless-chatroom';

const app = new App();
const stack = new Stack(app, 'MinimalChatroom');

const chatroom = new ServerlessChatroom(stack, 'Chatroom');

new CfnOutput(stack, 'Url', { value: chatroom.url });
new CfnOutput(stack, 'WebSocketUrl', { value: chatroom.webSocketUrl });

app.synth();
