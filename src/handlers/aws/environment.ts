import type { Variable } from '../../protocol/environment';

/** The value of a variable that the construct sets. */
export function variable(name: Variable): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`the environment variable ${name} is not set`);
  return value;
}

/** The values of a variable that holds several, separated by spaces; none where it is not set. */
export function variables(name: Variable): string[] {
  return (process.env[name] ?? '').split(' ').filter((value) => value !== '');
}
