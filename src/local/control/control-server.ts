import * as http from 'node:http';
import { listenOnLoopback, type LoopbackServer } from '../loopback-server';
import { BodyTooLargeError, readRequestBody } from '../request-body';
import type { SignInServer } from '../sign-in/sign-in-server';
import { browserSession } from './browser-session';
import { inboxPage } from './inbox-page';
import { parseTokenRequest } from './token-request';

const MAX_BODY_BYTES = 64 * 1024;

/** What the control server works on. */
export interface ControlSubject {
  readonly pageUrl: string;
  readonly title: string;
  readonly signIn: SignInServer;
  /** What `GET /stats` answers. */
  readonly consumption: () => unknown;
}

export interface ControlServer extends LoopbackServer {
  readonly inboxUrl: string;
  readonly tokenUrl: string;
  readonly controlUrl: string;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly contentType?: string;
  readonly cookies?: readonly string[];
}

/**
 * For scripts and tests: the inbox, tokens, statistics. It listens before there is anything to control, since the
 * addresses go into what is started later.
 *
 * @param subject `undefined` until then
 */
export async function startControlServer(subject: () => ControlSubject | undefined): Promise<ControlServer> {
  const server = http.createServer((request, response) => {
    answer(request, subject()).catch((error: unknown) => ({ status: 500, body: { message: error instanceof Error ? error.message : 'failed' } })).then(
      ({ status, body, contentType = 'application/json', cookies = [] }: Answer) => {
        response.setHeader('Content-Type', contentType);
        response.setHeader('Cache-Control', 'no-store');
        if (cookies.length > 0) response.setHeader('Set-Cookie', cookies);
        response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
      },
    ).catch(() => response.destroy());
  });
  const listening = await listenOnLoopback(server);
  const controlUrl = `http://localhost:${listening.port}`;
  return { ...listening, controlUrl, inboxUrl: `${controlUrl}/inbox`, tokenUrl: `${controlUrl}/token` };
}

async function answer(request: http.IncomingMessage, subject: ControlSubject | undefined): Promise<Answer> {
  if (!isLocal(request)) return refusal(403, 'only this machine may ask');
  if (!subject) return refusal(503, 'the chat room is still starting');
  const [path] = (request.url ?? '/').split('?');
  switch (`${request.method} ${path}`) {
    case 'GET /inbox':
      return /\btext\/html\b/.test(request.headers.accept ?? '')
        ? { status: 200, body: inboxPage(subject.signIn.mails, subject.title), contentType: 'text/html; charset=utf-8' }
        : { status: 200, body: subject.signIn.mails };
    case 'GET /stats':
      return { status: 200, body: subject.consumption() };
    case 'POST /token':
      return issueTokens(request, subject);
    default:
      return refusal(404, 'there are GET /inbox, POST /token and GET /stats');
  }
}

async function issueTokens(request: http.IncomingMessage, { pageUrl, signIn }: ControlSubject): Promise<Answer> {
  let text: string;
  try {
    text = (await readRequestBody(request, MAX_BODY_BYTES)).toString();
  } catch (error) {
    if (error instanceof BodyTooLargeError) return refusal(413, error.message);
    throw error;
  }
  const parsed = parseTokenRequest(text);
  if ('fault' in parsed) return refusal(400, parsed.fault);
  const { email, name, expiresInSeconds, clientId, session } = parsed.request;
  try {
    const body = await signIn.issueTokens({
      email,
      ...(name !== undefined && { name }),
      ...(expiresInSeconds !== undefined && { expiresInSeconds }),
      ...(clientId !== undefined && { clientId }),
    });
    return { status: 200, body, ...(session && { cookies: await browserSession(pageUrl, signIn, email) }) };
  } catch (error) {
    return refusal(400, error instanceof Error ? error.message : String(error));
  }
}

function refusal(status: number, message: string): Answer {
  return { status, body: { message } };
}

/** A page elsewhere could ask in its visitor's name, or point a name of its own at this machine. */
function isLocal({ headers: { host = '', origin } }: http.IncomingMessage): boolean {
  const local = /^(https?:\/\/)?(localhost|127\.0\.0\.1)(:\d+)?$/;
  return local.test(host) && (origin === undefined || local.test(origin));
}
