import { ChatError } from '../../../src/client/connection/chat-error';
import { Requests } from '../../../src/client/connection/requests';
import { FakeClock } from '../fixtures/fake-clock';

function setUp() {
  const clock = new FakeClock();
  const written: { action: string; requestId: string }[] = [];
  const requests = new Requests(clock, (text) => written.push(JSON.parse(text) as { action: string; requestId: string }));
  return { clock, requests, written };
}

const crashed = new ChatError('INTERNAL', 'the server could not answer');

describe('requests', () => {
  test('get the answers that carry their requestId, in any order', async () => {
    const { requests, written } = setUp();
    const ping = requests.send({ action: 'ping' });
    const leave = requests.send({ action: 'leaveRoom', roomId: 'general' });
    requests.answer(written[1].requestId, { type: 'left', roomId: 'general' });
    requests.answer(written[0].requestId, { type: 'pong', rooms: { general: 3 } });
    await expect(leave).resolves.toMatchObject({ type: 'left' });
    await expect(ping).resolves.toMatchObject({ rooms: { general: 3 } });
  });

  test('are given up after 30 s', async () => {
    const { clock, requests } = setUp();
    const failed = expect(requests.send({ action: 'ping' })).rejects.toMatchObject({ code: 'TIMEOUT' });
    await clock.pass(30_000);
    await failed;
  });

  test('fail with the error that names them', async () => {
    const { requests, written } = setUp();
    const failed = expect(requests.send({ action: 'ping' })).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 200 });
    requests.fail(written[0].requestId, new ChatError('RATE_LIMITED', 'slower', 200));
    await failed;
  });

  test('fail at once by an error that names none, where only one is on its way', async () => {
    const { requests } = setUp();
    const failed = expect(requests.send({ action: 'ping' })).rejects.toMatchObject({ code: 'INTERNAL' });
    requests.fail(undefined, crashed);
    await failed;
  });

  test('have 3 s left after an error that names none, where several are on their way', async () => {
    const { clock, requests, written } = setUp();
    const answered = requests.send({ action: 'ping' });
    const failed = expect(requests.send({ action: 'leaveRoom', roomId: 'general' })).rejects.toMatchObject({ code: 'INTERNAL' });
    requests.fail(undefined, crashed);
    await clock.pass(2_999);
    requests.answer(written[0].requestId, { type: 'pong', rooms: {} });
    await clock.pass(1);
    await failed;
    await expect(answered).resolves.toMatchObject({ type: 'pong' });
  });

  test('all fail when the connection goes', async () => {
    const { requests } = setUp();
    const failed = [requests.send({ action: 'ping' }), requests.send({ action: 'ping' })]
      .map((request) => expect(request).rejects.toMatchObject({ code: 'DISCONNECTED' }));
    requests.rejectAll(new ChatError('DISCONNECTED', 'the connection went'));
    await Promise.all(failed);
  });

  test('larger than 30 KB are not sent', async () => {
    const { requests, written } = setUp();
    const token = 'é'.repeat(15 * 1024);
    await expect(requests.send({ action: 'reauthenticate', token })).rejects.toMatchObject({ code: 'MESSAGE_TOO_LARGE' });
    expect(written).toEqual([]);
  });

  test('do not take an answer of another kind', async () => {
    const { requests, written } = setUp();
    const failed = expect(requests.send({ action: 'ping' })).rejects.toMatchObject({ code: 'INTERNAL' });
    requests.answer(written[0].requestId, { type: 'left', roomId: 'general' });
    await failed;
  });

  test('leave alone what nobody waits for', () => {
    const { requests } = setUp();
    requests.answer('42', { type: 'pong', rooms: {} });
    requests.answer(undefined, { type: 'pong', rooms: {} });
    requests.fail('42', crashed);
    requests.fail(undefined, crashed);
  });
});
