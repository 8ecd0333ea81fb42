import { CognitoError } from '../cognito-error';
import type { CfnProperties } from './cfn-properties';

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html */
const MAX_LENGTH = 256;

/** What Cognito counts as a symbol; a space counts too, but not at either end. @see https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html */
const SYMBOL = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/;

interface Rule {
  readonly words: string;
  readonly isMet: (password: string) => boolean;
}

/** What a password of the user pool must be like. */
export class PasswordPolicy {
  /** What it asks for, in a sentence. */
  readonly hint: string;
  private readonly rules: Rule[];

  /** @param properties `Policies.PasswordPolicy` */
  constructor(properties: CfnProperties) {
    const minimumLength = properties.number('MinimumLength') ?? 8;
    const requires = (name: string) => properties.boolean(name) ?? properties.isEmpty; // a pool without a policy asks for all of them
    this.rules = [
      { words: `at least ${minimumLength} characters`, isMet: (password) => password.length >= minimumLength },
      ...(requires('RequireLowercase') ? [{ words: 'a lower-case letter', isMet: (password: string) => /[a-z]/.test(password) }] : []),
      ...(requires('RequireUppercase') ? [{ words: 'an upper-case letter', isMet: (password: string) => /[A-Z]/.test(password) }] : []),
      ...(requires('RequireNumbers') ? [{ words: 'a digit', isMet: (password: string) => /[0-9]/.test(password) }] : []),
      ...(requires('RequireSymbols') ? [{ words: 'a symbol', isMet: (password: string) => SYMBOL.test(password) }] : []),
    ];
    this.hint = `It needs ${listOf(this.rules.map(({ words }) => words))}.`;
  }

  /** @throws CognitoError that names each requirement which the password does not meet */
  check(password: string): void {
    const unmet = this.unmet(password);
    if (unmet.length > 0) throw new CognitoError('InvalidPasswordException', `The password needs ${listOf(unmet)}.`);
  }

  private unmet(password: string): string[] {
    const unmet = this.rules.filter(({ isMet }) => !isMet(password)).map(({ words }) => words);
    if (password !== password.trim()) unmet.push('no space at its beginning or end');
    if (password.length > MAX_LENGTH) unmet.push(`at most ${MAX_LENGTH} characters`);
    return unmet;
  }
}

/** `a`, `a and b`, `a, b and c` */
function listOf(words: string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
