import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../browser';
import { PageFixture } from '../fixtures/page-fixture';
import { complaints, say, visit, type VisitOptions } from '../fixtures/page-visit';

jest.setTimeout(120_000);

let browser: Browser;
let fixture: PageFixture;

beforeAll(async () => {
  [browser, fixture] = await Promise.all([launchBrowser(), PageFixture.start()]);
  const start = Date.parse('2026-03-01T10:00:00Z');
  const people = Array.from({ length: 16 }, (_, index) => ({ id: `user-${index}`, name: `Person ${index}` }));
  fixture.chat.seed('full', [
    ...people.map((sender, index) => ({ sender, text: `hello from ${index}`, sentAt: new Date(start + index * 60_000).toISOString() })),
    { sender: people[0], text: 'https://example.com/a-rather-long-address-without-any-space-in-it/and-then-some-more-of-it?and=this' },
    { sender: people[1], text: 'wordwithoutend'.repeat(30) },
    { sender: people[2], text: '🎉' },
    { sender: people[3], text: 'שלום לכולם, נתראה מחר' },
    { sender: { id: 'ada', name: 'Ada' }, text: 'my own words, and https://example.com' },
  ]);
});

afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  fixture.refusesSockets = false;
  fixture.chat.faults = { ...fixture.chat.faults, forbidden: 0 };
  expect(complaints.splice(0)).toEqual([]);
});

afterAll(async () => {
  await browser?.close();
  await fixture?.stop();
});

/** What axe finds, and where. */
async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`));
}

const sizes = { wide: { width: 1280, height: 800 }, narrow: { width: 320, height: 640 } };
const looks = (['light', 'dark'] as const).flatMap((colorScheme) => (['wide', 'narrow'] as const).map((size) => [colorScheme, size] as const));
const visitFull = async (options: VisitOptions) => {
  const page = await visit(browser, fixture, { user: 'ada', path: '/#full', ...options });
  await page.getByText('my own words').waitFor();
  return page;
};

describe.each(looks)('axe finds nothing, %s and %s,', (colorScheme, size) => {
  const options = { colorScheme, viewport: sizes[size] };

  test('in a conversation', async () => {
    expect(await findings(await visitFull(options))).toEqual([]);
  });

  test('on the card to sign in, after a failure', async () => {
    const page = await visit(browser, fixture, { path: '/?error=denied', ...options });
    await page.getByRole('alert').waitFor();
    expect(await findings(page)).toEqual([]);
  });

  test('where messages failed or wait, and the connection is gone', async () => {
    const page = await visitFull(options);
    fixture.chat.faults = { ...fixture.chat.faults, forbidden: 1 };
    await say(page, 'this fails');
    await page.getByRole('button', { name: 'Retry' }).waitFor();
    fixture.refusesSockets = true;
    fixture.chat.dropAll();
    await say(page, 'this waits');
    await page.getByText('Sending …').waitFor();
    await page.getByText('Reconnecting').waitFor();
    expect(await findings(page)).toEqual([]);
  });

  test('in an empty room, with the list of rooms in sight and a name that cannot be', async () => {
    const page = await visit(browser, fixture, { user: 'ada', path: '/#nobody', ...options });
    await page.getByText('No messages yet.').waitFor();
    if (size === 'narrow') await page.getByRole('button', { name: 'Show rooms' }).click();
    await page.getByLabel('Open another room').fill('?');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await findings(page)).toEqual([]);
  });
});

test.each([
  ['320 px', { viewport: sizes.narrow }],
  ['200 % zoom', { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }],
])('nothing is cut off at %s', async (_, options) => {
  const page = await visitFull(options);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const inLog = await page.getByRole('log').evaluate((element) => element.scrollWidth - element.clientWidth);
  expect([overflow, inLog]).toEqual([0, 0]);
  const { x, y, width, height } = (await page.getByRole('button', { name: 'Send' }).boundingBox())!;
  expect(x + width).toBeLessThanOrEqual(options.viewport.width);
  expect(y + height).toBeLessThanOrEqual(options.viewport.height);
  await page.getByRole('button', { name: 'Show rooms' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click({ trial: true });
});

test('everything can be reached and done by the keyboard, with the focus in sight', async () => {
  const page = await visitFull({});
  const stops: string[] = [];
  for (let stop = 0; stop < 12 && !stops.includes('Send'); stop += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(element!);
      const name = element!.getAttribute('aria-label') ?? element!.textContent!.trim();
      return { name, isInSight: outlineStyle !== 'none' && outlineWidth !== '0px' };
    });
    expect(focused).toMatchObject({ isInSight: true });
    stops.push(focused.name.replaceAll(/\s+/g, ' '));
  }
  expect(stops).toEqual(expect.arrayContaining(['Open', 'Sign out', 'Messages', 'Message', 'Send']));
});

test('the drawer takes the focus, gives it back, and hides its links while it is closed', async () => {
  const page = await visitFull({ viewport: sizes.narrow });
  const link = page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'full' });
  expect(await link.isVisible()).toBe(false);
  await page.getByRole('button', { name: 'Show rooms' }).press('Enter');
  await link.waitFor();
  const focused = () => page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element?.getAttribute('href') ?? element?.getAttribute('aria-label');
  });
  expect(await focused()).toMatch(/^#/);
  await page.keyboard.press('Escape');
  expect(await focused()).toBe('Show rooms');
  expect(await link.isVisible()).toBe(false);
});

test('nothing moves for those who do not want it to', async () => {
  const page = await visitFull({ viewport: sizes.narrow, reducedMotion: 'reduce' });
  const durations = await page.evaluate(() => document.getAnimations().map(({ effect }) => effect?.getComputedTiming().duration));
  expect(durations.filter((duration) => duration !== 0)).toEqual([]);
});

test('messages are announced as they come, and those that load above are not', async () => {
  const page = await visit(browser, fixture, { user: 'ada', path: '/#full' });
  await page.getByText('my own words').waitFor();
  await page.locator('[role=log][aria-live=polite]').waitFor();
});
