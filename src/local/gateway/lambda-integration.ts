import type { DeployedResource } from '../template/stack-template';

/** A function behind a route. */
export interface LambdaIntegration {
  readonly functionArn: string;
  readonly timeoutMs: number;
}

/** The integration did not answer in time. The function runs on, as in AWS. */
export class IntegrationTimeoutError extends Error {}

/**
 * The integration that a route names, or `undefined` where it is not a Lambda function's.
 *
 * @param defaultTimeoutMs of the API's kind
 */
export function lambdaIntegration(
  route: DeployedResource,
  resources: readonly DeployedResource[],
  defaultTimeoutMs: number,
): LambdaIntegration | undefined {
  const id = String(route.properties.Target).replace(/^integrations\//, '');
  const integration = resources.find((each) => each.type === 'AWS::ApiGatewayV2::Integration' && each.physicalId === id);
  const { IntegrationType: type, IntegrationUri: uri, TimeoutInMillis: timeout } = integration?.properties ?? {};
  const functionArn = invokedFunction(String(uri));
  if (type !== 'AWS_PROXY' || functionArn === undefined) return undefined;
  return { functionArn, timeoutMs: Number(timeout ?? defaultTimeoutMs) };
}

/** The function of an invocation URI, `arn:…:lambda:path/2015-03-31/functions/<arn>/invocations`, or of its bare ARN. */
export function invokedFunction(uri: string): string | undefined {
  return /\/functions\/(arn:[^/]+)\/invocations$/.exec(uri)?.[1] ?? (/^arn:[^:]+:lambda:[^:]+:\d+:function:/.test(uri) ? uri : undefined);
}

/** Rejects with an `IntegrationTimeoutError` when the work takes too long. */
export async function withinTimeout<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new IntegrationTimeoutError(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
