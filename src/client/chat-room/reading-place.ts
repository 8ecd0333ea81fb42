/** How near to the end, in pixels, still counts as the end. */
const END = 48;

/** The place at which a person reads in a list that grows at both ends. */
export class ReadingPlace {
  private followsEnd = true;
  private anchor: { readonly element: Element; readonly top: number } | undefined;

  /** Whether the person is at the end, so that the list follows what is new. */
  public get isAtEnd(): boolean {
    return this.followsEnd;
  }

  /** The person has scrolled. */
  public note(scroller: HTMLElement): void {
    this.followsEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight <= END;
  }

  /** Goes to the end with the next `restore`. */
  public toEnd(): void {
    this.followsEnd = true;
  }

  /** Before the list changes: remembers the first row in sight. */
  public remember(scroller: HTMLElement, rows: Iterable<Element>): void {
    const edge = scroller.getBoundingClientRect().top;
    this.anchor = undefined;
    for (const element of rows) {
      const { top, bottom } = element.getBoundingClientRect();
      if (bottom <= edge) continue;
      this.anchor = { element, top };
      return;
    }
  }

  /** After the list has changed: the same row is where it was, or the end is in sight. */
  public restore(scroller: HTMLElement): void {
    if (this.followsEnd) scroller.scrollTop = scroller.scrollHeight;
    else if (this.anchor?.element.isConnected) scroller.scrollTop += this.anchor.element.getBoundingClientRect().top - this.anchor.top;
    this.anchor = undefined; // the person may scroll before the next change
  }
}
