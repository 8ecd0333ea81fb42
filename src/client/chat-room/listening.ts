import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Signal } from '../connection/signal';

/** Draws an element anew whenever one of some signals is given, while the element is on the page. */
export class Listening implements ReactiveController {
  private signals: readonly Signal<never>[] = [];
  private ends: (() => void)[] = [];

  constructor(private readonly host: ReactiveControllerHost, private readonly current: () => readonly unknown[]) {
    host.addController(this);
  }

  public hostUpdate(): void {
    const signals = this.current().filter((each) => each !== undefined) as Signal<never>[];
    if (signals.length === this.signals.length && signals.every((each, index) => each === this.signals[index])) return;
    this.hostDisconnected();
    this.signals = signals;
    this.ends = signals.map((signal) => signal.listen(() => this.host.requestUpdate()));
  }

  public hostConnected(): void {
    this.host.requestUpdate();
  }

  public hostDisconnected(): void {
    this.ends.forEach((end) => end());
    this.ends = [];
    this.signals = [];
  }
}
