import { Duration, Stack } from 'aws-cdk-lib';
import type * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { DEFAULT_MESSAGE_RATE, INTEGRATION_TIMEOUT_SECONDS } from '../protocol/limits';
import { ChatroomFunction, type ChatroomFunctionDefaults, type ChatroomFunctionProps } from './chatroom-function';
import type { SignIn } from './sign-in';

/** What the functions work on. */
export interface ChatroomFunctionsProps {
  readonly defaults: ChatroomFunctionDefaults;
  readonly environmentName: string;
  readonly chatTable: dynamodb.ITableV2;
  readonly connectionsTable: dynamodb.ITableV2;
  readonly webSocketStage: apigatewayv2.WebSocketStage;
  readonly signIn: SignIn;
  /** Address of the page, without a slash at its end. */
  readonly pageUrl: string;
  /** Origins whose pages may connect, separated by spaces; `http://localhost:*` stands for every port. */
  readonly allowedOrigins: string;
}

/**
 * One function for each set of permissions. A function's actions on a table are those that its code calls, no more.
 */
export class ChatroomFunctions {
  public readonly authorize: lambda.Function;
  public readonly connect: lambda.Function;
  public readonly disconnect: lambda.Function;
  public readonly sendMessage: lambda.Function;
  public readonly rooms: lambda.Function;
  public readonly getMessages: lambda.Function;
  public readonly tokenExchange: lambda.Function;
  public readonly site: lambda.Function;

  constructor(private readonly scope: Construct, private readonly props: ChatroomFunctionsProps) {
    this.authorize = this.createAuthorize();
    this.connect = this.createConnect();
    this.disconnect = this.createDisconnect();
    this.sendMessage = this.createSendMessage();
    this.rooms = this.createRooms();
    this.getMessages = this.createGetMessages();
    this.tokenExchange = this.createTokenExchange();
    this.site = this.createSite();
  }

  private createAuthorize(): lambda.Function {
    return this.create('Authorize', {
      bundle: 'authorize',
      description: 'Lets a handshake in by its origin, subprotocol and access token',
      memorySize: 256,
      timeout: Duration.seconds(10),
      environment: { ...this.tokenVariables(), ALLOWED_ORIGINS: this.props.allowedOrigins },
    });
  }

  private createConnect(): lambda.Function {
    const connect = this.create('Connect', {
      bundle: 'connect',
      description: 'Notes a new connection',
      memorySize: 256,
      timeout: Duration.seconds(10),
      environment: this.tableVariables('connections'),
    });
    allow(connect, this.props.connectionsTable, 'PutItem');
    return connect;
  }

  private createDisconnect(): lambda.Function {
    const disconnect = this.create('Disconnect', {
      bundle: 'disconnect',
      description: 'Removes what is noted of a connection',
      memorySize: 256,
      timeout: Duration.seconds(10),
      environment: this.tableVariables('connections'),
    });
    allow(disconnect, this.props.connectionsTable, 'GetItem', 'DeleteItem');
    return disconnect;
  }

