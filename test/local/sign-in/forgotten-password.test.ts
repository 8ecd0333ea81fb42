import { closeRooms, HOUR, type Room, startRoom } from './room';
import { Visitor } from './visitor';

afterEach(closeRooms);

const NEW_PASSWORD = 'Difference-2';

async function askForCode(room: Room, email: string): Promise<Visitor> {
  const visitor = await new Visitor().open(room.authorizeUrl());
  await visitor.follow('Forgot your password?');
  expect(visitor.heading).toBe('Forgot your password?');
  return visitor.submit({ email });
}

async function roomWithAda(options: Parameters<typeof startRoom>[0] = {}): Promise<Room> {
  const room = await startRoom(options);
  await room.server.issueTokens({ email: 'ada@example.com' });
  return room;
}

describe('a forgotten password', () => {
  test('is replaced with a code from the mail, and signs in from then on', async () => {
    const room = await roomWithAda();
    const visitor = await askForCode(room, 'Ada@example.com');
    expect(visitor.heading).toBe('Choose a new password');
    expect(room.server.mails[0]).toMatchObject({ to: 'ada@example.com', code: expect.stringMatching(/^\d{6}$/) });
    await visitor.submit({ code: room.server.mails[0].code!, password: NEW_PASSWORD });
    expect([visitor.heading, visitor.notice]).toEqual(['Sign in', 'Your password is changed. Sign in with it.']);
    await visitor.submit({ email: 'ada@example.com', password: NEW_PASSWORD });
    expect(visitor.callback).toEqual({ code: expect.any(String), state: 'a state' });
  });

  test('may be replaced while too many attempts lock the account', async () => {
    const room = await roomWithAda();
    const guesser = await new Visitor().open(room.authorizeUrl());
    for (let tries = 0; tries < 8; tries += 1) await guesser.submit({ email: 'ada@example.com', password: 'wrong' });
    const visitor = await askForCode(room, 'ada@example.com');
    await visitor.submit({ code: room.server.mails[0].code!, password: NEW_PASSWORD });
    await visitor.submit({ email: 'ada@example.com', password: NEW_PASSWORD });
    expect(visitor.callback.code).toBeDefined();
  });

  test('shows nowhere who has an account', async () => {
    const room = await roomWithAda();
    const [known, unknown] = [await askForCode(room, 'ada@example.com'), await askForCode(room, 'none@example.com')];
    expect(unknown.page.replaceAll('none@', 'ada@').replace(/form_token" value="[^"]*/, '')).toBe(known.page.replace(/form_token" value="[^"]*/, ''));
    expect(room.server.mails).toHaveLength(1);
    for (let tries = 0; tries < 5; tries += 1) {
      await known.submit({ code: 'wrong', password: NEW_PASSWORD });
      await unknown.submit({ code: 'wrong', password: NEW_PASSWORD });
      expect([known.alert, unknown.alert]).toEqual(Array(2).fill('That is not the code in the mail. Try again.'));
    }
    await known.submit({ code: room.server.mails[0].code!, password: NEW_PASSWORD });
    await unknown.submit({ code: '000000', password: NEW_PASSWORD });
    expect([known.alert, unknown.alert]).toEqual(Array(2).fill('Too many wrong codes were tried. Wait 15 minutes, then try again.'));
  });

  test('tells who has an account where the client wants it so', async () => {
    const room = await roomWithAda({ client: { PreventUserExistenceErrors: 'LEGACY' } });
    expect((await askForCode(room, 'none@example.com')).alert).toBe('There is no account with that e-mail address.');
  });

  test('is not replaced by one that the pool would not take; the code stays good', async () => {
    const room = await roomWithAda();
    const visitor = await askForCode(room, 'ada@example.com');
    const { code } = room.server.mails[0];
    await visitor.submit({ code: code!, password: 'short' });
    expect(visitor.alert).toMatch(/^The password needs at least 8 characters/);
    expect(visitor.value('code')).toBe(code);
    await visitor.submit({ code: code!, password: NEW_PASSWORD });
    expect(visitor.heading).toBe('Sign in');
  });

  test('has a code that is good for an hour, once', async () => {
    const room = await roomWithAda();
    const visitor = await askForCode(room, 'ada@example.com');
    room.advance(HOUR);
    await visitor.submit({ code: room.server.mails[0].code!, password: NEW_PASSWORD });
    expect(visitor.heading).toBe('Forgot your password?'); // an hour is as long as the pages remember, too
    await visitor.submit({ email: 'ada@example.com' });
    await visitor.submit({ code: room.server.mails[1].code!, password: NEW_PASSWORD });
    expect(visitor.alert).toBe('That is not the code in the mail. Try again.');
    await visitor.submit({ code: room.server.mails[0].code!, password: NEW_PASSWORD });
    expect(visitor.heading).toBe('Sign in');
  });

  test('mails no code to an address that was never confirmed', async () => {
    const room = await startRoom();
    const visitor = await new Visitor().open(room.authorizeUrl());
    await visitor.follow('Create an account');
    await visitor.submit({ email: 'ada@example.com', name: 'Ada', password: 'Analytical-1' });
    await askForCode(room, 'ada@example.com');
    expect(room.server.mails).toHaveLength(1);
  });

  test('is an administrator\'s business where the pool says so', async () => {
    const room = await startRoom({ pool: { AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] } } });
    const visitor = await new Visitor().open(room.authorizeUrl());
    expect(visitor.links).toEqual(['Create an account']);
    await visitor.open(room.authorizeUrl().replace('/oauth2/authorize', '/forgotPassword'));
    expect(visitor.status).toBe(403);
  });

  test('needs somebody who asked for a code with the same browser', async () => {
    const room = await startRoom();
    const visitor = await new Visitor().open(room.authorizeUrl().replace('/oauth2/authorize', '/confirmForgotPassword'));
    expect(visitor.heading).toBe('Forgot your password?');
    expect((await visitor.submit({ email: ' ' })).alert).toBe('Enter your e-mail address.');
  });
});
