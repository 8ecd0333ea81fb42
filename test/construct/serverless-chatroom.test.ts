import { App, Aspects, CfnParameter, CfnResource, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';
import { ChatroomEnvironment, ServerlessChatroom } from '../../src';
import { synthesize } from './synthesize';

describe('the WebSocket API', () => {
  const { template } = synthesize();

  test('has the four routes, selected by the action of the frame', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', { ProtocolType: 'WEBSOCKET', RouteSelectionExpression: '$request.body.action' });
    const webSocketRoutes = routesOf(template).filter((key) => !key.includes(' '));
    expect(webSocketRoutes.sort()).toEqual(['$connect', '$default', '$disconnect', 'sendMessage']);
  });

  test('authorizes $connect by the subprotocol header alone, which a browser can set', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'REQUEST',
      IdentitySource: ['route.request.header.Sec-WebSocket-Protocol'],
    });
    template.hasResourceProperties('AWS::ApiGatewayV2::Route', { RouteKey: '$connect', AuthorizationType: 'CUSTOM' });
  });

  test('answers frames by route responses', () => {
    for (const routeKey of ['sendMessage', '$default']) {
      const [id] = Object.keys(template.findResources('AWS::ApiGatewayV2::Route', { Properties: { RouteKey: routeKey } }));
      template.hasResourceProperties('AWS::ApiGatewayV2::Route', { RouteKey: routeKey, RouteResponseSelectionExpression: '$default' });
      template.hasResourceProperties('AWS::ApiGatewayV2::RouteResponse', { RouteId: { Ref: id }, RouteResponseKey: '$default' });
    }
  });

  test('attaches no models: every refusal is ours', () => {
    template.resourceCountIs('AWS::ApiGatewayV2::Model', 0);
  });
});

describe('the HTTP API', () => {
  const { template } = synthesize();

  test('serves page, sign-in and history from one origin', () => {
    const httpRoutes = routesOf(template).filter((key) => key.includes(' '));
    expect(httpRoutes.sort()).toEqual([
      'GET /',
      'GET /auth/callback',
      'GET /auth/login',
      'GET /rooms/{roomId}/messages',
      'GET /{file+}',
      'POST /auth/logout',
      'POST /auth/token',
    ]);
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', { StageName: '$default', AutoDeploy: true });
  });

  test('wants a token of this client and issuer for the history', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'JWT',
      JwtConfiguration: { Audience: [{ Ref: only(template, 'AWS::Cognito::UserPoolClient') }], Issuer: Match.anyValue() },
    });
    template.hasResourceProperties('AWS::ApiGatewayV2::Route', { RouteKey: 'GET /rooms/{roomId}/messages', AuthorizationType: 'JWT' });
  });

  test('throttles what anybody may call well below the share of the account that delivery needs', () => {
    const throttle = { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 100 };
    template.hasResource('AWS::ApiGatewayV2::Stage', {
      Properties: {
        StageName: '$default',
        DefaultRouteSettings: { ThrottlingRateLimit: 200, ThrottlingBurstLimit: 200 },
        RouteSettings: {
          'GET /': throttle,
          'GET /{file+}': throttle,
          'GET /auth/login': throttle,
          'GET /auth/callback': throttle,
          'POST /auth/token': throttle,
          'POST /auth/logout': throttle,
        },
      },
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('GET')]), // the stage finds no route that is not there yet
    });
  });

  test('has CORS for the origins that were allowed, and none by default', () => {
    const cors = (built: Template) => Object.values(built.findResources('AWS::ApiGatewayV2::Api', { Properties: { ProtocolType: 'HTTP' } }))[0].Properties.CorsConfiguration;
    expect(cors(template)).toBeUndefined();
    expect(cors(synthesize({ allowedOrigins: ['https://www.example.com'] }).template)).toMatchObject({
      AllowOrigins: ['https://www.example.com'],
      AllowCredentials: true,
    });
  });
});

