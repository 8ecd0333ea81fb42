import { Aws } from 'aws-cdk-lib';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as authorizers from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import * as integrations from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Construct } from 'constructs';
import type { ChatroomFunctions } from './chatroom-functions';
import type { SignIn } from './sign-in';

const { GET, POST } = apigatewayv2.HttpMethod;

/** Requests a second, well below the account's 10,000, which `@connections` calls share. */
const STAGE_RATE = 200;
const ANONYMOUS_RATE = 100;

/**
 * Page, sign-in and history: one origin, so that cookies are first-party and the page needs no CORS.
 */
export class ChatroomHttpApi extends apigatewayv2.HttpApi {
  /** Address of the page, without a slash at its end. */
  public readonly pageUrl: string;

  private readonly stage: apigatewayv2.HttpStage;

  constructor(scope: Construct, id: string, allowedOrigins: string[] = []) {
    super(scope, id, {
      createDefaultStage: false,
      ...(allowedOrigins.length > 0 && {
        corsPreflight: {
          allowOrigins: allowedOrigins,
          allowMethods: [apigatewayv2.CorsHttpMethod.GET, apigatewayv2.CorsHttpMethod.POST],
          allowHeaders: ['authorization', 'content-type'],
          allowCredentials: true,
        },
      }),
    });
    this.pageUrl = `https://${this.apiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`;
    this.stage = new apigatewayv2.HttpStage(this, 'DefaultStage', {
      httpApi: this,
      autoDeploy: true,
      throttle: { rateLimit: STAGE_RATE, burstLimit: STAGE_RATE },
    });
  }

  /** The routes, and the throttles of those that anybody may call. */
  public serve(functions: ChatroomFunctions, signIn: SignIn): void {
    const site = new integrations.HttpLambdaIntegration('Site', functions.site);
    const tokenExchange = new integrations.HttpLambdaIntegration('TokenExchange', functions.tokenExchange);
    const getMessages = new integrations.HttpLambdaIntegration('GetMessages', functions.getMessages);
    const bearer = new authorizers.HttpJwtAuthorizer('Bearer', signIn.issuer, { jwtAudience: [signIn.userPoolClient.userPoolClientId] });

    const anonymous = [
      ...this.addRoutes({ path: '/', methods: [GET], integration: site }),
      ...this.addRoutes({ path: '/{file+}', methods: [GET], integration: site }),
      ...this.addRoutes({ path: '/auth/login', methods: [GET], integration: tokenExchange }),
      ...this.addRoutes({ path: '/auth/callback', methods: [GET], integration: tokenExchange }),
      ...this.addRoutes({ path: '/auth/token', methods: [POST], integration: tokenExchange }),
      ...this.addRoutes({ path: '/auth/logout', methods: [POST], integration: tokenExchange }),
    ];
    this.addRoutes({ path: '/rooms/{roomId}/messages', methods: [GET], integration: getMessages, authorizer: bearer });
    this.throttle(anonymous);
  }

  /** Settings of single routes are not in the L2; their keys are written as CloudFormation has them. */
  private throttle(routes: apigatewayv2.HttpRoute[]): void {
    const stage = this.stage.node.defaultChild as apigatewayv2.CfnStage;
    const keys = routes.map((route) => (route.node.defaultChild as apigatewayv2.CfnRoute).routeKey);
    const settings = { ThrottlingRateLimit: ANONYMOUS_RATE, ThrottlingBurstLimit: ANONYMOUS_RATE };
    stage.routeSettings = Object.fromEntries(keys.map((key) => [key, settings]));
    this.stage.node.addDependency(...routes); // or the stage finds no route by that key
  }
}
