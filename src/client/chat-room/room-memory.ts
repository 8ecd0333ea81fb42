import * as v from 'valibot';
import { CLIENT_MESSAGE_ID_PATTERN } from '../../protocol/limits';
import type { ChatErrorCode } from '../connection/chat-error';
import type { Unsent, UnsentStore } from '../connection/unsent';
import { roomsOf } from './room-name';

const StoredUnsent = v.object({
  clientMessageId: v.pipe(v.string(), v.regex(CLIENT_MESSAGE_ID_PATTERN)),
  text: v.string(),
  createdAt: v.number(),
  failure: v.optional(v.object({ code: v.custom<ChatErrorCode>((code) => typeof code === 'string'), message: v.string() })),
});

/**
 * What a browser keeps of a person between visits: their rooms, drafts and messages that were not sent; never a token.
 * Where a browser keeps nothing, neither does this.
 */
export class RoomMemory implements UnsentStore {
  constructor(private readonly userId: string, private readonly storage: () => Storage = () => localStorage) {}

  public get rooms(): string[] {
    return roomsOf(this.read('rooms'));
  }

  public set rooms(rooms: readonly string[]) {
    this.write('rooms', rooms);
  }

  public draft(roomId: string): string {
    const draft = this.read(`draft:${roomId}`);
    return typeof draft === 'string' ? draft : '';
  }

  public saveDraft(roomId: string, text: string): void {
    this.write(`draft:${roomId}`, text === '' ? undefined : text);
  }

  public load(roomId: string): Unsent[] {
    return this.keys(`unsent:${roomId}:`)
      .flatMap((key) => {
        const kept = v.safeParse(StoredUnsent, this.read(key));
        return kept.success ? [kept.output as Unsent] : [];
      })
      .sort((a, b) => a.createdAt - b.createdAt);
  }

  /** Each message has an entry of its own, so that two tabs do not overwrite each other's. */
  public save(roomId: string, unsent: Unsent): void {
    this.write(`unsent:${roomId}:${unsent.clientMessageId}`, unsent);
  }

  public remove(roomId: string, clientMessageId: string): void {
    this.write(`unsent:${roomId}:${clientMessageId}`, undefined);
  }

  /** Forgets what the person wrote; to be called when they sign out. */
  public forgetTexts(): void {
    for (const key of [...this.keys('draft:'), ...this.keys('unsent:')]) this.write(key, undefined);
  }

  private get prefix(): string {
    return `chatroom:${this.userId}:`;
  }

  private keys(start: string): string[] {
    return this.attempt((storage) => Object.keys(storage)
      .filter((key) => key.startsWith(this.prefix + start))
      .map((key) => key.slice(this.prefix.length))) ?? [];
  }

  private read(key: string): unknown {
    return this.attempt((storage) => JSON.parse(storage.getItem(this.prefix + key) ?? 'null') as unknown);
  }

  private write(key: string, value: unknown): void {
    this.attempt((storage) => {
      if (value === undefined) storage.removeItem(this.prefix + key);
      else storage.setItem(this.prefix + key, JSON.stringify(value));
    });
  }

  /** A browser may refuse: storage may be full, or forbidden to this page. */
  private attempt<T>(work: (storage: Storage) => T): T | undefined {
    try {
      return work(this.storage());
    } catch {
      return undefined;
    }
  }
}
