import type { IncomingHttpHeaders } from 'node:http';
import { Parameters } from './parameters';

/** A request that was read to its end. */
export class HttpRequest {
  readonly path: string;
  readonly query: Parameters;

  constructor(
    readonly method: string,
    /** Path and query as they came. */
    readonly target: string,
    readonly headers: IncomingHttpHeaders,
    readonly body: Buffer,
  ) {
    const mark = target.indexOf('?');
    this.path = mark < 0 ? target : target.slice(0, mark);
    this.query = Parameters.parse(mark < 0 ? '' : target.slice(mark + 1));
  }

  /** The fields of a form; `undefined` where the body is something else. */
  get form(): Parameters | undefined {
    const type = this.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
    return type === 'application/x-www-form-urlencoded' ? Parameters.parse(this.body.toString()) : undefined;
  }

  cookie(name: string): string | undefined {
    const prefix = `${name}=`;
    const pairs = this.headers.cookie?.split(';').map((pair) => pair.trim());
    return pairs?.find((pair) => pair.startsWith(prefix))?.slice(prefix.length);
  }
}
