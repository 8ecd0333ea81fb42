/** Takes the README's picture: two people chat in the local chat room, one of them is looked over the shoulder. */
import * as path from 'node:path';
import { launchBrowser } from '../test/browser';
import { startLocalRoom } from '../test/end-to-end/local-room';
import { Person } from '../test/end-to-end/person';

const PICTURE = path.join(__dirname, '..', 'docs', 'images', 'chat.png');

async function takeScreenshot(): Promise<void> {
  const [room, browser] = await Promise.all([startLocalRoom(), launchBrowser()]);
  try {
    const viewport = { width: 1200, height: 720 };
    const ada = await Person.arrives(browser, room, { name: 'Ada Lovelace', email: 'ada@example.com', viewport });
    const grace = await Person.arrives(browser, room, { name: 'Grace Hopper', email: 'grace@example.com', viewport });
    await ada.signsUp();
    await grace.signsUp();
    await ada.says('Hello, Grace! I have written down how the engine would compute Bernoulli numbers.');
    await grace.reads('Hello, Grace! I have written down how the engine would compute Bernoulli numbers.');
    await grace.says('Lovely. Mine says it is a bug. I opened the relay, and it is: a moth.');
    await grace.says('Taped it into the log: https://www.example.com/logbook/9-september');
    await ada.reads('Taped it into the log: https://www.example.com/logbook/9-september');
    await ada.says('So we now debug for a living?');
    await grace.reads('So we now debug for a living?');
    await grace.says('It is easier to ask forgiveness than it is to get permission.');
    await ada.reads('It is easier to ask forgiveness than it is to get permission.');
    await ada.page.screenshot({ path: PICTURE });
  } finally {
    await browser.close();
    await room.stop();
  }
}

void takeScreenshot();
