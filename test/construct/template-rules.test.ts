import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { ChatroomEnvironment, ServerlessChatroom } from '../../src';

/** aws-cdk-lib checks templates against CloudFormation's schemas and rules; here its findings are errors. */
const STRICT = { '@aws-cdk/core:validateAgainstDefaultRules': true };

describe("CloudFormation's schemas and rules find nothing wrong", () => {
  test.each([
    ['by default', {}],
    ['in production', { environment: ChatroomEnvironment.production() }],
    ['with every prop', { projectName: 'chat', allowedOrigins: ['https://www.example.com'] }],
  ])('%s', (_, props) => {
    const app = new App({ context: STRICT });
    new ServerlessChatroom(new Stack(app, 'Stack'), 'Chatroom', props);
    expect(() => app.synth()).not.toThrow();
  });

  test('and would find a fault', () => {
    const app = new App({ context: STRICT });
    const stack = new Stack(app, 'Stack');
    new ServerlessChatroom(stack, 'Chatroom');
    new CfnResource(stack, 'Faulty', { type: 'AWS::DynamoDB::Table', properties: { NoSuchProperty: 1 } });
    expect(() => app.synth()).toThrow();
  });
});
