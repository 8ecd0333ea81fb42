import { Fn, RemovalPolicy, Token } from 'aws-cdk-lib';
import type * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import type * as cognito from 'aws-cdk-lib/aws-cognito';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ChatTable } from './chat-table';
import { ChatroomEnvironment } from './chatroom-environment';
import { ChatroomFunctions } from './chatroom-functions';
import { ConnectionsTable } from './connections-table';
import { ChatroomHttpApi } from './http-api';
import { misuse } from './misuse';
import { validateOrigins } from './origins';
import { SignIn } from './sign-in';
import { ChatroomWebSocketApi } from './web-socket-api';

/** Understood by the functions: `http://localhost` on any port. */
const ANY_LOCALHOST = 'http://localhost:*';

/**
 * How a chat room is deployed. Every prop is optional.
 */
export interface ServerlessChatroomProps {
  /**
   * What is deployed, and how carefully.
   *
   * @default ChatroomEnvironment.development()
   */
  readonly environment?: ChatroomEnvironment;

  /**
   * A name for what AWS wants a name of its own for: the front of the login pages' domain prefix. At most 17 characters
   * of a-z, 0-9 and `-`; Cognito refuses `aws`, `amazon` and `cognito` in it.
   *
   * @default "chat"
   */
  readonly projectName?: string;

  /**
   * Origins, beside the page's own, whose pages may connect and call the HTTP API, as `https://www.example.com`.
   *
   * @default - the page's own origin; in development also `http://localhost` on any port, for WebSockets
   */
  readonly allowedOrigins?: string[];

  /**
   * What happens to messages and users when the stack is deleted. `SNAPSHOT` is not known to the services used.
   *
   * @default - destroyed in development, retained in production
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * The functions' runtime: Node.js 20 or later.
   *
   * @default Runtime.NODEJS_24_X
   */
  readonly runtime?: lambda.Runtime;

  /**
   * The functions' processor.
   *
   * @default Architecture.ARM_64
   */
  readonly architecture?: lambda.Architecture;

  /**
   * How long the functions' logs are kept.
   *
   * @default - one week in development, one year in production
   */
  readonly logRetention?: logs.RetentionDays;
}

/**
 * A production chat room: a page, sign-in, a WebSocket API, history, delivery.
 *
 * It creates no outputs, no custom resources and no physical names; several in one stack work.
 *
 * @example
 * new ServerlessChatroom(this, 'Chatroom');
 */
export class ServerlessChatroom extends Construct {
  /** Address of the page, as `https://abc123.execute-api.eu-west-1.amazonaws.com`. */
  public readonly url: string;
  /** Address for WebSocket clients, with its stage, as `wss://def456.execute-api.eu-west-1.amazonaws.com/chat`. */
  public readonly webSocketUrl: string;
  /** Page, sign-in and history. */
  public readonly httpApi: apigatewayv2.HttpApi;
  /** The routes `$connect`, `$disconnect`, `sendMessage` and `$default`. */
  public readonly webSocketApi: apigatewayv2.WebSocketApi;
  /** The stage of the WebSocket API. */
  public readonly webSocketStage: apigatewayv2.WebSocketStage;
  /** Who may sign in. */
  public readonly userPool: cognito.UserPool;
  /** The client with which the token exchange speaks to the user pool. */
  public readonly userPoolClient: cognito.UserPoolClient;
  /** Where the login pages are. */
  public readonly userPoolDomain: cognito.UserPoolDomain;
  /** Rooms, members, messages and receipts. */
  public readonly chatTable: dynamodb.TableV2;
  /** Connections, and who is in which room. */
  public readonly connectionsTable: dynamodb.TableV2;
  /** Decides whether a handshake is let in. */
  public readonly authorizeFunction: lambda.Function;
  /** Serves `$connect`. */
  public readonly connectFunction: lambda.Function;
  /** Serves `$disconnect`. */
  public readonly disconnectFunction: lambda.Function;
  /** Serves `sendMessage`: records and delivers. */
  public readonly sendMessageFunction: lambda.Function;
  /** Serves every other frame. */
  public readonly roomsFunction: lambda.Function;
  /** Serves the history over HTTP. */
  public readonly historyFunction: lambda.Function;
  /** Serves `/auth`: holds the client's secret, so that no page does. */
  public readonly tokenExchangeFunction: lambda.Function;
  /** Serves the page. */
  public readonly siteFunction: lambda.Function;

