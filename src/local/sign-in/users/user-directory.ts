import { randomUUID } from 'node:crypto';
import { CognitoError } from '../cognito-error';
import type { UserPool } from '../pool/user-pool';
import type { User } from './user';

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html */
const MAX_ATTRIBUTE_LENGTH = 2_048;
const MAX_EMAIL_LENGTH = 254;
const EMAIL = /^[^\s@\p{C}]+@[^\s@.\p{C}]+(\.[^\s@.\p{C}]+)+$/u;
const CONTROL_CHARACTER = /\p{Cc}/u;

/** The users of a pool. */
export class UserDirectory {
  private readonly users = new Map<string, User>();
  private readonly idsByUsername = new Map<string, string>();

  constructor(private readonly pool: UserPool, private readonly now: () => number) {}

  byId(id: string): User | undefined {
    return this.users.get(id);
  }

  byEmail(email: string): User | undefined {
    const id = this.idsByUsername.get(this.pool.usernameOf(email));
    return id === undefined ? undefined : this.users.get(id);
  }

  put(user: User): User {
    this.users.set(user.id, user);
    this.idsByUsername.set(this.pool.usernameOf(user.email), user.id);
    return user;
  }

  remove(user: User): void {
    this.users.delete(user.id);
    this.idsByUsername.delete(this.pool.usernameOf(user.email));
  }

  /** @throws CognitoError where there is a user of that address already, or a value may not be stored */
  create(user: Pick<User, 'email' | 'attributes' | 'status' | 'isEmailVerified'> & { passwordHash?: string }): User {
    const email = user.email.trim();
    if (email.length > MAX_EMAIL_LENGTH || !EMAIL.test(email)) {
      throw new CognitoError('InvalidParameterException', 'Enter your e-mail address, as ada@example.com.');
    }
    checkAttributes(user.attributes);
    if (this.byEmail(email)) throw new CognitoError('UsernameExistsException', 'An account with that e-mail address already exists.');
    return this.put({ ...user, email, id: randomUUID(), createdAt: new Date(this.now()).toISOString() });
  }

  /** The confirmed user of an address, who is made where there is none. */
  ensureConfirmed(email: string, name?: string): User {
    const found = this.byEmail(email);
    if (found === undefined) {
      return this.create({ email, attributes: { name: name ?? nameFrom(email) }, status: 'CONFIRMED', isEmailVerified: true });
    }
    const attributes = name === undefined ? found.attributes : { ...found.attributes, name };
    checkAttributes(attributes);
    return this.put({ ...found, attributes, status: 'CONFIRMED', isEmailVerified: true });
  }
}

function checkAttributes(attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === '' || value.length > MAX_ATTRIBUTE_LENGTH || CONTROL_CHARACTER.test(value) || !value.isWellFormed()) {
      throw new CognitoError('InvalidParameterException', `The attribute ${name} must be a text of 1 to ${MAX_ATTRIBUTE_LENGTH} characters in one line.`);
    }
  }
}

/** `ada@example.com` is Ada. */
function nameFrom(email: string): string {
  const [localPart = ''] = email.trim().split('@');
  const [first = '', ...rest] = Array.from(localPart);
  return first.toUpperCase() + rest.join('');
}