describe('sign-in', () => {
  const { template } = synthesize();

  test('is by e-mail, verified, with a name', () => {
    template.hasResourceProperties('AWS::Cognito::UserPool', {
      UsernameAttributes: ['email'],
      AutoVerifiedAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
      Schema: Match.arrayWith([
        { Name: 'email', Required: true, Mutable: true },
        { Name: 'name', Required: true, Mutable: true },
      ]),
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
      UserPoolTier: 'ESSENTIALS',
    });
  });

  test('goes through a confidential client by authorization code, with rotated refresh tokens', () => {
    template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      GenerateSecret: true,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'email', 'profile'],
      SupportedIdentityProviders: ['COGNITO'],
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 30 },
      EnableTokenRevocation: true,
      PreventUserExistenceErrors: 'ENABLED',
      ExplicitAuthFlows: Match.not(Match.arrayWith(['ALLOW_REFRESH_TOKEN_AUTH'])), // refused together with rotation
    });
  });

  test('comes back to the page', () => {
    const [client] = Object.values(template.findResources('AWS::Cognito::UserPoolClient'));
    expect(client.Properties.CallbackURLs).toEqual([pageUrl(template, '/auth/callback')]);
    expect(client.Properties.LogoutURLs).toEqual([pageUrl(template, '/')]);
  });

  test('has login pages, which Cognito shows only with a branding', () => {
    template.hasResourceProperties('AWS::Cognito::UserPoolDomain', { ManagedLoginVersion: 2 });
    template.hasResourceProperties('AWS::Cognito::ManagedLoginBranding', { UseCognitoProvidedValues: true });
  });

  test('puts the name into access tokens', () => {
    template.hasResourceProperties('AWS::Cognito::UserPool', {
      LambdaConfig: { PreTokenGenerationConfig: { LambdaVersion: 'V2_0', LambdaArn: Match.anyValue() } },
    });
  });

  test('has a domain prefix that is free in the Region: project name, GUID of the stack, hash of the path', () => {
    const prefix = (built: Template) => Object.values(built.findResources('AWS::Cognito::UserPoolDomain'))[0].Properties.Domain;
    const guid = { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] };
    expect(prefix(template)).toEqual({ 'Fn::Join': ['', ['chat-', guid, expect.stringMatching(/^-[0-9a-f]{8}$/)]] });
    expect(prefix(synthesize({ projectName: 'ada-and-grace' }).template)['Fn::Join'][1][0]).toBe('ada-and-grace-');
  });
});

describe('permissions', () => {
  const { template } = synthesize();

  test('are a role and a log group of its own for each function', () => {
    const functions = Object.values(template.findResources('AWS::Lambda::Function'));
    expect(functions).toHaveLength(9);
    expect(new Set(functions.map((each) => JSON.stringify(each.Properties.Role))).size).toBe(9);
    expect(new Set(functions.map((each) => JSON.stringify(each.Properties.LoggingConfig.LogGroup))).size).toBe(9);
    for (const each of Object.values(template.findResources('AWS::IAM::Role'))) expect(each.Properties.ManagedPolicyArns).toBeUndefined();
  });

  test.each([
    ['Authorize', []],
    ['Connect', ['dynamodb:PutItem']],
    ['Disconnect', ['dynamodb:DeleteItem', 'dynamodb:GetItem']],
    ['Site', []],
    ['TokenExchange', ['cognito-idp:DescribeUserPoolClient', 'secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue']],
    ['GetMessages', ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem']],
  ])('of %s are %j, and its log', (id, actions) => {
    expect(actionsOf(template, id)).toEqual([...actions, 'logs:CreateLogStream', 'logs:PutLogEvents'].sort());
  });

  test('of posting reach the connections of this stage, and neither close nor read them', () => {
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([{
          Action: 'execute-api:ManageConnections',
          Effect: 'Allow',
          Resource: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('^/chat/POST/@connections/\\*$')])] },
        }]),
      },
    });
    expect(actionsOf(template, 'Rooms')).not.toContain('execute-api:ManageConnections');
  });

  test('are nowhere for every table', () => {
    for (const policy of Object.values(template.findResources('AWS::IAM::Policy'))) {
      for (const statement of policy.Properties.PolicyDocument.Statement) {
        expect(statement.Resource).not.toBe('*');
        expect([statement.Action].flat().join()).not.toContain('*');
      }
    }
  });
});

describe('environments', () => {
  test('of development go with the stack, keep logs for a week and let pages at localhost connect', () => {
    const { template } = synthesize();
    expect(removalPolicies(template)).toEqual({ UserPool: 'Delete', ChatTable: 'Delete', ConnectionsTable: 'Delete' });
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
    expect(replica(template, 'ChatTable').DeletionProtectionEnabled).not.toBe(true);
    expect(allowedOrigins(template)).toContain('http://localhost:*');
  });

  test('of production retain, protect and can restore messages, keep logs for a year and let no localhost in', () => {
    const { template } = synthesize({ environment: ChatroomEnvironment.production() });
    expect(removalPolicies(template)).toEqual({ UserPool: 'Retain', ChatTable: 'Retain', ConnectionsTable: 'Delete' });
    template.hasResourceProperties('AWS::Cognito::UserPool', { DeletionProtection: 'ACTIVE' });
    expect(replica(template, 'ChatTable')).toMatchObject({
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
    expect(allowedOrigins(template)).not.toContain('localhost');
  });

  test('of your own are as careful as production in what they leave out', () => {
    const { template } = synthesize({ environment: ChatroomEnvironment.custom({ name: 'staging', logRetention: logs.RetentionDays.ONE_MONTH }) });
    expect(removalPolicies(template).ChatTable).toBe('Retain');
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  });

  test('are overridden by props of their own', () => {
    const { template } = synthesize({
      environment: ChatroomEnvironment.production(),
      removalPolicy: RemovalPolicy.DESTROY,
      logRetention: logs.RetentionDays.ONE_DAY,
    });
    expect(removalPolicies(template)).toEqual({ UserPool: 'Delete', ChatTable: 'Delete', ConnectionsTable: 'Delete' });
    expect(replica(template, 'ChatTable').DeletionProtectionEnabled).not.toBe(true); // or it could not be destroyed
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 1 });
  });
});

