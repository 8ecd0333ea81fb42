/**
 * Parameters of a query or a form. OAuth allows each of them once.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-3.1
 */
export class Parameters {
  static parse(text: string): Parameters {
    return new Parameters(new URLSearchParams(text));
  }

  /** A name that came more than once. */
  readonly repeated: string | undefined;

  private constructor(private readonly values: URLSearchParams) {
    this.repeated = [...values.keys()].find((name, index, names) => names.indexOf(name) !== index);
  }

  /** `undefined` also where it is empty, which OAuth treats alike. */
  get(name: string): string | undefined {
    return this.values.get(name) || undefined;
  }

  /** What a person typed; empty where the field did not come at all. */
  text(name: string): string {
    return this.values.get(name) ?? '';
  }
}
