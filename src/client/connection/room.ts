import { MAX_PAGE_LIMIT } from '../../protocol/limits';
import type { Message } from '../../protocol/message';
import type { Joined } from '../../protocol/reply';
import { normalizeText, textFault } from '../../protocol/text';
import { backOff } from './back-off';
import { CatchUp } from './catch-up';
import { ChatError, chatError } from './chat-error';
import { elapsed, type Clock } from './clock';
import { Outbox } from './outbox';
import type { Request } from './requests';
import { RoomHistory, type HistoryState } from './room-history';
import { RoomOrder, type PageAfter } from './room-order';
import { Signal } from './signal';
import type { Unsent, UnsentStore } from './unsent';

const REJOIN = { first: 1_000, longest: 15_000 };

export interface RoomOptions {
  readonly id: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly newId: () => string;
  readonly unsent: UnsentStore;
  readonly request: Request;
  /** The room is joined: a ping will show what was allotted meanwhile. */
  readonly onJoined: () => void;
}

/** A room that this client has joined, and joins again with every connection. */
export class Room {
  /** Something is different: messages, history, what is unsent, or whether the room is joined. */
  public readonly changed = new Signal();
  /** A new message, in order, each once. Earlier ones that `loadEarlier` brings are not announced. */
  public readonly arrived = new Signal<Message>();

  private readonly order = new RoomOrder();
  private readonly history: RoomHistory;
  private readonly catchUp: CatchUp;
  private readonly outbox: Outbox;
  private list: readonly Message[] = [];
  /** Messages of ours that the server has stored above a hole. */
  private sentAhead: readonly Message[] = [];
  private entering: Promise<void> | undefined;
  private refusal: ChatError | undefined;
  private isIn = false;
  /** Counts the connections. */
  private epoch = 0;

  constructor(private readonly options: RoomOptions) {
    const { id, clock, random, request } = options;
    this.history = new RoomHistory((before, limit) => request({ action: 'getMessages', roomId: id, before, limit }));
    this.catchUp = new CatchUp({
      order: this.order,
      clock,
      random,
      ask: (after) => this.ask(after),
      take: (page) => this.receive(this.order.cover(page)),
    });
    this.outbox = new Outbox({
      ...options,
      roomId: id,
      store: options.unsent,
      send: (unsent) => this.deliver(unsent),
      onSent: (message) => this.take(message, true),
      onChange: () => this.changed.emit(),
    });
  }

  public get id(): string {
    return this.options.id;
  }

  /** What is here, in order and without holes. A new array with every change. */
  public get messages(): readonly Message[] {
    return this.list;
  }

  /** Messages of this client that are stored, but wait for one before them. */
  public get ahead(): readonly Message[] {
    return this.sentAhead;
  }

  /** Messages that are on their way, wait for a connection, or failed. */
  public get unsent(): readonly Unsent[] {
    return this.outbox.messages;
  }

  public get historyState(): HistoryState {
    return this.history.state;
  }

  public get isJoined(): boolean {
    return this.isIn;
  }

  /** Why the room cannot be joined. */
  public get refused(): ChatError | undefined {
    return this.refusal;
  }

  /**
   * Sends a text, now or when there is a connection again.
   *
   * @throws ChatError `MESSAGE_TOO_LARGE` or `INVALID_REQUEST` where it is no message
   */
  public send(text: string): Unsent {
    const normalized = normalizeText(text);
    const fault = textFault(normalized);
    if (fault) throw new ChatError(fault === 'too-long' ? 'MESSAGE_TOO_LARGE' : 'INVALID_REQUEST', `the text is ${fault}`);
    return this.outbox.add(normalized);
  }

  /** Sends a failed message again. */
  public retry(clientMessageId: string): void {
    this.outbox.retry(clientMessageId);
  }

  /** Forgets an unsent message. */
  public discard(clientMessageId: string): void {
    this.outbox.discard(clientMessageId);
  }

