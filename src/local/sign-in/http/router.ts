import type { HttpRequest } from './http-request';
import { Reply } from './reply';

/** What answers at a path. */
export interface Route {
  readonly path: string;
  /** `GET` answers `HEAD` too. */
  readonly methods: Partial<Record<'GET' | 'POST', (request: HttpRequest) => Reply | Promise<Reply>>>;
  /** A page for people, which belongs to one host name because of its cookie. */
  readonly isPage?: boolean;
  /** Whether pages of any origin may call it from their scripts, as Cognito allows for some endpoints. */
  readonly anyOrigin?: boolean;
}

const PREFLIGHT = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'authorization, content-type',
  'access-control-max-age': '600',
};

/** Finds the route of a request. */
export class Router {
  private readonly routes: Map<string, Route>;

  /**
   * @param origin the one that pages are shown at
   * @param notFound what is answered where nothing is
   */
  constructor(routes: Route[], private readonly origin: string, private readonly notFound: (request: HttpRequest) => Reply) {
    this.routes = new Map(routes.map((route) => [route.path, route]));
  }

  async handle(request: HttpRequest): Promise<Reply> {
    const route = this.routes.get(request.path);
    if (route === undefined) return this.notFound(request);
    const reply = await this.answer(route, request);
    return route.anyOrigin ? reply.with({ 'access-control-allow-origin': '*' }) : reply;
  }

  private async answer(route: Route, request: HttpRequest): Promise<Reply> {
    if (route.anyOrigin && request.method === 'OPTIONS') return Reply.empty(204, PREFLIGHT);
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const respond = method === 'GET' || method === 'POST' ? route.methods[method] : undefined;
    if (respond === undefined) return Reply.text(405, 'This address does not answer that method.', { allow: Object.keys(route.methods).join(', ') });
    if (route.isPage && method === 'GET' && `http://${request.headers.host}` !== this.origin) return Reply.redirect(`${this.origin}${request.target}`, 307);
    return respond(request);
  }
}
