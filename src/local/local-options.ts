import { parseArgs } from 'node:util';
import { CommandError } from './command-error';

/** Options of the subcommand `local`. */
export interface LocalOptions {
  readonly port: number;
  /** Whether the ready line is JSON, for programs. */
  readonly json: boolean;
  /** A cloud assembly; the example's where none is given. */
  readonly app: string | undefined;
  readonly chatroom: string | undefined;
  readonly dynamodb: string | undefined;
  readonly origins: readonly string[];
  readonly messageRate: number | undefined;
}

const DEFAULT_PORT = 3000;

/** What `local --help` says. */
export const LOCAL_USAGE = `Runs a chat room on this machine until it is interrupted.

  --port N           where the page listens; 0 picks a free port (default ${DEFAULT_PORT})
  --json             one line of JSON on standard output when ready
  --app DIR          a cloud assembly (cdk.out) with a chat room in it, in place of the example
  --chatroom PATH    which chat room of it, where there are several
  --origin URL       a further origin whose pages may connect; may be repeated
  --message-rate N   messages a second on a connection, in place of 10; 0 for no limit
  --dynamodb URL     another DynamoDB endpoint for the tables
  --help             this text
`;

/** @throws CommandError for what is not in `LOCAL_USAGE` */
export function parseLocalOptions(args: readonly string[]): LocalOptions | 'help' {
  const { values } = parse(args);
  if (values.help) return 'help';
  if (values.data !== undefined) throw new CommandError('--data is not there yet: users, rooms and messages are kept in memory', 2);
  return {
    port: values.port === undefined ? DEFAULT_PORT : wholeNumber('port', values.port, 65_535),
    json: values.json ?? false,
    app: values.app,
    chatroom: values.chatroom,
    dynamodb: values.dynamodb === undefined ? undefined : webAddress('dynamodb', values.dynamodb).href,
    origins: (values.origin ?? []).map(origin),
    messageRate: values['message-rate'] === undefined ? undefined : wholeNumber('message-rate', values['message-rate'], 1_000_000),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        'port': { type: 'string' },
        'json': { type: 'boolean' },
        'app': { type: 'string' },
        'chatroom': { type: 'string' },
        'data': { type: 'string' },
        'dynamodb': { type: 'string' },
        'help': { type: 'boolean', short: 'h' },
        'message-rate': { type: 'string' },
        'origin': { type: 'string', multiple: true },
      },
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const name = /'(-[^' ]*)/.exec(message)?.[1];
    switch (code) {
      case 'ERR_PARSE_ARGS_UNKNOWN_OPTION': throw new CommandError(`unknown option ${name}: --help lists what there is`, 2);
      case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE': throw new CommandError(`${name} ${/does not take/.test(message) ? 'takes no value' : 'needs a value'}: --help tells which`, 2);
      case 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL': throw new CommandError(`unexpected "${/'([^']*)'/.exec(message)?.[1]}": --help lists what there is`, 2);
      default: throw error;
    }
  }
}

function wholeNumber(option: string, text: string, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value <= most)) throw new CommandError(`--${option} must be a whole number from 0 to ${most}, not "${text}"`, 2);
  return value;
}

function origin(text: string): string {
  const url = webAddress('origin', text);
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new CommandError(`--origin must be an origin without a path, as ${url.origin}, not "${text}"`, 2);
  }
  return url.origin;
}

function webAddress(option: string, text: string): URL {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    throw new CommandError(`--${option} must be an address as http://localhost:8000, not "${text}"`, 2);
  }
  return new URL(text);
}