  private createSendMessage(): lambda.Function {
    const sendMessage = this.create('SendMessage', {
      bundle: 'send-message',
      description: 'Admits, records and delivers a message',
      memorySize: 512,
      timeout: Duration.seconds(INTEGRATION_TIMEOUT_SECONDS),
      environment: {
        ...this.tableVariables('chat', 'connections'),
        CONNECTIONS_URL: this.props.webSocketStage.callbackUrl,
        MESSAGE_RATE: String(DEFAULT_MESSAGE_RATE),
      },
    });
    allow(sendMessage, this.props.chatTable, 'GetItem', 'PutItem', 'UpdateItem', 'Query');
    allow(sendMessage, this.props.connectionsTable, 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query');
    sendMessage.addToRolePolicy(new iam.PolicyStatement({
      actions: ['execute-api:ManageConnections'],
      resources: [this.postToConnectionArn()],
    }));
    return sendMessage;
  }

  private createRooms(): lambda.Function {
    const rooms = this.create('Rooms', {
      bundle: 'rooms',
      description: 'Serves every frame but sendMessage: joining, leaving, history, ping',
      memorySize: 512,
      timeout: Duration.seconds(INTEGRATION_TIMEOUT_SECONDS),
      environment: { ...this.tokenVariables(), ...this.tableVariables('chat', 'connections') },
    });
    allow(rooms, this.props.chatTable, 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'Query');
    allow(rooms, this.props.connectionsTable, 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem');
    return rooms;
  }

  private createGetMessages(): lambda.Function {
    const getMessages = this.create('GetMessages', {
      bundle: 'get-messages',
      description: 'Serves the history of a room over HTTP',
      memorySize: 512,
      timeout: Duration.seconds(INTEGRATION_TIMEOUT_SECONDS),
      environment: this.tableVariables('chat'),
    });
    allow(getMessages, this.props.chatTable, 'GetItem', 'PutItem', 'UpdateItem', 'Query');
    return getMessages;
  }

  private createTokenExchange(): lambda.Function {
    const { signIn, pageUrl } = this.props;
    const cookieSecret = new secretsmanager.Secret(this.scope, 'CookieSecret', {
      description: 'Seals the cookies of the token exchange',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    });
    const loginPages = signIn.userPoolDomain.baseUrl();
    const tokenExchange = this.create('TokenExchange', {
      bundle: 'token-exchange',
      description: 'Signs people in and out, and keeps the client secret and their refresh tokens from pages',
      memorySize: 512,
      timeout: Duration.seconds(INTEGRATION_TIMEOUT_SECONDS),
      environment: {
        ...this.tokenVariables(),
        USER_POOL_ID: signIn.userPool.userPoolId,
        AUTHORIZE_URL: `${loginPages}/oauth2/authorize`,
        TOKEN_URL: `${loginPages}/oauth2/token`,
        REVOKE_URL: `${loginPages}/oauth2/revoke`,
        LOGOUT_URL: `${loginPages}/logout`,
        CALLBACK_URL: `${pageUrl}/auth/callback`,
        PAGE_URL: pageUrl,
        ALLOWED_ORIGINS: this.props.allowedOrigins,
        COOKIE_SECRET: cookieSecret.secretArn,
      },
    });
    cookieSecret.grantRead(tokenExchange);
    tokenExchange.addToRolePolicy(new iam.PolicyStatement({
      actions: ['cognito-idp:DescribeUserPoolClient'],
      resources: [signIn.userPool.userPoolArn],
    }));
    return tokenExchange;
  }

  private createSite(): lambda.Function {
    return this.create('Site', {
      bundle: 'site',
      description: 'Serves the page and its config.json',
      memorySize: 256,
      timeout: Duration.seconds(10),
      environment: {
        WEB_SOCKET_URL: this.props.webSocketStage.url,
        ENVIRONMENT_NAME: this.props.environmentName,
        TITLE: 'Chat',
      },
    });
  }

  private create(id: string, props: Omit<ChatroomFunctionProps, keyof ChatroomFunctionDefaults>): ChatroomFunction {
    return new ChatroomFunction(this.scope, id, { ...this.props.defaults, ...props });
  }

  private tokenVariables() {
    const { issuer, userPoolClient } = this.props.signIn;
    return { ISSUER: issuer, JWKS_URL: `${issuer}/.well-known/jwks.json`, CLIENT_ID: userPoolClient.userPoolClientId };
  }

  private tableVariables(...tables: ('chat' | 'connections')[]) {
    return {
      ...(tables.includes('chat') && { CHAT_TABLE: this.props.chatTable.tableName }),
      ...(tables.includes('connections') && { CONNECTIONS_TABLE: this.props.connectionsTable.tableName }),
    };
  }

  /** Posting alone: the grants of the L2 cover reading and closing connections, and every stage. */
  private postToConnectionArn(): string {
    const { api, stageName } = this.props.webSocketStage;
    return Stack.of(this.scope).formatArn({
      service: 'execute-api',
      resource: api.apiId,
      resourceName: `${stageName}/POST/@connections/*`,
    });
  }
}

function allow(grantee: iam.IGrantable, table: dynamodb.ITableV2, ...actions: string[]): void {
  table.grant(grantee, ...actions.map((action) => `dynamodb:${action}`));
}
