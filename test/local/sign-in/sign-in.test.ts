import { closeRooms, HOUR, MINUTE, type Room, SECOND, startRoom } from './room';
import { PUBLIC_CLIENT_ID, TRIGGER_ARN } from './template';
import { Visitor } from './visitor';

afterEach(closeRooms);

const ADA = { email: 'ada@example.com', name: 'Ada', password: 'Analytical-1' };
const WRONG = 'The e-mail address or the password is not right.';

async function withAda(room: Room): Promise<Room> {
  const visitor = await new Visitor().open(room.authorizeUrl());
  await visitor.follow('Create an account');
  await visitor.submit(ADA);
  await visitor.submit({ code: room.server.mails[0].code! });
  return room;
}

async function signIn(room: Room, fields: Record<string, string> = ADA, visitor = new Visitor()): Promise<Visitor> {
  await visitor.open(room.authorizeUrl({ prompt: 'login' }));
  return visitor.submit({ email: fields.email, password: fields.password });
}

describe('signing in', () => {
  test('leads back to the client, with a code and its state', async () => {
    const room = await withAda(await startRoom());
    expect((await signIn(room)).callback).toEqual({ code: expect.any(String), state: 'a state' });
  });

  test('minds no upper case in the address', async () => {
    const room = await withAda(await startRoom());
    expect((await signIn(room, { ...ADA, email: ' Ada@EXAMPLE.com ' })).callback.code).toBeDefined();
  });

  test('minds upper case where the pool does', async () => {
    const room = await withAda(await startRoom({ pool: { UsernameConfiguration: { CaseSensitive: true } } }));
    expect((await signIn(room, { ...ADA, email: 'Ada@example.com' })).alert).toBe(WRONG);
  });

  test('tells nobody who has an account', async () => {
    const room = await withAda(await startRoom());
    const known = await signIn(room, { ...ADA, password: 'wrong' });
    const unknown = await signIn(room, { email: 'grace@example.com', password: 'wrong' });
    expect([known.alert, known.status]).toEqual([WRONG, 400]);
    expect([unknown.alert, unknown.status]).toEqual([WRONG, 400]);
  });

  test('tells who has an account where the client wants it so', async () => {
    const room = await startRoom({ client: { PreventUserExistenceErrors: 'LEGACY' } });
    expect((await signIn(room)).alert).toBe('There is no account with that e-mail address.');
  });

  test('needs a password even for somebody who has none', async () => {
    const room = await startRoom();
    await room.server.issueTokens({ email: ADA.email });
    expect((await signIn(room, { ...ADA, password: '00' })).alert).toBe(WRONG);
    expect((await signIn(room, { ...ADA, password: '' })).alert).toBe('Enter your password.');
    expect((await signIn(room, { email: '', password: 'x' })).alert).toBe('Enter your e-mail address.');
  });

  test('keeps the address that was entered, and begins with the one that the client names', async () => {
    const room = await startRoom();
    const visitor = await new Visitor().open(room.authorizeUrl({ login_hint: '"><b>@example.com' }));
    expect(visitor.value('email')).toBe('"><b>@example.com');
    await visitor.submit({ email: 'grace@example.com', password: 'wrong' });
    expect(visitor.value('email')).toBe('grace@example.com');
  });

  test.each(['ada@example.com', 'nobody@example.com'])('locks %s after five wrong passwords, each time for twice as long', async (email) => {
    const room = await withAda(await startRoom());
    for (let tries = 0; tries < 5; tries += 1) expect((await signIn(room, { email, password: 'wrong' })).alert).toBe(WRONG);
    expect((await signIn(room, { email, password: ADA.password })).alert).toBe('Too many attempts failed. Wait a moment, then try again.');
    room.advance(SECOND);
    expect((await signIn(room, { email, password: 'wrong' })).alert).toBe(WRONG);
    room.advance(2 * SECOND - 1);
    expect((await signIn(room, { email, password: 'wrong' })).alert).toBe('Too many attempts failed. Wait a moment, then try again.');
  });

  test('forgets wrong passwords after a quarter of an hour', async () => {
    const room = await withAda(await startRoom());
    for (let tries = 0; tries < 5; tries += 1) await signIn(room, { ...ADA, password: 'wrong' });
    room.advance(16 * MINUTE);
    for (let tries = 0; tries < 4; tries += 1) await signIn(room, { ...ADA, password: 'wrong' });
    expect((await signIn(room)).callback.code).toBeDefined();
  });

  test('runs the triggers before and after, which may keep somebody out', async () => {
    const sources: string[] = [];
    const room = await startRoom({
      pool: { LambdaConfig: { PreAuthentication: TRIGGER_ARN, PostAuthentication: TRIGGER_ARN, PostConfirmation: TRIGGER_ARN } },
      invokeTrigger: async (_, event) => {
        const { triggerSource } = event as { triggerSource: string };
        sources.push(triggerSource);
        if (sources.length > 4) throw new Error('closed');
        return event;
      },
    });
    await withAda(room);
    await signIn(room);
    expect(sources).toEqual(['PostConfirmation_ConfirmSignUp', 'PreAuthentication_Authentication', 'PostAuthentication_Authentication']);
    await signIn(room, { ...ADA, password: 'wrong' });
    expect((await signIn(room)).alert).toBe('PreAuthentication failed with error closed.');
  });

  test('does not last where the trigger for tokens keeps somebody out', async () => {
    let isOpen = true;
    const room = await startRoom({
      pool: { LambdaConfig: { PreTokenGeneration: TRIGGER_ARN } },
      invokeTrigger: async (_, event) => {
        if (!isOpen) throw new Error('closed');
        return event;
      },
    });
    await withAda(room);
    isOpen = false;
    const visitor = await signIn(room);
    expect(visitor.callback).toEqual({ error: 'invalid_request', error_description: 'PreTokenGeneration failed with error closed.', state: 'a state' });
    isOpen = true;
    expect((await visitor.open(room.authorizeUrl())).heading).toBe('Sign in');
  });
});

