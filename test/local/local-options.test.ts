import { CommandError } from '../../src/local/command-error';
import { parseLocalOptions } from '../../src/local/local-options';

test('every option is read', () => {
  expect(parseLocalOptions([
    '--port', '0', '--json', '--app', 'cdk.out', '--chatroom=App/Chatroom', '--dynamodb', 'http://localhost:8000',
    '--origin', 'http://localhost:5173', '--origin', 'https://www.example.com/', '--message-rate', '0',
  ])).toEqual({
    port: 0,
    json: true,
    app: 'cdk.out',
    chatroom: 'App/Chatroom',
    dynamodb: 'http://localhost:8000/',
    origins: ['http://localhost:5173', 'https://www.example.com'],
    messageRate: 0,
  });
});

test('without options the page is at port 3000', () => {
  expect(parseLocalOptions([])).toEqual({ port: 3000, json: false, origins: [] });
});

test('help is asked for, whatever else there is', () => {
  expect(parseLocalOptions(['--port', '1', '--help'])).toBe('help');
  expect(parseLocalOptions(['-h'])).toBe('help');
});

describe('what is wrong is said in one line, and ends with 2', () => {
  test.each([
    [['--prot', '1'], 'unknown option --prot: --help lists what there is'],
    [['-x'], 'unknown option -x: --help lists what there is'],
    [['--port'], '--port needs a value: --help tells which'],
    [['--port', '--json'], '--port needs a value: --help tells which'],
    [['--json=yes'], '--json takes no value: --help tells which'],
    [['surprise'], 'unexpected "surprise": --help lists what there is'],
    [['--port', 'http'], '--port must be a whole number from 0 to 65535, not "http"'],
    [['--port', '65536'], '--port must be a whole number from 0 to 65535, not "65536"'],
    [['--port', '1e3'], '--port must be a whole number from 0 to 65535, not "1e3"'],
    [['--port='], '--port must be a whole number from 0 to 65535, not ""'],
    [['--message-rate', '-1'], '--message-rate needs a value: --help tells which'],
    [['--message-rate=-1'], '--message-rate must be a whole number from 0 to 1000000, not "-1"'],
    [['--origin', 'www.example.com'], '--origin must be an address as http://localhost:8000, not "www.example.com"'],
    [['--origin', 'ftp://example.com'], '--origin must be an address as http://localhost:8000, not "ftp://example.com"'],
    [['--origin', 'http://localhost:5173/chat'], '--origin must be an origin without a path, as http://localhost:5173, not "http://localhost:5173/chat"'],
    [['--dynamodb', 'localhost:8000'], '--dynamodb must be an address as http://localhost:8000, not "localhost:8000"'],
    [['--data', 'here'], '--data is not there yet: users, rooms and messages are kept in memory'],
  ])('%j', (args, message) => {
    expect(() => parseLocalOptions(args)).toThrow(new CommandError(message));
    try {
      parseLocalOptions(args);
    } catch (error) {
      expect(error).toMatchObject({ exitCode: 2 });
    }
  });
});
