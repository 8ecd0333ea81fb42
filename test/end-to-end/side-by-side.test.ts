import type { Browser } from 'playwright-core';
import { launchBrowser } from '../browser';
import { startLocalRoom, type LocalRoom } from './local-room';
import { Person } from './person';

let rooms: LocalRoom[];
let browser: Browser;

beforeAll(async () => {
  [rooms, browser] = await Promise.all([Promise.all([startLocalRoom(), startLocalRoom()]), launchBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await Promise.all((rooms ?? []).map(async (room) => room.stop()));
});

test('two chat rooms on one machine do not sign each other out', async () => {
  const [one, two] = rooms;
  const ada = await Person.arrives(browser, one, { name: 'Ada', email: 'ada@example.com' });
  await ada.signsUp();
  const elsewhere = await ada.goesTo(two);
  await elsewhere.signsUp();
  for (const person of [ada, elsewhere]) {
    await person.page.reload();
    await person.isInRoom();
  }
  await elsewhere.page.getByRole('button', { name: 'Sign out' }).click();
  await elsewhere.page.getByRole('link', { name: 'Sign in' }).waitFor();
  await ada.page.reload();
  await ada.isInRoom();
}, 120_000);

test('the page is found by the other name of this machine, too', async () => {
  const page = await browser.newPage();
  await page.goto(rooms[0].url.replace('localhost', '127.0.0.1'));
  expect(page.url()).toBe(`${rooms[0].url}/`);
  await page.getByRole('link', { name: 'Sign in' }).waitFor();
});
