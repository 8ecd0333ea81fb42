import type { HttpRoute } from './http-api-definition';

/** A route that serves a request, and what its path variables hold. */
export interface RouteMatch {
  readonly route: HttpRoute;
  readonly pathParameters: Readonly<Record<string, string>>;
}

interface Pattern {
  readonly route: HttpRoute;
  readonly method: string;
  readonly segments: readonly string[];
}

/** A segment of a pattern: a literal beats a variable, and both beat the rest of the path. */
const LITERAL = 0;
const VARIABLE = 1;
const GREEDY = 2;

/**
 * Chooses the route of a request: the most specific path, and of those that are equal the one that names the method;
 * `$default` when there is none.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export class RouteTable {
  private readonly patterns: Pattern[];
  private readonly fallback: HttpRoute | undefined;

  constructor(routes: readonly HttpRoute[]) {
    this.fallback = routes.find(({ key }) => key === '$default');
    this.patterns = routes.filter(({ key }) => key !== '$default').map((route) => {
      const [method = '', path = ''] = route.key.split(' ');
      return { route, method, segments: segmentsOf(path) };
    }).sort(bySpecificity);
  }

  /** @param path as it was sent: a slash that is encoded separates nothing */
  public match(method: string, path: string): RouteMatch | undefined {
    const segments = segmentsOf(path).map(decodeURIComponent);
    for (const pattern of this.patterns) {
      if (pattern.method !== method && pattern.method !== 'ANY') continue;
      const pathParameters = matchPath(pattern.segments, segments);
      if (pathParameters) return { route: pattern.route, pathParameters };
    }
    return this.fallback && { route: this.fallback, pathParameters: {} };
  }
}

function segmentsOf(path: string): string[] {
  return path.replace(/^\//, '').split('/');
}

function kindOf(segment: string): number {
  if (!segment.startsWith('{')) return LITERAL;
  return segment.endsWith('+}') ? GREEDY : VARIABLE;
}

function bySpecificity(one: Pattern, other: Pattern): number {
  for (const [index, segment] of one.segments.entries()) {
    const difference = kindOf(segment) - kindOf(other.segments[index] ?? '');
    if (difference !== 0) return difference;
  }
  return Number(one.method === 'ANY') - Number(other.method === 'ANY');
}

function matchPath(pattern: readonly string[], path: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, segment] of pattern.entries()) {
    const kind = kindOf(segment);
    const value = kind === GREEDY ? path.slice(index).join('/') : path[index];
    if (value === undefined) return undefined;
    if (kind === LITERAL ? value !== segment : value === '') return undefined;
    if (kind !== LITERAL) parameters[segment.replaceAll(/[{}+]/g, '')] = value;
    if (kind === GREEDY) return parameters;
  }
  return pattern.length === path.length ? parameters : undefined;
}
