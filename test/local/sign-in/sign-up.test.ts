import type { Mail } from '../../../src/local/sign-in/sign-in-server';
import { closeRooms, DAY, HOUR, MINUTE, type Room, sharedRoom, startRoom } from './room';
import { TRIGGER_ARN } from './template';
import { Visitor } from './visitor';

afterEach(closeRooms);

const ADA = { email: 'ada@example.com', name: 'Ada', password: 'Analytical-1' };

/** Somebody on the page where the code goes. */
async function signUp(room: Room, fields: Record<string, string> = ADA): Promise<Visitor> {
  const visitor = await new Visitor().open(room.authorizeUrl());
  await visitor.follow('Create an account');
  return visitor.submit(fields);
}

const codeFor = (room: Room) => room.server.mails[0].code!;
const wrongCodeFor = (room: Room) => String((Number(codeFor(room)) + 1) % 1_000_000).padStart(6, '0');

describe('signing up', () => {
  const shared = sharedRoom();

  test('leads from the client and back: account, code, callback', async () => {
    const mails: Mail[] = [];
    const room = await startRoom({ onMail: (mail) => mails.push(mail) });
    const visitor = await new Visitor().open(room.authorizeUrl());
    expect(visitor.heading).toBe('Sign in');
    await visitor.follow('Create an account');
    expect(visitor.heading).toBe('Create an account');
    expect(visitor.labels).toEqual(['E-mail', 'Name', 'Password']);
    await visitor.submit(ADA);
    expect(visitor.heading).toBe('Confirm your e-mail');
    expect(visitor.page).toContain('ada@example.com');
    expect(mails).toEqual([{
      to: 'ada@example.com', subject: 'Your code to sign up', text: `Your code to sign up is ${mails[0].code}.`, code: expect.stringMatching(/^\d{6}$/), sentAt: expect.any(String),
    }]);
    expect(room.server.mails).toEqual(mails);
    await visitor.submit({ code: mails[0].code! });
    expect(visitor.url.origin + visitor.url.pathname).toBe('http://localhost:3000/auth/callback');
    expect(visitor.callback).toEqual({ code: expect.any(String), state: 'a state' });
    expect(room.errors).toEqual([]);
  });

  test('takes the code as people paste it', async () => {
    const room = await startRoom();
    const visitor = await signUp(room);
    await visitor.submit({ code: ` ${codeFor(room).slice(0, 3)} ${codeFor(room).slice(3)}\n` });
    expect(visitor.callback.code).toBeDefined();
  });

  test('asks for whatever the pool requires', async () => {
    const room = await startRoom({ pool: { Schema: [{ Name: 'email', Required: 'true' }, { Name: 'given_name', Required: 'true' }, { Name: 'name', Required: false }] } });
    const visitor = await new Visitor().open(room.authorizeUrl());
    await visitor.follow('Create an account');
    expect(visitor.labels).toEqual(['E-mail', 'Given name', 'Password']);
    await visitor.submit({ email: ADA.email, password: ADA.password });
    expect(visitor.alert).toBe('Enter your given name.');
  });

  test.each([
    [{ email: '' }, 'Enter your e-mail address.'],
    [{ email: 'ada' }, 'Enter your e-mail address, as ada@example.com.'],
    [{ email: 'ada@example' }, 'Enter your e-mail address, as ada@example.com.'],
    [{ email: `${'a'.repeat(250)}@example.com` }, 'Enter your e-mail address, as ada@example.com.'],
    [{ name: '  ' }, 'Enter your name.'],
    [{ name: 'A\u0000da' }, 'The attribute name must be a text of 1 to 2048 characters in one line.'],
    [{ name: 'A'.repeat(2_049) }, 'The attribute name must be a text of 1 to 2048 characters in one line.'],
    [{ password: '' }, 'The password needs at least 8 characters, a lower-case letter, an upper-case letter, a digit and a symbol.'],
    [{ password: 'analytical-1' }, 'The password needs an upper-case letter.'],
    [{ password: 'ANALYTICAL-1' }, 'The password needs a lower-case letter.'],
    [{ password: 'Analytical-' }, 'The password needs a digit.'],
    [{ password: 'Analytical1' }, 'The password needs a symbol.'],
    [{ password: 'Ada-1' }, 'The password needs at least 8 characters.'],
    [{ password: ' Analytical-1' }, 'The password needs no space at its beginning or end.'],
    [{ password: `Aa1-${'x'.repeat(253)}` }, 'The password needs at most 256 characters.'],
  ])('with %j says what is wrong, and keeps what was entered', async (fields, problem) => {
    const room = shared();
    const visitor = await signUp(room, { ...ADA, ...fields });
    expect(visitor.heading).toBe('Create an account');
    expect(visitor.status).toBe(400);
    expect(visitor.alert).toBe(problem);
    expect(visitor.value('email')).toBe('email' in fields ? fields.email || undefined : ADA.email);
    expect(visitor.value('password')).toBeUndefined();
    expect(room.server.mails).toEqual([]);
  });

  test('asks of a password what the pool asks', async () => {
    const room = await startRoom({ pool: { Policies: { PasswordPolicy: { MinimumLength: 12 } } } });
    const visitor = await signUp(room, { ...ADA, password: 'short' });
    expect(visitor.alert).toBe('The password needs at least 12 characters.');
    await visitor.submit({ ...ADA, password: 'long enough for me' });
    expect(visitor.heading).toBe('Confirm your e-mail');
  });

  test('is not for an address that has an account, however it is spelled', async () => {
    const room = await startRoom();
    await room.server.issueTokens({ email: 'Ada@Example.com' });
    expect((await signUp(room)).alert).toBe('An account with that e-mail address already exists.');
  });

  test('makes one account of two that sign up at once', async () => {
    const room = await startRoom();
    const visitors = await Promise.all([signUp(room), signUp(room)]);
    expect(visitors.map(({ heading }) => heading).sort()).toEqual(['Confirm your e-mail', 'Create an account']);
  });

  test('is not offered, and not possible, where people are invited', async () => {
    const open = await startRoom();
    const closed = await startRoom({ pool: { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } } });
    const visitor = await new Visitor().open(closed.authorizeUrl());
    expect(visitor.links).not.toContain('Create an account');
    await visitor.open(closed.authorizeUrl().replace('/oauth2/authorize', '/signup'));
    expect(visitor.status).toBe(403);
    await visitor.open(closed.authorizeUrl());
    visitor.page = visitor.page.replaceAll('/login', '/signup');
    await visitor.submit(ADA);
    expect(visitor.page).toContain('Accounts are made by invitation only.');
    expect(closed.server.mails).toEqual([]);
    expect((await new Visitor().open(open.authorizeUrl())).links).toContain('Create an account');
  });

  test('mails what a CustomMessage trigger says', async () => {
    const room = await startRoom({
      pool: { LambdaConfig: { CustomMessage: TRIGGER_ARN } },
      invokeTrigger: async (_, event) => ({ ...event as object, response: { emailSubject: 'Hello', emailMessage: 'It is {####}. Again: {####}' } }),
    });
    await signUp(room);
    const { subject, text, code } = room.server.mails[0];
    expect([subject, text]).toEqual(['Hello', `It is ${code}. Again: ${code}`]);
  });

  test('lets a PreSignUp trigger confirm somebody, or keep them out', async () => {
    const room = await startRoom({
      pool: { LambdaConfig: { PreSignUp: TRIGGER_ARN } },
      invokeTrigger: async (_, event) => {
        const { request } = event as { request: { userAttributes: { email: string } } };
        if (request.userAttributes.email.startsWith('grace')) throw new Error('Only Ada may come in');
        return { ...event as object, response: { autoConfirmUser: true, autoVerifyEmail: true } };
      },
    });
    expect((await signUp(room)).callback.code).toBeDefined();
    const grace = { email: 'grace@example.com', name: 'Grace', password: 'Compiler-1' };
    expect((await signUp(room, grace)).alert).toBe('PreSignUp failed with error Only Ada may come in.');
    expect((await signUp(room, grace)).alert).toBe('PreSignUp failed with error Only Ada may come in.');
  });
});