describe('functions', () => {
  test('run on Node.js 24 and arm64 unless told otherwise', () => {
    const { template } = synthesize();
    template.allResourcesProperties('AWS::Lambda::Function', { Runtime: 'nodejs24.x', Architectures: ['arm64'] });
    const other = synthesize({ runtime: lambda.Runtime.NODEJS_22_X, architecture: lambda.Architecture.X86_64 }).template;
    other.allResourcesProperties('AWS::Lambda::Function', { Runtime: 'nodejs22.x', Architectures: ['x86_64'] });
  });

  test('have whole URLs in their environment, and no secret', () => {
    const { template } = synthesize();
    const text = JSON.stringify(Object.values(template.findResources('AWS::Lambda::Function')).map((each) => each.Properties.Environment));
    expect(text).not.toMatch(/resolve:secretsmanager|ClientSecret/);
  });
});

describe('as a good construct', () => {
  test('works twice in one stack', () => {
    const stack = new Stack(new App(), 'Stack');
    new ServerlessChatroom(stack, 'One');
    new ServerlessChatroom(stack, 'Two');
    Template.fromStack(stack).resourceCountIs('AWS::ApiGatewayV2::Api', 4);
  });

  test('has no outputs, no custom resources and no names but those that AWS demands', () => {
    const { template } = synthesize();
    expect(template.toJSON().Outputs).toBeUndefined();
    const types = Object.values(template.toJSON().Resources as Record<string, { Type: string }>).map(({ Type }) => Type);
    expect(types.filter((type) => type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource')).toEqual([]);
    for (const name of ['TableName', 'FunctionName', 'RoleName', 'UserPoolName', 'LogGroupName']) {
      expect(JSON.stringify(template.toJSON())).not.toContain(`"${name}":"`);
    }
  });

  test('passes tags, aspects and permissions boundaries on to every child', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    const chatroom = new ServerlessChatroom(stack, 'Chatroom');
    Tags.of(chatroom).add('team', 'analytical-engines');
    iam.PermissionsBoundary.of(chatroom).apply(iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'developers'));
    const visited: IConstruct[] = [];
    Aspects.of(chatroom).add({ visit: (node) => visited.push(node) });
    const template = Template.fromStack(stack);
    for (const role of Object.values(template.findResources('AWS::IAM::Role'))) {
      expect(role.Properties.PermissionsBoundary).toBeDefined();
      expect(role.Properties.Tags).toContainEqual({ Key: 'team', Value: 'analytical-engines' });
    }
    const resources = chatroom.node.findAll().filter((node) => CfnResource.isCfnResource(node));
    expect(resources.filter((resource) => !visited.includes(resource))).toEqual([]);
  });

  test('exposes what it made', () => {
    const { chatroom, stack } = synthesize();
    expect(stack.resolve(chatroom.url)).toEqual(pageUrl(synthesize().template, ''));
    expect(JSON.stringify(stack.resolve(chatroom.webSocketUrl))).toMatch(/wss:.*\/chat/);
    expect([
      chatroom.httpApi, chatroom.webSocketApi, chatroom.webSocketStage, chatroom.userPool, chatroom.userPoolClient, chatroom.userPoolDomain,
      chatroom.chatTable, chatroom.connectionsTable, chatroom.authorizeFunction, chatroom.connectFunction, chatroom.disconnectFunction,
      chatroom.sendMessageFunction, chatroom.roomsFunction, chatroom.historyFunction, chatroom.tokenExchangeFunction, chatroom.siteFunction,
    ]).not.toContain(undefined);
  });

  test('takes tokens for every text', () => {
    const stack = new Stack(new App(), 'Stack');
    const name = new CfnParameter(stack, 'Name').valueAsString;
    const origins = new CfnParameter(stack, 'Origins', { type: 'CommaDelimitedList' }).valueAsList;
    new ServerlessChatroom(stack, 'One', { environment: ChatroomEnvironment.development(name), projectName: name, allowedOrigins: [name] });
    new ServerlessChatroom(stack, 'Two', { allowedOrigins: origins });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', { CorsConfiguration: { AllowOrigins: { Ref: 'Origins' } } });
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', { CorsConfiguration: { AllowOrigins: [{ Ref: 'Name' }] } });
    expect(JSON.stringify(template.toJSON())).toContain('{"Fn::Join":[" ",{"Ref":"Origins"}]}');
  });
});

