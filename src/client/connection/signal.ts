/** Something that happens now and then, and those who listen for it. */
export class Signal<T = void> {
  private readonly listeners = new Set<(value: T) => void>();

  /** Returns what ends the listening. */
  public listen(listener: (value: T) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  public emit(value: T): void {
    for (const listener of [...this.listeners]) listener(value);
  }
}
