import * as fc from 'fast-check';
import { Seal } from '../../../src/handlers/sign-in/seal';

const sealOf = (purpose = 'session', ...secrets: string[]) => new Seal(async () => (secrets.length > 0 ? secrets : ['secret']), purpose);

describe('what is sealed', () => {
  test('opens as it was', async () => {
    await fc.assert(fc.asyncProperty(fc.jsonValue(), async (content) => {
      expect(JSON.stringify(await sealOf().open(await sealOf().close(content)))).toBe(JSON.stringify(content));
    }), { numRuns: 100 });
  });

  test('is different each time, and safe in a cookie', async () => {
    const [one, two] = [await sealOf().close('same'), await sealOf().close('same')];
    expect(one).not.toBe(two);
    expect(one).toMatch(/^[\w-]+$/);
  });

  test('opens for its purpose alone, and with a secret that is known', async () => {
    const sealed = await sealOf('session', 'first').close('content');
    expect(await sealOf('session', 'second', 'first').open(sealed)).toBe('content');
    expect(await sealOf('session', 'second').open(sealed)).toBeUndefined();
    expect(await sealOf('sign-in', 'first').open(sealed)).toBeUndefined();
    expect(await sealOf('session', 'first', 'second').open(await sealOf('session', 'second', 'first').close('content'))).toBe('content');
  });

  test('is sealed with the present secret', async () => {
    const sealed = await sealOf('session', 'second', 'first').close('content');
    expect(await sealOf('session', 'second').open(sealed)).toBe('content');
    expect(await sealOf('session', 'first').open(sealed)).toBeUndefined();
  });

  test('does not open changed, cut or made up', async () => {
    const sealed = Buffer.from(await sealOf().close({ refreshToken: 'token' }), 'base64url');
    await fc.assert(fc.asyncProperty(fc.nat({ max: sealed.length - 1 }), fc.integer({ min: 1, max: 255 }), async (index, change) => {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] + change) % 256;
      expect(await sealOf().open(changed.toString('base64url'))).toBeUndefined();
      expect(await sealOf().open(sealed.subarray(0, index).toString('base64url'))).toBeUndefined();
      expect(await sealOf().open(sealed.subarray(index + 1).toString('base64url'))).toBeUndefined();
    }), { numRuns: 300 });
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary' }), async (madeUp) => {
      expect(await sealOf().open(madeUp)).toBeUndefined();
    }), { numRuns: 200 });
  });
});