  constructor(scope: Construct, id: string, props: ServerlessChatroomProps = {}) {
    super(scope, id);
    validate(this, props);
    const environment = props.environment ?? ChatroomEnvironment.development();
    const removalPolicy = props.removalPolicy ?? environment.removalPolicy;
    const deletionProtection = environment.deletionProtection && removalPolicy !== RemovalPolicy.DESTROY;
    const defaults = {
      runtime: props.runtime ?? lambda.Runtime.NODEJS_24_X,
      architecture: props.architecture ?? lambda.Architecture.ARM_64,
      logRetention: props.logRetention ?? environment.logRetention,
    };

    const httpApi = new ChatroomHttpApi(this, 'HttpApi', props.allowedOrigins);
    const webSocketApi = new ChatroomWebSocketApi(this, 'WebSocketApi');
    const signIn = new SignIn(this, 'SignIn', {
      defaults,
      deletionProtection,
      removalPolicy,
      projectName: props.projectName,
      pageUrl: httpApi.pageUrl,
    });
    this.chatTable = new ChatTable(this, 'ChatTable', { removalPolicy, deletionProtection, pointInTimeRecovery: environment.pointInTimeRecovery });
    this.connectionsTable = new ConnectionsTable(this, 'ConnectionsTable');
    const functions = new ChatroomFunctions(this, {
      defaults,
      environmentName: environment.name,
      chatTable: this.chatTable,
      connectionsTable: this.connectionsTable,
      webSocketStage: webSocketApi.stage,
      signIn,
      pageUrl: httpApi.pageUrl,
      allowedOrigins: [
        httpApi.pageUrl,
        ...(props.allowedOrigins ? [Fn.join(' ', props.allowedOrigins)] : []), // may be a list that is known at deployment only
        ...(environment.localhostOrigins ? [ANY_LOCALHOST] : []),
      ].join(' '),
    });
    webSocketApi.serve(functions);
    httpApi.serve(functions, signIn);

    this.url = httpApi.pageUrl;
    this.webSocketUrl = webSocketApi.stage.url;
    this.httpApi = httpApi;
    this.webSocketApi = webSocketApi;
    this.webSocketStage = webSocketApi.stage;
    this.userPool = signIn.userPool;
    this.userPoolClient = signIn.userPoolClient;
    this.userPoolDomain = signIn.userPoolDomain;
    this.authorizeFunction = functions.authorize;
    this.connectFunction = functions.connect;
    this.disconnectFunction = functions.disconnect;
    this.sendMessageFunction = functions.sendMessage;
    this.roomsFunction = functions.rooms;
    this.historyFunction = functions.getMessages;
    this.tokenExchangeFunction = functions.tokenExchange;
    this.siteFunction = functions.site;
  }
}

function validate(scope: Construct, props: ServerlessChatroomProps): void {
  validateOrigins(scope, props.allowedOrigins ?? []);
  if (props.removalPolicy === RemovalPolicy.SNAPSHOT) {
    throw misuse(scope, 'removalPolicy', 'must be DESTROY, RETAIN or RETAIN_ON_UPDATE_OR_DELETE: tables and user pools have no snapshots', props.removalPolicy);
  }
  if (props.runtime && !isNode20OrLater(props.runtime)) {
    throw misuse(scope, 'runtime', 'must be Node.js 20 or later, which the functions are built for', props.runtime.name);
  }
}

function isNode20OrLater(runtime: lambda.Runtime): boolean {
  if (Token.isUnresolved(runtime.name)) return runtime.family === lambda.RuntimeFamily.NODEJS;
  const major = /^nodejs(\d+)\./.exec(runtime.name)?.[1];
  return Number(major) >= 20;
}