describe('the code', () => {
  test('must be the one in the mail', async () => {
    const room = await startRoom();
    const visitor = await signUp(room);
    await visitor.submit({ code: wrongCodeFor(room) });
    expect(visitor.alert).toBe('That is not the code in the mail. Try again.');
    await visitor.submit({ code: '' });
    expect(visitor.alert).toBe('Enter the code.');
    await visitor.submit({ code: codeFor(room) });
    expect(visitor.callback.code).toBeDefined();
  });

  test('is good for a day', async () => {
    const room = await startRoom();
    const visitor = await signUp(room);
    room.advance(DAY);
    await visitor.open(room.authorizeUrl());
    await visitor.submit(ADA); // their session at the pages is over, too
    const old = room.server.mails[1].code!;
    await visitor.submit({ code: old });
    expect(visitor.alert).toBe('That is not the code in the mail. Try again.');
    await visitor.submit({ code: codeFor(room) });
    expect(visitor.callback.code).toBeDefined();
  });

  test('can be sent anew, which makes the old one worthless', async () => {
    const room = await startRoom();
    const visitor = await signUp(room);
    const old = codeFor(room);
    await visitor.follow('Send a new code');
    expect(visitor.notice).toBe('A new code is in the mail to ada@example.com. Only the newest one is good.');
    expect(room.server.mails).toHaveLength(2);
    if (codeFor(room) !== old) {
      await visitor.submit({ code: old });
      expect(visitor.alert).toBe('That is not the code in the mail. Try again.');
    }
    await visitor.submit({ code: codeFor(room) });
    expect(visitor.callback.code).toBeDefined();
  });

  test('is not sent ten times and more an hour', async () => {
    const room = await startRoom();
    const visitor = await signUp(room);
    for (let sent = 1; sent < 10; sent += 1) await visitor.follow('Send a new code');
    await visitor.follow('Send a new code');
    expect(visitor.alert).toBe('Too many codes were asked for. Use the newest, or wait an hour.');
    expect(room.server.mails).toHaveLength(10);
  });

  test('is not guessed: after five wrong ones none is looked at for a quarter of an hour, a new one neither', async () => {
    const room = await startRoom();
    const visitor = await signUp(room);
    for (let tries = 0; tries < 5; tries += 1) await visitor.submit({ code: wrongCodeFor(room) });
    await visitor.follow('Send a new code');
    await visitor.submit({ code: codeFor(room) });
    expect(visitor.alert).toBe('Too many wrong codes were tried. Wait 15 minutes, then try again.');
    room.advance(15 * MINUTE);
    await visitor.submit({ code: codeFor(room) });
    expect(visitor.callback.code).toBeDefined();
  });

  test('is sent again to nobody but the browser that signed up', async () => {
    const room = await startRoom();
    const visitor = await signUp(room);
    const resend = /href="([^"]*resendcode[^"]*)"/.exec(visitor.page)![1].replaceAll('&amp;', '&');
    await new Visitor().open(new URL(resend, room.server.origin).href);
    await visitor.open(resend.replace(/form_token=[\w-]+/, 'form_token=guessed'));
    expect(room.server.mails).toHaveLength(1);
  });

  test('page is for nobody else', async () => {
    const room = await startRoom();
    await signUp(room);
    const stranger = await new Visitor().open(room.authorizeUrl().replace('/oauth2/authorize', '/confirmUser'));
    expect(stranger.heading).toBe('Sign in');
  });
});