describe('somebody who is signed in', () => {
  test('goes straight back for an hour, to every client, as signed in then', async () => {
    const room = await withAda(await startRoom());
    const visitor = await signIn(room);
    room.advance(30 * MINUTE);
    expect((await visitor.open(room.authorizeUrl())).callback.code).toBeDefined();
    expect((await visitor.open(room.authorizeUrl({ client_id: PUBLIC_CLIENT_ID }))).callback.code).toBeDefined();
    room.advance(30 * MINUTE);
    expect((await visitor.open(room.authorizeUrl())).heading).toBe('Sign in');
  });

  test.each(['login', 'select_account'])('is asked again where the client prompts for %s', async (prompt) => {
    const room = await withAda(await startRoom());
    const visitor = await signIn(room);
    expect((await visitor.open(room.authorizeUrl({ prompt }))).heading).toBe('Sign in');
  });

  test('is never asked where the client prompts for none', async () => {
    const room = await withAda(await startRoom());
    const visitor = await new Visitor().open(room.authorizeUrl({ prompt: 'none' }));
    expect(visitor.callback).toEqual({ error: 'login_required', state: 'a state' });
    await signIn(room, ADA, visitor);
    expect((await visitor.open(room.authorizeUrl({ prompt: 'none' }))).callback.code).toBeDefined();
  });

  test('is asked again after logout, which leads to a sign-out URL of the client', async () => {
    const room = await withAda(await startRoom());
    const visitor = await signIn(room);
    await visitor.open(logoutUrl(room, { logout_uri: 'http://localhost:3000/' }));
    expect(visitor.url.href).toBe('http://localhost:3000/');
    expect((await visitor.open(room.authorizeUrl())).heading).toBe('Sign in');
  });

  test('comes to the login page by logout with what an authorize request has', async () => {
    const room = await withAda(await startRoom());
    const visitor = await signIn(room);
    await visitor.open(room.authorizeUrl().replace('/oauth2/authorize', '/logout'));
    expect(visitor.heading).toBe('Sign in');
    expect((await signIn(room, ADA, visitor)).callback.state).toBe('a state');
  });

  test.each([
    [{ logout_uri: 'http://localhost:3000' }, 'redirect_mismatch'],
    [{ logout_uri: 'https://example.com/' }, 'redirect_mismatch'],
    [{ logout_uri: 'http://localhost:3000/', client_id: 'unknown' }, 'invalid_client'],
    [{}, 'redirect_mismatch'],
  ])('is told where logout with %j leads nowhere, and stays signed in', async (changes, code) => {
    const room = await withAda(await startRoom());
    const visitor = await signIn(room);
    await visitor.open(logoutUrl(room, changes));
    expect([visitor.status, visitor.heading]).toEqual([400, 'You are still signed in']);
    expect(visitor.page).toContain(code);
    expect((await visitor.open(room.authorizeUrl())).callback.code).toBeDefined();
  });

  test('is not signed out by a second room on this machine', async () => {
    const [one, other] = [await withAda(await startRoom()), await withAda(await startRoom())];
    const visitor = await signIn(other, ADA, await signIn(one));
    expect(visitor.cookieNames).toHaveLength(2);
    expect((await visitor.open(one.authorizeUrl())).callback.code).toBeDefined();
    expect((await visitor.open(other.authorizeUrl())).callback.code).toBeDefined();
  });

  test('has a new cookie, so that one which was planted is worth nothing', async () => {
    const room = await withAda(await startRoom());
    const visitor = await new Visitor().open(room.authorizeUrl());
    const planter = new Visitor();
    planter.takeCookiesOf(visitor);
    await visitor.submit(ADA);
    expect(visitor.callback.code).toBeDefined();
    expect((await planter.open(room.authorizeUrl())).heading).toBe('Sign in');
  });

  function logoutUrl({ server }: Room, parameters: Record<string, string>): string {
    return `${server.origin}/logout?${new URLSearchParams({ client_id: '1example23456789', ...parameters }).toString()}`;
  }
});

