import type { Joined, Left, Messages, Pong, Reauthenticated, Sent } from '../../protocol/reply';
import type { ClientFrame } from '../../protocol/request';
import { ChatError } from './chat-error';
import type { Clock } from './clock';
import type { Answer } from './incoming-frame';

/** What answers an action. */
export interface AnswerTo {
  readonly joinRoom: Joined;
  readonly leaveRoom: Left;
  readonly sendMessage: Sent;
  readonly getMessages: Messages;
  readonly reauthenticate: Reauthenticated;
  readonly ping: Pong;
}

/** Sends a frame, and resolves with what answers it. @throws ChatError */
export type Request = <F extends ClientFrame>(frame: F) => Promise<AnswerTo[F['action']]>;

const ANSWER_TYPES: { readonly [A in keyof AnswerTo]: AnswerTo[A]['type'] } = {
  joinRoom: 'joined',
  leaveRoom: 'left',
  sendMessage: 'sent',
  getMessages: 'messages',
  reauthenticate: 'reauthenticated',
  ping: 'pong',
};

/** Milliseconds until a request is given up. */
const TIMEOUT = 30_000;

/** Milliseconds left to each of several requests, when one of them, nobody knows which, will not be answered. */
const SUSPECT_TIMEOUT = 3_000;

/** Bytes of a frame: the server takes 32 KB. */
const MAX_FRAME_BYTES = 30 * 1024;

interface Pending {
  readonly type: Answer['type'];
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: ChatError) => void;
  callOff: () => void;
}

/** Requests on their way, by `requestId`. */
export class Requests {
  private readonly pending = new Map<string, Pending>();
  private count = 0;

  constructor(private readonly clock: Clock, private readonly write: (text: string) => void) {}

  public async send<F extends ClientFrame>(frame: F): Promise<AnswerTo[F['action']]> {
    this.count += 1;
    const requestId = String(this.count);
    const text = JSON.stringify({ ...frame, requestId });
    if (new TextEncoder().encode(text).length > MAX_FRAME_BYTES) {
      throw new ChatError('MESSAGE_TOO_LARGE', `the ${frame.action} frame is larger than ${MAX_FRAME_BYTES} bytes`);
    }
    this.write(text);
    const answer = await new Promise<Answer>((resolve, reject) => {
      const pending = { type: ANSWER_TYPES[frame.action], resolve, reject, callOff: () => {} };
      this.pending.set(requestId, pending);
      this.giveUpAfter(TIMEOUT, requestId, pending, new ChatError('TIMEOUT', `no answer to ${frame.action}`));
    });
    return answer as AnswerTo[F['action']];
  }

  /** Takes an answer. One that nobody waits for any more is left alone. */
  public answer(requestId: string | undefined, answer: Answer): void {
    const pending = this.take(requestId);
    if (pending?.type === answer.type) pending.resolve(answer);
    else pending?.reject(new ChatError('INTERNAL', `"${answer.type}" does not answer the request`));
  }

  /** Takes an error. Where it does not say whose, any of those on their way may be meant. */
  public fail(requestId: string | undefined, error: ChatError): void {
    if (requestId !== undefined) {
      this.take(requestId)?.reject(error);
    } else if (this.pending.size === 1) {
      this.rejectAll(error);
    } else {
      for (const [id, pending] of this.pending) this.giveUpAfter(SUSPECT_TIMEOUT, id, pending, error);
    }
  }

  public rejectAll(error: ChatError): void {
    for (const id of [...this.pending.keys()]) this.take(id)!.reject(error);
  }

  private giveUpAfter(milliseconds: number, requestId: string, pending: Pending, error: ChatError): void {
    pending.callOff();
    pending.callOff = this.clock.after(milliseconds, () => this.take(requestId)?.reject(error));
  }

  private take(requestId = ''): Pending | undefined {
    const pending = this.pending.get(requestId);
    this.pending.delete(requestId);
    pending?.callOff();
    return pending;
  }
}
