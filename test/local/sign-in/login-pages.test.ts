import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from '../../browser';
import { closeRooms, type Room, startRoom } from './room';

/** What the pages are looked at in. */
const LOOKS = [
  { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'dark', viewport: { width: 320, height: 640 } },
] as const;

let browser: Browser;
let application: Server;
let callbackUrl: string;

beforeAll(async () => {
  browser = await launchBrowser();
  application = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<title>Chat</title>')).listen(0, '127.0.0.1');
  await new Promise((resolve) => application.once('listening', resolve));
  callbackUrl = `http://localhost:${(application.address() as AddressInfo).port}/auth/callback`;
});

afterAll(async () => {
  await browser.close();
  application.close();
  application.closeAllConnections();
});

afterEach(closeRooms);

async function roomWithInbox(): Promise<Room> {
  return startRoom({ client: { CallbackURLs: [callbackUrl] }, inboxUrl: 'http://localhost:3000/inbox' });
}

/** A page whose complaints a test reads. */
async function open(room: Room, options: Parameters<Browser['newContext']>[0] = {}): Promise<{ page: Page; complaints: string[]; context: BrowserContext }> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => { if (message.type() === 'error') complaints.push(message.text()); });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(room.authorizeUrl({ redirect_uri: callbackUrl }));
  return { page, complaints, context };
}

test('somebody signs up, comes back signed in, and signs in again, by keyboard alone', async () => {
  const room = await roomWithInbox();
  const { page, complaints, context } = await open(room);
  const { keyboard } = page;
  await page.getByRole('link', { name: 'Create an account' }).press('Enter');
  await page.getByRole('heading', { name: 'Create an account' }).waitFor();
  for (const text of ['ada@example.com', 'Ada', 'Analytical-1']) {
    await keyboard.type(text); // the first field has the focus
    await keyboard.press('Tab');
  }
  await keyboard.press('Enter'); // on the button
  await page.getByRole('heading', { name: 'Confirm your e-mail' }).waitFor();
  await keyboard.type(room.server.mails[0].code!);
  await keyboard.press('Enter');
  await page.waitForURL(`${callbackUrl}?**`);
  expect(await page.title()).toBe('Chat');

  await context.clearCookies();
  await page.goto(room.authorizeUrl({ redirect_uri: callbackUrl }));
  await page.getByRole('textbox', { name: 'E-mail' }).fill('ada@example.com');
  await page.getByLabel('Password').fill('Analytical-1');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`${callbackUrl}?**`);
  expect(complaints).toEqual([]);
  await context.close();
});

test('a problem is told at once, and the field in question has the focus', async () => {
  const room = await roomWithInbox();
  const { page, context } = await open(room);
  await page.getByRole('link', { name: 'Create an account' }).click();
  await page.getByRole('textbox', { name: 'E-mail' }).fill('ada@example.com');
  await page.getByRole('textbox', { name: 'Name' }).fill('Ada');
  await page.getByLabel('Password').fill('short');
  await page.getByRole('button', { name: 'Create account' }).click();
  expect(await page.getByRole('alert').textContent()).toMatch(/^The password needs at least 8 characters/);
  const password = page.getByLabel('Password');
  expect(await password.evaluate((element) => element === document.activeElement)).toBe(true);
  expect(await password.getAttribute('aria-invalid')).toBe('true');
  expect(await password.inputValue()).toBe('');
  expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Ada');
  await context.close();
});

test.each(LOOKS)('axe finds nothing on any page, and none is too wide: %j', async (look) => {
  const room = await roomWithInbox();
  const { page, complaints, context } = await open(room, look);
  const headings: string[] = [];
  const check = async () => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    headings.push((await page.getByRole('heading').textContent())!);
  };
  await check();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').waitFor();
  await check();
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await check();
  await page.getByRole('textbox', { name: 'E-mail' }).fill(`somebody.with.a.long.name.${'x'.repeat(40)}@example.com`);
  await page.getByRole('button', { name: 'Send a code' }).click();
  await page.getByRole('heading', { name: 'Choose a new password' }).waitFor();
  await check();
  await page.goto(room.authorizeUrl({ redirect_uri: callbackUrl }));
  await page.getByRole('link', { name: 'Create an account' }).click();
  await check();
  await page.getByRole('textbox', { name: 'E-mail' }).fill('ada@example.com');
  await page.getByRole('textbox', { name: 'Name' }).fill('Ada');
  await page.getByLabel('Password').fill('Analytical-1');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { name: 'Confirm your e-mail' }).waitFor();
  await check();
  await page.getByRole('link', { name: 'Send a new code' }).click();
  await page.getByRole('status').waitFor();
  await check();
  await page.goto(room.authorizeUrl({ redirect_uri: 'https://example.com/' }));
  await check();
  expect(headings).toEqual([
    'Sign in', 'Sign in', 'Forgot your password?', 'Choose a new password', 'Create an account', 'Confirm your e-mail', 'Confirm your e-mail', 'This link does not lead anywhere',
  ]);
  expect(complaints.filter((complaint) => !complaint.includes('status of 400'))).toEqual([]);
  await context.close();
});

test('the page where the code goes says where the mail is, on this machine', async () => {
  const room = await roomWithInbox();
  const { page, context } = await open(room);
  await page.getByRole('link', { name: 'Create an account' }).click();
  await page.getByRole('textbox', { name: 'E-mail' }).fill('ada@example.com');
  await page.getByRole('textbox', { name: 'Name' }).fill('Ada');
  await page.getByLabel('Password').fill('Analytical-1');
  await page.getByRole('button', { name: 'Create account' }).click();
  expect(await page.getByRole('link', { name: 'the inbox' }).getAttribute('href')).toBe('http://localhost:3000/inbox');
  await context.close();
});
