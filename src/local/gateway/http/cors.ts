/** Who may call an HTTP API from another origin's page. */
export interface CorsConfiguration {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  readonly maxAge: number | undefined;
}

/** What a front end with its own development server needs of an API whose template has no CORS. */
const FRONT_END: CorsConfiguration = {
  allowOrigins: [],
  allowMethods: ['GET', 'POST'],
  allowHeaders: ['authorization', 'content-type'],
  exposeHeaders: [],
  allowCredentials: true,
  maxAge: undefined,
};

/** The template's configuration with further origins. */
export function withOrigins(cors: CorsConfiguration | undefined, origins: readonly string[]): CorsConfiguration | undefined {
  if (origins.length === 0) return cors;
  const base = cors ?? FRONT_END;
  return { ...base, allowOrigins: [...base.allowOrigins, ...origins] };
}

/** Headers of any answer to a request from `origin`: none where it is not allowed. */
export function corsHeaders(cors: CorsConfiguration, origin: string | undefined): Record<string, string> {
  const allowed = origin === undefined ? undefined : allowedOrigin(cors, origin);
  if (allowed === undefined) return {};
  return {
    'access-control-allow-origin': allowed,
    ...(cors.allowCredentials && { 'access-control-allow-credentials': 'true' }),
    ...(cors.exposeHeaders.length > 0 && { 'access-control-expose-headers': cors.exposeHeaders.join(',') }),
    ...(allowed !== '*' && { vary: 'origin' }),
  };
}

/** Headers of the answer to a preflight, which API Gateway gives by itself. */
export function preflightHeaders(cors: CorsConfiguration, origin: string | undefined): Record<string, string> {
  const headers = corsHeaders(cors, origin);
  if (Object.keys(headers).length === 0) return {};
  return {
    ...headers,
    ...(cors.allowMethods.length > 0 && { 'access-control-allow-methods': cors.allowMethods.join(',') }),
    ...(cors.allowHeaders.length > 0 && { 'access-control-allow-headers': cors.allowHeaders.join(',') }),
    ...(cors.maxAge !== undefined && { 'access-control-max-age': String(cors.maxAge) }),
  };
}

function allowedOrigin({ allowOrigins }: CorsConfiguration, origin: string): string | undefined {
  if (allowOrigins.includes('*')) return '*';
  const anyOfItsScheme = `${origin.split('//')[0]}//*`;
  return allowOrigins.some((each) => each === origin || each === anyOfItsScheme) ? origin : undefined;
}
