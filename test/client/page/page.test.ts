import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../browser';
import { PageFixture } from '../fixtures/page-fixture';
import { complaints, open, say, visit } from '../fixtures/page-visit';

jest.setTimeout(120_000);

let browser: Browser;
let fixture: PageFixture;

beforeAll(async () => {
  [browser, fixture] = await Promise.all([launchBrowser(), PageFixture.start()]);
});

afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  fixture.configStatus = 200;
  fixture.refusesSockets = false;
  expect(complaints.splice(0)).toEqual([]);
});

afterAll(async () => {
  await browser?.close();
  await fixture?.stop();
});

const log = (page: Page) => page.getByRole('log', { name: 'Messages' });
const textbox = (page: Page) => page.getByRole('textbox', { name: 'Message' });
const seen = (page: Page, text: string | RegExp) => log(page).getByText(text, { exact: typeof text === 'string' }).waitFor();

/** Waits until the page has settled on a value. */
async function eventually<T>(read: () => Promise<T>, isRight: (value: T) => boolean): Promise<T> {
  const end = Date.now() + 20_000;
  for (;;) {
    const value = await read();
    if (isRight(value) || Date.now() > end) return value;
    await new Promise((resolve) => setImmediate(resolve)); // the server runs in this process, too
  }
}

/** As when the network is back: the page waits no longer. */
const comeBack = (page: Page) => page.evaluate(() => window.dispatchEvent(new Event('online')));

describe('signing in', () => {
  test('begins with a card, and leads back to the room that was asked for', async () => {
    fixture.nextUser = 'ada';
    const page = await visit(browser, fixture, { path: '/#tea' });
    await page.getByRole('heading', { name: 'Example Chat' }).waitFor();
    expect(await page.getByRole('link', { name: 'Continue with Google' }).getAttribute('href')).toContain('provider=Google');
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'tea' }).waitFor();
    expect(page.url()).toBe(`${fixture.url}/#tea`);
    expect(await page.title()).toBe('Example Chat');
  });

  test('that failed is told in words, never in those of the address', async () => {
    const page = await visit(browser, fixture, { path: '/?error=denied' });
    await page.getByRole('alert').getByText('Sign-in was cancelled.').waitFor();
    await page.goto(`${fixture.url}/?error=%3Cimg%20src=x%20onerror=alert(1)%3E`);
    await page.getByRole('alert').getByText('Sign-in did not work.').waitFor();
  });

  test('that worked leaves nothing of a former failure in the address', async () => {
    const page = await visit(browser, fixture, { user: 'ada', path: '/?error=expired#general' });
    await textbox(page).waitFor();
    expect(page.url()).toBe(`${fixture.url}/#general`);
  });

  test('can be tried again where the chat room cannot be reached', async () => {
    fixture.configStatus = 500;
    const page = await visit(browser, fixture, { user: 'ada' });
    await page.getByRole('alert').getByText('cannot be reached').waitFor();
    fixture.configStatus = 200;
    await page.getByRole('button', { name: 'Try again' }).click();
    await textbox(page).waitFor();
  });

  test('ends by the button, and in the other tabs, too', async () => {
    const page = await visit(browser, fixture, { user: 'ada' });
    const other = await open(await page.context().newPage(), fixture);
    await textbox(other).fill('half a sentence');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    await other.getByText('Signed out in another tab.').waitFor();
    await other.getByRole('link', { name: 'Sign in' }).waitFor();
    expect(await textbox(other).inputValue()).toBe('half a sentence');
    expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => /draft|unsent/.test(key)))).toEqual([]);
  });

  test('keeps no token where a script of another visit could find it', async () => {
    const page = await visit(browser, fixture, { user: 'ada', path: '/#kept' });
    await say(page, 'hello');
    await seen(page, 'hello');
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
    expect(kept).toContain('rooms');
    expect(kept).not.toMatch(/token|bearer/i);
  });
});

