/**
 * From the AWS origins that a template names to the local servers that play them. It is the one place that knows both,
 * so that functions and sign-in see whole local URLs and need not know that they run locally.
 */
export class HostMap {
  private readonly origins: [from: string, to: string][] = [];

  public add(awsOrigin: string, localOrigin: string): void {
    this.origins.push([awsOrigin, localOrigin]);
  }

  /** Replaces the origins in every string of a value. */
  public apply<T>(value: T): T;
  public apply(value: unknown): unknown {
    if (typeof value === 'string') return this.origins.reduce((text, [from, to]) => text.replaceAll(from, to), value);
    if (Array.isArray(value)) return value.map((each: unknown) => this.apply(each));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.apply<unknown>(each)]));
    }
    return value;
  }
}
