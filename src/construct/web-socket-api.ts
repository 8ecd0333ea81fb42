import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Construct } from 'constructs';
import type { ChatroomFunctions } from './chatroom-functions';

/**
 * The four routes that carry the chat. Further actions travel on `$default` and cost no infrastructure. No models are
 * attached: API Gateway's own refusals would say less than ours.
 */
export class ChatroomWebSocketApi extends apigatewayv2.WebSocketApi {
  public readonly stage: apigatewayv2.WebSocketStage;

  constructor(scope: Construct, id: string) {
    super(scope, id, { routeSelectionExpression: '$request.body.action' });
    this.stage = new apigatewayv2.WebSocketStage(this, 'Stage', { webSocketApi: this, stageName: 'chat', autoDeploy: true });
  }

  public serve(functions: ChatroomFunctions): void {
    this.addRoute('$connect', {
      integration: new WebSocketLambdaIntegration('Connect', functions.connect),
      // The one header in which a browser can bring a token or offer a subprotocol. Without it API Gateway answers 401.
      authorizer: new WebSocketLambdaAuthorizer('Authorizer', functions.authorize, {
        identitySource: ['route.request.header.Sec-WebSocket-Protocol'],
      }),
    });
    this.addRoute('$disconnect', { integration: new WebSocketLambdaIntegration('Disconnect', functions.disconnect) });
    this.addRoute('sendMessage', { integration: new WebSocketLambdaIntegration('SendMessage', functions.sendMessage), returnResponse: true });
    this.addRoute('$default', { integration: new WebSocketLambdaIntegration('Rooms', functions.rooms), returnResponse: true });
  }
}