describe('two people', () => {
  test('see each other\'s messages, names and times', async () => {
    const [ada, grace] = [await visit(browser, fixture, { user: 'ada', path: '/#two' }), await visit(browser, fixture, { user: 'grace', path: '/#two' })];
    await say(ada, 'Hello Grace');
    await seen(grace, 'Hello Grace');
    await say(grace, 'Hello Ada');
    await seen(ada, 'Hello Ada');
    expect(await log(grace).locator('.name').allTextContents()).toEqual(['Ada', 'Grace']);
    expect(await log(grace).getByText('You', { exact: true }).count()).toBe(1);
    expect(await textbox(ada).inputValue()).toBe('');
  });

  test('find the history after a reload, and in another browser', async () => {
    const ada = await visit(browser, fixture, { user: 'ada', path: '/#history' });
    await say(ada, 'first');
    await say(ada, 'second');
    await seen(ada, 'second');
    await ada.reload();
    await seen(ada, 'first');
    const grace = await visit(browser, fixture, { user: 'grace', path: '/#history' });
    await seen(grace, 'second');
    expect(await log(grace).locator('.text').allTextContents()).toEqual(['first', 'second']);
  });

  test('write what they like: it stays text', async () => {
    const ada = await visit(browser, fixture, { user: 'ada', path: '/#markup' });
    const text = '<img src=x onerror="document.title=1"> & **bold** <script>document.title=2</script>\n  two\n\n\tlines';
    await say(ada, text);
    await eventually(() => log(ada).locator('.text').allTextContents(), ([shown]) => shown === text);
    expect(await log(ada).locator('.text').textContent()).toBe(text);
    expect(await log(ada).locator('img, script').count()).toBe(0);
    expect(await ada.title()).toBe('Example Chat');
  });

  test('may have names that are markup, or run from right to left', async () => {
    fixture.names = { ...fixture.names, eve: '<b>Eve</b> \u05e2\u05d3\u05d4' };
    const eve = await visit(browser, fixture, { user: 'eve', path: '/#names' });
    await say(eve, 'hello');
    await seen(eve, 'hello');
    expect(await log(eve).locator('.name').textContent()).toBe('<b>Eve</b> \u05e2\u05d3\u05d4');
    expect(await log(eve).locator('.name').getAttribute('dir')).toBe('auto');
  });

  test('can follow the links they send, which tell the other side nothing', async () => {
    const ada = await visit(browser, fixture, { user: 'ada', path: '/#links' });
    await say(ada, 'see https://example.com/a, not javascript:alert(1)');
    const link = log(ada).getByRole('link');
    await link.waitFor();
    expect(await link.count()).toBe(1);
    expect([await link.getAttribute('href'), await link.getAttribute('rel'), await link.getAttribute('target')])
      .toEqual(['https://example.com/a', 'noopener noreferrer', '_blank']);
  });
});

describe('writing', () => {
  test('sends with Enter, breaks with Shift+Enter, and sends with the button', async () => {
    const page = await visit(browser, fixture, { user: 'ada', path: '/#writing' });
    await textbox(page).pressSequentially('one');
    await page.keyboard.press('Shift+Enter');
    await textbox(page).pressSequentially('two');
    await page.keyboard.press('Enter');
    await seen(page, /one\s+two/);
    await textbox(page).fill('three');
    await page.getByRole('button', { name: 'Send' }).click();
    await seen(page, 'three');
    await page.keyboard.press('Enter');
    expect(await log(page).locator('.text').allTextContents()).toEqual(['one\ntwo', 'three']);
  });

  test('never cuts a word that an input method is composing', async () => {
    const page = await visit(browser, fixture, { user: 'ada', path: '/#ime' });
    await textbox(page).fill('かんじ');
    const press = (init: { isComposing?: boolean; keyCode?: number }) => textbox(page).evaluate((element, options) => {
      element.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, key: 'Enter', ...options }));
    }, init);
    await press({ isComposing: true });
    await press({ keyCode: 229 });
    expect(await textbox(page).inputValue()).toBe('かんじ');
    await press({});
    await seen(page, 'かんじ');
  });

  test('grows with the text to six lines, and no further', async () => {
    const page = await visit(browser, fixture, { user: 'ada', path: '/#growing' });
    const heightAt = async (lines: number) => {
      await textbox(page).fill(Array.from({ length: lines }, (_, index) => `line ${index}`).join('\n'));
      return (await textbox(page).boundingBox())!.height;
    };
    const [one, three, six, twenty] = [await heightAt(1), await heightAt(3), await heightAt(6), await heightAt(20)];
    expect(three - one).toBeCloseTo(48, 0);
    expect(six - one).toBeCloseTo(120, 0);
    expect(twenty).toBe(six);
  });

  test('says how much too long a message is, and keeps it', async () => {
    const page = await visit(browser, fixture, { user: 'ada', path: '/#long' });
    await textbox(page).fill('😀'.repeat(4_001));
    await page.getByText('Too long by 1 character.').waitFor();
    await page.keyboard.press('Enter');
    expect((await textbox(page).inputValue()).length).toBe(8_002);
    await textbox(page).fill('😀'.repeat(4_000));
    await page.keyboard.press('Enter');
    await seen(page, /^(😀){4000}$/u);
  });

  test('sends what was pasted without the control characters that no message may hold', async () => {
    const page = await visit(browser, fixture, { user: 'ada', path: '/#control' });
    await say(page, 'a\u0000b\u0007c\u0085d');
    await seen(page, 'abcd');
  });

  test('is kept for each room, beyond a reload', async () => {
    const page = await visit(browser, fixture, { user: 'ada', path: '/#draft-one' });
    await textbox(page).fill('for one');
    await page.goto(`${fixture.url}/#draft-two`);
    await page.getByRole('heading', { name: 'draft-two' }).waitFor();
    expect(await textbox(page).inputValue()).toBe('');
    await textbox(page).fill('for two');
    await page.reload();
    await textbox(page).waitFor();
    expect(await textbox(page).inputValue()).toBe('for two');
    await page.getByRole('link', { name: 'draft-one' }).click();
    expect(await textbox(page).inputValue()).toBe('for one');
  });
});

