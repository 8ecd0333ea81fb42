/** What a function has used since the start. */
export class FunctionStatistics {
  public invocations = 0;
  public errors = 0;
  public coldStarts = 0;
  public wallMs = 0;
  public cpuMs = 0;
  public billedGbSeconds = 0;

  constructor(private readonly memoryMb: number) {}

  /** Lambda bills loading, too, in whole milliseconds. */
  public coldStart(initMs: number): void {
    this.coldStarts += 1;
    this.bill(initMs);
  }

  public invocation(cost: { readonly wallMs: number; readonly cpuMs: number }, failed: boolean): void {
    this.invocations += 1;
    if (failed) this.errors += 1;
    this.wallMs += cost.wallMs;
    this.cpuMs += cost.cpuMs;
    this.bill(cost.wallMs);
  }

  public toJSON(): Record<string, number> {
    const { invocations, errors, coldStarts, wallMs, cpuMs, billedGbSeconds } = this;
    return { invocations, errors, coldStarts, wallMs, cpuMs, billedGbSeconds };
  }

  private bill(ms: number): void {
    this.billedGbSeconds += Math.ceil(ms) / 1000 * this.memoryMb / 1024;
  }
}
