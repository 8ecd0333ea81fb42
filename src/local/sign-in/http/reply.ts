const NO_STORE = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** What goes back for a request. */
export class Reply {
  static json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
    return new Reply(status, { ...NO_STORE, 'content-type': 'application/json;charset=UTF-8', ...headers }, JSON.stringify(body));
  }

  static text(status: number, text: string, headers: Record<string, string> = {}): Reply {
    return new Reply(status, { ...NO_STORE, 'content-type': 'text/plain; charset=utf-8', ...headers }, `${text}\n`);
  }

  static empty(status: number, headers: Record<string, string> = {}): Reply {
    return new Reply(status, { ...NO_STORE, ...headers });
  }

  static redirect(location: string, status: 302 | 303 | 307 = 302): Reply {
    return Reply.empty(status, { location });
  }

  constructor(readonly status: number, readonly headers: Record<string, string>, readonly body: string = '') {}

  with(headers: Record<string, string>): Reply {
    return new Reply(this.status, { ...this.headers, ...headers }, this.body);
  }
}
