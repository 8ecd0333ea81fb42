/** What Lambda answers in place of a result. */
export interface FunctionErrorPayload {
  readonly errorType?: string;
  readonly errorMessage?: string;
  readonly trace?: readonly string[];
}

/**
 * A function failed: it threw, ran out of time, or its process ended.
 *
 * `payload` is what an invoker of Lambda gets.
 */
export class FunctionError extends Error {
  public static timedOut(requestId: string, seconds: number): FunctionError {
    return new FunctionError({ errorType: 'Sandbox.Timedout', errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds` });
  }

  /** @param how as `exit status 1` or `signal: killed` */
  public static exited(requestId: string, how: string): FunctionError {
    return new FunctionError({ errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: ${how}` });
  }

  public static answerTooLarge(limit: number): FunctionError {
    return new FunctionError({
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: `Response payload size exceeded maximum allowed payload size (${limit} bytes).`,
    });
  }

  constructor(public readonly payload: FunctionErrorPayload) {
    super(payload.errorMessage ?? '');
    this.name = payload.errorType ?? 'Error';
  }
}
