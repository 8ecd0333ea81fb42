import { randomInt } from 'node:crypto';
import type { DeployedResource } from '../template/stack-template';

/** How a template wants a secret made. */
interface GenerateSecretString {
  readonly ExcludeCharacters?: string;
  readonly ExcludeLowercase?: boolean;
  readonly ExcludeNumbers?: boolean;
  readonly ExcludePunctuation?: boolean;
  readonly ExcludeUppercase?: boolean;
  readonly GenerateStringKey?: string;
  readonly IncludeSpace?: boolean;
  readonly PasswordLength?: number;
  readonly SecretStringTemplate?: string;
}

const LOWER_CASE = 'abcdefghijklmnopqrstuvwxyz';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/**
 * The value of a secret: what the template says, or something random in the form that it asks for.
 */
export function secretString({ properties }: DeployedResource): string {
  const { SecretString, GenerateSecretString = {} } = properties as { SecretString?: string; GenerateSecretString?: GenerateSecretString };
  if (SecretString !== undefined) return SecretString;
  const password = generatePassword(GenerateSecretString);
  const { GenerateStringKey: key, SecretStringTemplate: template } = GenerateSecretString;
  return key === undefined ? password : JSON.stringify({ ...JSON.parse(template ?? '{}') as object, [key]: password });
}

function generatePassword(wanted: GenerateSecretString): string {
  const alphabet = [
    wanted.ExcludeLowercase ? '' : LOWER_CASE,
    wanted.ExcludeUppercase ? '' : LOWER_CASE.toUpperCase(),
    wanted.ExcludeNumbers ? '' : '0123456789',
    wanted.ExcludePunctuation ? '' : PUNCTUATION,
    wanted.IncludeSpace ? ' ' : '',
  ].join('').split('').filter((character) => !wanted.ExcludeCharacters?.includes(character));
  return Array.from({ length: Number(wanted.PasswordLength ?? 32) }, () => alphabet[randomInt(alphabet.length)]).join('');
}
