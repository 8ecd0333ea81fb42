import { Variable } from '../../protocol/environment';

/** Where functions find the services that are played here, and what a front end's developer asked for. */
export interface LocalSurroundings {
  /** Further origins whose pages may connect. */
  readonly origins: readonly string[];
  /** In place of the template's messages a second on a connection. */
  readonly messageRate: number | undefined;
  readonly endpoints: {
    readonly dynamoDB: string;
    readonly cognito: string;
    /** Everything else. */
    readonly others: string;
  };
}

/**
 * What the local room adds to a function's variables, and changes in them. Handlers know nothing of it: the endpoints
 * are variables that the SDK reads by itself.
 *
 * @param variables the template's, with local addresses
 */
export function localVariables(
  variables: Readonly<Record<string, string>>,
  { origins, messageRate, endpoints }: LocalSurroundings,
): Record<string, string> {
  const { [Variable.ALLOWED_ORIGINS]: allowed, [Variable.MESSAGE_RATE]: rate } = variables;
  return {
    ...(allowed !== undefined && { [Variable.ALLOWED_ORIGINS]: [...new Set([...allowed.split(' '), ...origins])].join(' ') }),
    ...(rate !== undefined && messageRate !== undefined && { [Variable.MESSAGE_RATE]: String(messageRate) }),
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', // it is this machine's Node.js that would be meant, not the function's
    AWS_ENDPOINT_URL: endpoints.others,
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: endpoints.cognito,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamoDB,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoints.others,
  };
}