describe('fails, naming the prop, the value and what is allowed, where', () => {
  test.each([
    ['an allowed origin has a path', { allowedOrigins: ['https://example.com', 'https://example.com/chat'] }, /allowedOrigins\[1\] must be an origin.*got: "https:\/\/example\.com\/chat" \[Stack\/Chatroom\]/],
    ['an allowed origin has a slash at its end', { allowedOrigins: ['https://example.com/'] }, /allowedOrigins\[0\]/],
    ['an allowed origin is upper case', { allowedOrigins: ['https://Example.com'] }, /allowedOrigins\[0\]/],
    ['an allowed origin is a wildcard', { allowedOrigins: ['*'] }, /allowedOrigins\[0\]/],
    ['an allowed origin is a pattern', { allowedOrigins: ['https://*.example.com'] }, /allowedOrigins\[0\]/],
    ['an allowed origin is null', { allowedOrigins: ['null'] }, /allowedOrigins\[0\]/],
    ['an allowed origin is no web origin', { allowedOrigins: ['ftp://example.com'] }, /allowedOrigins\[0\]/],
    ['the project name has capitals', { projectName: 'Chat' }, /projectName must be a-z.*got: "Chat"/],
    ['the project name ends with a dash', { projectName: 'chat-' }, /projectName/],
    ['the project name holds a word that Cognito refuses', { projectName: 'my-aws-chat' }, /projectName must not contain "aws"/],
    ['the project name is too long', { projectName: 'a-name-that-is-much-too-long' }, /projectName must not be longer than 17/],
    ['the removal policy is a snapshot', { removalPolicy: RemovalPolicy.SNAPSHOT }, /removalPolicy must be DESTROY, RETAIN or/],
    ['the runtime is not Node.js', { runtime: lambda.Runtime.PYTHON_3_12 }, /runtime must be Node.js 20 or later.*got: "python3.12"/],
    ['the runtime is an old Node.js', { runtime: lambda.Runtime.NODEJS_18_X }, /runtime must be Node.js 20 or later/],
  ])('%s', (_, props, message) => {
    expect(() => synthesize(props)).toThrow(message);
  });

  test.each(['', 'Dev', '9lives', 'a b', 'x'.repeat(25)])('the environment is called %j', (name) => {
    expect(() => ChatroomEnvironment.development(name)).toThrow(/environment: the name must be 1 to 24 characters/);
  });
});

function routesOf(template: Template): string[] {
  return Object.values(template.findResources('AWS::ApiGatewayV2::Route')).map((route) => route.Properties.RouteKey);
}

function only(template: Template, type: string): string {
  const ids = Object.keys(template.findResources(type));
  expect(ids).toHaveLength(1);
  return ids[0];
}

function pageUrl(template: Template, path: string) {
  const [api] = Object.keys(template.findResources('AWS::ApiGatewayV2::Api', { Properties: { ProtocolType: 'HTTP' } }));
  const host = ['https://', { Ref: api }, '.execute-api.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }];
  return { 'Fn::Join': ['', path ? [...host, path] : host] };
}

function actionsOf(template: Template, id: string): string[] {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([logicalId]) => logicalId.startsWith(`Chatroom${id}RoleDefaultPolicy`));
  const statements = policies.flatMap(([, policy]) => policy.Properties.PolicyDocument.Statement as { Action: string | string[] }[]);
  return statements.flatMap((each) => each.Action).sort();
}

function removalPolicies(template: Template): Record<string, string> {
  const stateful = { ...template.findResources('AWS::Cognito::UserPool'), ...template.findResources('AWS::DynamoDB::GlobalTable') };
  const nameOf = (id: string) => /(UserPool|ChatTable|ConnectionsTable)/.exec(id)![1];
  return Object.fromEntries(Object.entries(stateful).map(([id, { DeletionPolicy }]) => [nameOf(id), DeletionPolicy]));
}

function replica(template: Template, id: string) {
  const [table] = Object.entries(template.findResources('AWS::DynamoDB::GlobalTable')).filter(([logicalId]) => logicalId.includes(id));
  return table[1].Properties.Replicas[0];
}

function allowedOrigins(template: Template): string {
  const [, authorize] = Object.entries(template.findResources('AWS::Lambda::Function')).find(([id]) => id.includes('Authorize'))!;
  return JSON.stringify(authorize.Properties.Environment.Variables.ALLOWED_ORIGINS);
}
