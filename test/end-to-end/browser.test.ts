import type { Browser } from 'playwright-core';
import { launchBrowser } from '../browser';
import { startLocalRoom, type LocalRoom } from './local-room';
import { Person } from './person';

let room: LocalRoom;
let browser: Browser;

beforeAll(async () => {
  [room, browser] = await Promise.all([startLocalRoom(), launchBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await room?.stop();
});

test('two people sign up by e-mail, chat, come back to the history, lose the network and catch up, sign out', async () => {
  const ada = await Person.arrives(browser, room, { name: 'Ada', email: 'ada@example.com' });
  const grace = await Person.arrives(browser, room, { name: 'Grace', email: 'grace@example.com' });
  await ada.signsUp();
  await grace.signsUp();

  await ada.says('Hello, Grace!');
  await grace.reads('Hello, Grace!');
  await grace.says('Hello, Ada. Found a moth in the relay.');
  await ada.reads('Hello, Ada. Found a moth in the relay.');

  await ada.page.reload();
  await ada.reads('Hello, Grace!');
  await ada.reads('Hello, Ada. Found a moth in the relay.');

  await ada.context.setOffline(true);
  await grace.says('Are you there?');
  await grace.reads('Are you there?');
  await ada.context.setOffline(false);
  await ada.reads('Are you there?');
  await ada.says('Back again.');
  await grace.reads('Back again.');

  await ada.page.getByRole('button', { name: 'Sign out' }).click();
  await ada.page.getByRole('link', { name: 'Sign in' }).waitFor();
  await ada.page.goto(room.url);
  await ada.page.getByRole('link', { name: 'Sign in' }).waitFor(); // signed out for good, not on one page
  await ada.signsIn();
  await ada.reads('Back again.');

  expect([...ada.complaints, ...grace.complaints]).toEqual([]);
  await Promise.all([ada.context.close(), grace.context.close()]);
}, 120_000);
