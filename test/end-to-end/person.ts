import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Ready } from './local-room';

export interface PersonOptions {
  readonly name: string;
  readonly email: string;
  readonly viewport?: { readonly width: number; readonly height: number };
}

const PASSWORD = 'Analytical-1843';

/** Somebody at a browser of their own. */
export class Person {
  static async arrives(browser: Browser, room: Ready, options: PersonOptions): Promise<Person> {
    const context = await browser.newContext({ viewport: options.viewport ?? { width: 1280, height: 800 }, locale: 'en-GB' });
    const page = await context.newPage();
    await page.goto(room.url);
    return new Person(room, context, page, options);
  }

  /** What the page complained about: scripts that failed, content that its policy refused. */
  readonly complaints: string[] = [];

  private constructor(private readonly room: Ready, readonly context: BrowserContext, readonly page: Page, private readonly options: PersonOptions) {
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !/401|ERR_INTERNET_DISCONNECTED/.test(message.text())) this.complaints.push(message.text());
    });
  }

  /** The same person, in the same browser, at another chat room. */
  async goesTo(room: Ready): Promise<Person> {
    const page = await this.context.newPage();
    await page.goto(room.url);
    return new Person(room, this.context, page, this.options);
  }

  /** Creates an account with the code from the inbox, as somebody does who is here for the first time. */
  async signsUp(): Promise<void> {
    const { page } = this;
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'Create an account' }).click();
    await page.getByRole('textbox', { name: 'E-mail' }).fill(this.options.email);
    await page.getByRole('textbox', { name: 'Name' }).fill(this.options.name);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Confirm your e-mail' }).waitFor();
    await page.getByRole('textbox', { name: 'Code' }).fill(await this.code());
    await page.getByRole('button', { name: 'Confirm' }).click();
    await this.isInRoom();
  }

  /** Signs in with a password, as somebody does who was here before. */
  async signsIn(): Promise<void> {
    const { page } = this;
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByRole('textbox', { name: 'E-mail' }).fill(this.options.email);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await this.isInRoom();
  }

  async isInRoom(): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Message' }).waitFor();
  }

  async says(text: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Message' }).fill(text);
    await this.page.getByRole('button', { name: 'Send' }).click();
  }

  /** Waits until a text is among the messages. */
  async reads(text: string): Promise<void> {
    await this.page.getByRole('log').getByText(text, { exact: true }).waitFor();
  }

  private async code(): Promise<string> {
    const mails = (await (await fetch(this.room.inboxUrl)).json()) as { to: string; code?: string }[];
    return mails.find(({ to, code }) => to === this.options.email && code)!.code!;
  }
}