describe('rooms', () => {
  test('are opened by name, listed, linked, and remembered', async () => {
    const page = await visit(browser, fixture, { user: 'ada', path: '/' });
    const rooms = page.getByRole('navigation', { name: 'Rooms' });
    await rooms.getByRole('link', { name: 'general' }).waitFor();
    await page.getByLabel('Open another room').fill('Lunch break');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'lunch-break' }).waitFor();
    expect(page.url()).toBe(`${fixture.url}/#lunch-break`);
    expect(await rooms.locator('[aria-current=page]').innerText()).toContain('lunch-break');
    await page.goto(fixture.url);
    await page.reload();
    await rooms.getByRole('link', { name: 'lunch-break' }).waitFor();
    await rooms.getByRole('button', { name: 'Leave lunch-break' }).click();
    expect(await rooms.getByRole('link').count()).toBe(1);
  });

  test('have names that are letters, digits and hyphens, and say so', async () => {
    const page = await visit(browser, fixture, { user: 'ada' });
    await page.getByLabel('Open another room').fill('../etc');
    await page.getByRole('button', { name: 'Open' }).click();
    await page.getByRole('alert').getByText('letters a to z').waitFor();
    expect(await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link').count()).toBe(1);
  });

  test('without messages invite to write one', async () => {
    const page = await visit(browser, fixture, { user: 'ada', path: '/#empty' });
    await log(page).getByText('No messages yet.').waitFor();
  });

  test('count what is new while another is in sight', async () => {
    const ada = await visit(browser, fixture, { user: 'ada', path: '/#busy' });
    await log(ada).getByText('No messages yet.').waitFor();
    await ada.goto(`${fixture.url}/#calm`);
    const grace = await visit(browser, fixture, { user: 'grace', path: '/#busy' });
    await say(grace, 'one');
    await say(grace, 'two');
    await ada.getByRole('link', { name: /busy 2\s*new/ }).click();
    await seen(ada, 'two');
    expect(await ada.getByRole('link', { name: /new/ }).count()).toBe(0);
  });
});

