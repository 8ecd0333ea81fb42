import * as fc from 'fast-check';
import { backOff } from '../../../src/client/connection/back-off';

const limits = { first: 1_000, longest: 30_000 };

describe('the wait before another attempt', () => {
  test('is any share of a limit that doubles with each failure', () => {
    expect([0, 1, 2, 3].map((failures) => backOff(failures, () => 0.5, limits))).toEqual([500, 1_000, 2_000, 4_000]);
    expect(backOff(3, () => 0, limits)).toBe(0);
  });

  test('never exceeds the longest, however many have failed', () => {
    fc.assert(fc.property(fc.nat(5_000), fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (failures, share) => {
      const wait = backOff(failures, () => share, limits);
      expect(wait).toBeGreaterThanOrEqual(0);
      expect(wait).toBeLessThanOrEqual(30_000);
    }));
  });
});
