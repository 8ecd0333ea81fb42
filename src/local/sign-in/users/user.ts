/** A user of the pool: plain data, so that it can be kept between runs. */
export interface User {
  /** The `sub`, which is also the user name in a pool whose people sign in by e-mail. */
  readonly id: string;
  readonly email: string;
  readonly isEmailVerified: boolean;
  readonly status: 'UNCONFIRMED' | 'CONFIRMED';
  /** Besides the e-mail address, as `name`. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Made by `hashPassword`; none where they never chose one. */
  readonly passwordHash?: string;
  readonly createdAt: string;
}