describe('a long conversation', () => {
  const seed = (room: string) => fixture.chat.seed(room, Array.from({ length: 130 }, (_, index) => ({
    sender: { id: 'grace', name: 'Grace' }, text: `message ${index + 1}`, sentAt: new Date(Date.parse('2026-03-01T10:00:00Z') + index * 3_600_000).toISOString(),
  })));
  const distanceFromEnd = (page: Page) => log(page).evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight);

  test('begins at its end', async () => {
    seed('long-end');
    const page = await visit(browser, fixture, { user: 'ada', path: '/#long-end' });
    await seen(page, 'message 130');
    expect(await eventually(() => distanceFromEnd(page), (distance) => distance < 2)).toBeLessThan(2);
  });

  test('keeps its place while what came before loads above, up to the first message', async () => {
    seed('long-place');
    const page = await visit(browser, fixture, { user: 'ada', path: '/#long-place' });
    await seen(page, 'message 130');
    expect(await log(page).getByText('message 1', { exact: true }).count()).toBe(0);
    const moved = await log(page).evaluate(async (element) => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const count = () => element.querySelectorAll('.message').length;
      element.scrollTop = 350;
      const before = count();
      const row = [...element.querySelectorAll('.message')].find((each) => each.getBoundingClientRect().top > element.getBoundingClientRect().top)!;
      const { top } = row.getBoundingClientRect();
      while (count() === before) await frame();
      await frame();
      return Math.abs(row.getBoundingClientRect().top - top);
    });
    expect(moved).toBeLessThanOrEqual(2);
    const first = () => log(page).evaluate((element) => {
      element.scrollTop = 0;
      return element.querySelector('.message .text')!.textContent;
    });
    expect(await eventually(first, (text) => text === 'message 1')).toBe('message 1');
    await log(page).getByText('This is the beginning of').waitFor();
    expect(await log(page).locator('.message').count()).toBe(130);
  });

  test('follows what is new at its end, and elsewhere offers to go there', async () => {
    seed('long-new');
    const ada = await visit(browser, fixture, { user: 'ada', path: '/#long-new' });
    const grace = await visit(browser, fixture, { user: 'grace', path: '/#long-new' });
    await seen(ada, 'message 130');
    await say(grace, 'at the end');
    await seen(ada, 'at the end');
    expect(await eventually(() => distanceFromEnd(ada), (distance) => distance < 2)).toBeLessThan(2);

    await log(ada).evaluate((element) => { element.scrollTop = 600; });
    for (const text of ['one', 'two', 'three']) await say(grace, text);
    await ada.getByRole('button', { name: '3 new messages' }).waitFor();
    expect(await log(ada).evaluate((element) => element.scrollTop)).toBeLessThan(1_000);
    await ada.getByRole('button', { name: '3 new messages' }).click();
    expect(await eventually(() => distanceFromEnd(ada), (distance) => distance < 2)).toBeLessThan(2);
    expect(await ada.getByRole('button', { name: /new message/ }).count()).toBe(0);
  });

  test('goes to its end when one writes oneself', async () => {
    seed('long-own');
    const page = await visit(browser, fixture, { user: 'ada', path: '/#long-own' });
    await seen(page, 'message 130');
    await log(page).evaluate((element) => { element.scrollTop = 600; });
    await say(page, 'my own');
    await seen(page, 'my own');
    expect(await eventually(() => distanceFromEnd(page), (distance) => distance < 2)).toBeLessThan(2);
  });
});

