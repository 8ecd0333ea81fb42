/**
 * What is wrong with a command line, or with what it names, in one line that also says what to do. Shown without a
 * stack trace.
 */
export class CommandError extends Error {
  /** @param exitCode 2 where the command line itself is wrong, 1 for everything else */
  constructor(message: string, public readonly exitCode: 1 | 2 = 1) {
    super(message);
    this.name = 'CommandError';
  }
}