  /** Loads a page of earlier messages; `historyState` tells whether there are any. */
  public async loadEarlier(): Promise<void> {
    const earlier = await this.history.load(() => this.changed.emit());
    this.list = [...earlier, ...this.list];
    this.changed.emit();
  }

  /** A connection is open. For the connection to call. */
  public async enter(): Promise<void> {
    this.epoch += 1;
    this.entering = this.join(this.epoch);
    await this.entering;
  }

  /** The connection is gone, or the room is left. For the connection to call. */
  public exit(): void {
    this.epoch += 1;
    this.isIn = false;
    this.catchUp.stop();
    this.outbox.pause();
    this.changed.emit();
  }

  /** The room is wanted no more. For the connection to call. */
  public async leave(): Promise<void> {
    this.exit();
    await this.entering; // or the server may take the two in the other order
    await this.options.request({ action: 'leaveRoom', roomId: this.id }).catch(() => undefined);
  }

  /** A message was delivered. For the connection to call. */
  public take(message: Message, isOwn = false): void {
    const due = this.order.add(message);
    if (isOwn && message.seq > (this.order.position ?? 0)) this.sentAhead = [...this.sentAhead, message];
    this.receive(due);
  }

  /** A number was allotted. For the connection to call. */
  public announce(latest: number): void {
    this.order.announce(latest);
    this.catchUp.notice();
  }

  private async join(epoch: number): Promise<void> {
    const { clock, random, request, id } = this.options;
    for (let failures = 0; epoch === this.epoch; failures += 1) {
      const after = this.order.position;
      try {
        const joined = await request({ action: 'joinRoom', roomId: id, ...(after !== undefined && { after }) });
        if (epoch === this.epoch) this.joined(joined, after);
        return;
      } catch (thrown) {
        const error = chatError(thrown);
        if (epoch !== this.epoch) return;
        if (!error.isPassing) return this.refuse(error);
        await elapsed(clock, (error.retryAfterMs ?? 0) + backOff(failures, random, REJOIN));
      }
    }
  }

  private joined({ messages, highWatermark, complete }: Joined, after: number | undefined): void {
    this.isIn = true;
    this.refusal = undefined;
    if (after === undefined) {
      this.history.begin(highWatermark);
      this.receive(this.order.begin(highWatermark));
    } else {
      this.history.recover();
      const page = { after, messages: messages ?? [], highWatermark, hasMore: !complete || messages === undefined };
      this.receive(this.order.cover(page));
      if (page.hasMore) this.catchUp.now();
    }
    this.outbox.resume();
    this.options.onJoined();
  }

  private refuse(error: ChatError): void {
    if (error.code === 'DISCONNECTED' || error.code === 'SIGNED_OUT') return;
    this.refusal = error;
    this.changed.emit();
  }

  private async ask(after: number): Promise<PageAfter> {
    const { messages, highWatermark, hasMore } = await this.options.request({
      action: 'getMessages', roomId: this.id, after, limit: MAX_PAGE_LIMIT,
    });
    return { after, messages, highWatermark, hasMore };
  }

  private async deliver({ text, clientMessageId }: Unsent): Promise<Message> {
    const frame = { action: 'sendMessage', roomId: this.id, text, clientMessageId } as const;
    try {
      return (await this.options.request(frame)).message;
    } catch (error) {
      if (chatError(error).code !== 'NOT_IN_ROOM') throw error;
      await this.enter(); // the server has forgotten: join, then try once more
      return (await this.options.request(frame)).message;
    }
  }

  private receive(due: readonly Message[]): void {
    if (due.length > 0) {
      this.list = [...this.list, ...due];
      this.sentAhead = this.sentAhead.filter(({ seq }) => seq > (this.order.position ?? 0));
      for (const message of due) this.arrived.emit(message);
    }
    this.catchUp.notice();
    this.changed.emit();
  }
}