describe('without a connection', () => {
  test('the page says so, and sends and catches up when it is back', async () => {
    const ada = await visit(browser, fixture, { user: 'ada', path: '/#train' });
    const grace = await visit(browser, fixture, { user: 'grace', path: '/#train' });
    await say(ada, 'leaving now');
    await seen(grace, 'leaving now');
    fixture.refusesSockets = true;
    fixture.chat.dropAll();
    await ada.getByText('Reconnecting … your messages will be sent.').waitFor();
    await say(ada, 'from the tunnel');
    await seen(ada, 'Sending …');
    await say(grace, 'from the bridge');
    fixture.refusesSockets = false;
    await Promise.all([ada, grace].map(comeBack));
    for (const page of [ada, grace]) for (const text of ['from the tunnel', 'from the bridge']) await seen(page, text);
    await eventually(() => ada.getByText('Sending …').count(), (count) => count === 0);
    expect(await ada.getByText('Reconnecting').count()).toBe(0);
    const order = fixture.chat.messages('train').map(({ text }) => text);
    for (const page of [ada, grace]) expect(await log(page).locator('.text').allTextContents()).toEqual(order);
  });

  test('a network that goes is noticed, and one that comes back is used at once', async () => {
    const ada = await visit(browser, fixture, { user: 'ada', path: '/#network' });
    await log(ada).getByText('No messages yet.').waitFor();
    await ada.context().setOffline(true);
    await ada.getByText('Offline. Your messages will be sent').waitFor();
    await say(ada, 'written offline');
    await ada.context().setOffline(false);
    await eventually(async () => fixture.chat.messages('network').length, (count) => count === 1);
    expect(fixture.chat.messages('network')).toMatchObject([{ text: 'written offline' }]);
    await ada.getByText('Offline.').waitFor({ state: 'detached' });
  });

  test('what was not sent outlives a reload, and is sent once', async () => {
    const ada = await visit(browser, fixture, { user: 'ada', path: '/#reload' });
    await log(ada).getByText('No messages yet.').waitFor();
    fixture.refusesSockets = true;
    fixture.chat.dropAll();
    await say(ada, 'do not lose me');
    await seen(ada, 'Sending …');
    await ada.reload();
    await seen(ada, 'do not lose me');
    fixture.refusesSockets = false;
    await comeBack(ada);
    await eventually(async () => fixture.chat.messages('reload').length, (count) => count > 0);
    await eventually(() => ada.getByText('Sending …').count(), (count) => count === 0);
    await ada.reload();
    await seen(ada, 'do not lose me');
    expect(fixture.chat.messages('reload')).toHaveLength(1);
  });

  test('a message that was refused says why, and can be sent again', async () => {
    const ada = await visit(browser, fixture, { user: 'ada', path: '/#refused' });
    await log(ada).getByText('No messages yet.').waitFor();
    fixture.chat.faults = { ...fixture.chat.faults, forbidden: 1 };
    await say(ada, 'may I?');
    await log(ada).getByText('Not sent. You may not do this here.').waitFor();
    fixture.chat.faults = { ...fixture.chat.faults, forbidden: 0 };
    await log(ada).getByRole('button', { name: 'Retry' }).click();
    await log(ada).getByRole('button', { name: 'Retry' }).waitFor({ state: 'detached' });
    expect(fixture.chat.messages('refused')).toMatchObject([{ text: 'may I?' }]);
    fixture.chat.faults = { ...fixture.chat.faults, forbidden: 1 };
    await say(ada, 'forget this');
    await log(ada).getByRole('button', { name: 'Discard' }).click();
    await log(ada).getByText('forget this').waitFor({ state: 'detached' });
    fixture.chat.faults = { ...fixture.chat.faults, forbidden: 0 };
  });
});

describe('a session', () => {
  test('that ends while one writes leaves the text, and a way back', async () => {
    const page = await visit(browser, fixture, { user: 'ada', path: '/#ending' });
    await log(page).getByText('No messages yet.').waitFor();
    await textbox(page).fill('half a sentence');
    await page.context().clearCookies();
    fixture.refusesSockets = true;
    fixture.chat.dropAll();
    await page.getByText('Your session has ended.').waitFor();
    expect(await textbox(page).inputValue()).toBe('half a sentence');
    fixture.refusesSockets = false;
    fixture.nextUser = 'ada';
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'ending' }).waitFor();
    expect(await textbox(page).inputValue()).toBe('half a sentence');
  });

  test('that is somebody else\'s now begins anew, with nothing of the other person in sight', async () => {
    const page = await visit(browser, fixture, { user: 'ada', path: '/#shared' });
    await say(page, 'written by Ada');
    await seen(page, 'written by Ada');
    await textbox(page).fill('a draft of Ada');
    await page.context().addCookies([{ name: 'user', value: 'grace', url: fixture.url, httpOnly: true }]);
    fixture.refusesSockets = true;
    fixture.chat.dropAll();
    await page.getByText('Grace', { exact: true }).waitFor();
    expect(await textbox(page).inputValue()).toBe('');
  });
});

describe('the page', () => {
  test('weighs at most 60 KB in all, zipped', () => {
    const bytes = fixture.files().reduce((sum, { content }) => sum + gzipSync(content).length, 0);
    expect(bytes).toBeLessThanOrEqual(60 * 1024);
  });

  test('has no inline script or style, which its policy would stop', () => {
    const html = String(fixture.files().find(({ name }) => name === 'index.html')!.content);
    expect(html).not.toMatch(/style=|<style|onclick|<script(?![^>]*src=)/);
  });
});