describe('a form', () => {
  test('is taken from a page of ours alone', async () => {
    const room = await withAda(await startRoom());
    const visitor = await new Visitor().open(room.authorizeUrl());
    for (const origin of ['http://localhost:3000', 'https://example.com', 'null']) {
      await visitor.submit(ADA, { origin });
      expect([visitor.status, visitor.heading]).toEqual([403, 'Sign in']);
    }
    await visitor.submit(ADA);
    expect(visitor.callback.code).toBeDefined();
  });

  test.each([['none', ''], ['a guessed', 'x'.repeat(43)]])('with %s token comes back, and is good then', async (_, token) => {
    const room = await withAda(await startRoom());
    const visitor = await new Visitor().open(room.authorizeUrl());
    await visitor.submit({ ...ADA, form_token: token });
    expect([visitor.status, visitor.alert]).toEqual([403, 'This page was open for too long, or your browser keeps no cookies. Please try again.']);
    await visitor.submit(ADA);
    expect(visitor.callback.code).toBeDefined();
  });

  test('of another browser is not taken', async () => {
    const room = await withAda(await startRoom());
    const [one, other] = [await new Visitor().open(room.authorizeUrl()), await new Visitor().open(room.authorizeUrl())];
    await one.submit({ ...ADA, form_token: other.value('form_token')! });
    expect(one.status).toBe(403);
  });

  test('is good as long as it is open', async () => {
    const room = await withAda(await startRoom());
    const visitor = await new Visitor().open(room.authorizeUrl());
    room.advance(20 * HOUR);
    expect((await visitor.submit(ADA)).callback.code).toBeDefined();
  });
});
