/** Life-cycle routes, which no message selects. */
const LIFE_CYCLE = new Set(['$connect', '$disconnect']);

/**
 * The route of a message: what the API's selection expression finds in it, or `$default` where it finds nothing, or
 * nothing that is a route.
 *
 * @param expression as `$request.body.action`, or several in `${…}` and text between them
 * @returns `undefined` where there is no `$default` either
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-routes.html
 */
export function selectRoute(expression: string, message: string, routeKeys: { has(key: string): boolean }): string | undefined {
  const key = evaluate(expression, parse(message));
  if (key !== undefined && !LIFE_CYCLE.has(key) && routeKeys.has(key)) return key;
  return routeKeys.has('$default') ? '$default' : undefined;
}

function evaluate(expression: string, body: unknown): string | undefined {
  const whole = /^\$request\.body\.([\w.-]+)$/.exec(expression);
  if (whole) return text(lookUp(body, whole[1] ?? ''));
  let complete = true;
  const key = expression.replaceAll(/\$\{request\.body\.([\w.-]+)\}/g, (_, path: string) => {
    const value = text(lookUp(body, path));
    complete &&= value !== undefined;
    return value ?? '';
  });
  return complete ? key : undefined;
}

function lookUp(body: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (
    typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
  ), body);
}

/** What is no single value selects nothing. */
function text(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function parse(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