describe('somebody who did not confirm', () => {
  test('comes to the code with a new one, once they give their password', async () => {
    const room = await startRoom();
    await signUp(room);
    const visitor = await new Visitor().open(room.authorizeUrl());
    await visitor.submit({ email: 'ADA@example.com', password: ADA.password });
    expect(visitor.heading).toBe('Confirm your e-mail');
    expect(room.server.mails).toHaveLength(2);
    await visitor.submit({ code: codeFor(room) });
    expect(visitor.callback.code).toBeDefined();
  });

  test('is not told from others by a wrong password', async () => {
    const room = await startRoom();
    await signUp(room);
    const visitor = await new Visitor().open(room.authorizeUrl());
    await visitor.submit({ email: ADA.email, password: 'wrong' });
    expect(visitor.alert).toBe('The e-mail address or the password is not right.');
  });

  test('still comes to the code where too many were asked for', async () => {
    const room = await startRoom();
    await signUp(room);
    for (let tries = 0; tries < 10; tries += 1) {
      const visitor = await new Visitor().open(room.authorizeUrl());
      await visitor.submit({ email: ADA.email, password: ADA.password });
      expect(visitor.heading).toBe('Confirm your e-mail');
    }
    expect(room.server.mails).toHaveLength(10);
    room.advance(HOUR);
  });

  test('waits for an administrator where the pool mails no codes', async () => {
    const room = await startRoom({ pool: { AutoVerifiedAttributes: [] } });
    expect((await signUp(room)).alert).toBe('Your account is made. An administrator has to confirm it before you can sign in.');
    const visitor = await new Visitor().open(room.authorizeUrl());
    await visitor.submit({ email: ADA.email, password: ADA.password });
    expect(visitor.alert).toBe('An administrator has to confirm your account first.');
    expect(room.server.mails).toEqual([]);
  });
});
