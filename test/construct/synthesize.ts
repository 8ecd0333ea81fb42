import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ServerlessChatroom, type ServerlessChatroomProps } from '../../src';

export interface Synthesized {
  readonly app: App;
  readonly stack: Stack;
  readonly chatroom: ServerlessChatroom;
  readonly template: Template;
}

/** A stack with one chat room in it, and its template. */
export function synthesize(props?: ServerlessChatroomProps): Synthesized {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const chatroom = new ServerlessChatroom(stack, 'Chatroom', props);
  return { app, stack, chatroom, template: Template.fromStack(stack) };
}
