/**
 * Reads CloudFormation properties as CloudFormation does: `"true"` is `true`, `"60"` is 60.
 */
export class CfnProperties {
  constructor(private readonly values: Record<string, unknown>) {}

  string(name: string): string | undefined {
    const value = this.values[name];
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
  }

  number(name: string): number | undefined {
    const value = this.string(name);
    return value === undefined || value === '' || Number.isNaN(Number(value)) ? undefined : Number(value);
  }

  boolean(name: string): boolean | undefined {
    const value = this.string(name);
    return value === undefined ? undefined : value === 'true';
  }

  strings(name: string): string[] | undefined {
    const value = this.values[name];
    return Array.isArray(value) ? value.map(String) : undefined;
  }

  /** Properties within; none where the template has none. */
  child(name: string): CfnProperties {
    return new CfnProperties(isRecord(this.values[name]) ? this.values[name] : {});
  }

  children(name: string): CfnProperties[] {
    const value = this.values[name];
    return Array.isArray(value) ? value.filter(isRecord).map((each) => new CfnProperties(each)) : [];
  }

  get isEmpty(): boolean {
    return Object.keys(this.values).length === 0;
  }

  has(name: string): boolean {
    return this.values[name] !== undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
