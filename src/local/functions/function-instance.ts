import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { eachLine } from './each-line';
import type { FunctionDefinition } from './function-definition';
import { FunctionError } from './function-error';
import type { ProcessGuard } from './process-guard';
import { RuntimeApi, type RuntimeListener } from './runtime-api';

/** How long a function may take to load. @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
const INIT_TIMEOUT_MS = 10_000;

/** What an invocation took. */
export interface InvocationCost {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** How an invocation ended. `json` is `"null"` where a function returned nothing. */
export type InvocationOutcome = ({ readonly json: string } | { readonly error: FunctionError }) & { readonly cost: InvocationCost };

export interface FunctionInstanceOptions {
  /** Path of `function-process.js`. */
  readonly program: string;
  readonly guard: ProcessGuard;
  readonly onLog: (line: string) => void;
  /** It has started, or has done its work, and can take the next. */
  readonly onIdle: (instance: FunctionInstance) => void;
  /** Its process has ended, by whatever cause. */
  readonly onEnd: (instance: FunctionInstance) => void;
}

/**
 * One process of a function. It serves one invocation at a time, as an execution environment of Lambda does.
 */
export class FunctionInstance implements RuntimeListener {
  /** Starts a process. Resolves when it has loaded the function, rejects with why it could not. */
  public static async start(definition: FunctionDefinition, options: FunctionInstanceOptions): Promise<FunctionInstance> {
    const instance = new FunctionInstance(definition, options);
    instance.api = await RuntimeApi.start(instance);
    await instance.launch();
    return instance;
  }

  /** Time from the start of the process to its first asking for work. */
  public initMs = 0;
  private api?: RuntimeApi;
  private process?: ChildProcess;
  private initialized?: { resolve(): void; reject(error: FunctionError): void };
  private current?: { requestId: string; startedAt: number; settle(outcome: InvocationOutcome): void };
  private cpuMs = 0;

  private constructor(private readonly definition: FunctionDefinition, private readonly options: FunctionInstanceOptions) {}

  /**
   * Runs the function once; the process must be idle. Never rejects.
   *
   * @param payload the event, as JSON
   */
  public async invoke(payload: string): Promise<InvocationOutcome> {
    const requestId = randomUUID();
    const { arn: functionArn, timeoutSeconds } = this.definition;
    const startedAt = performance.now();
    const timer = setTimeout(() => this.fail(FunctionError.timedOut(requestId, timeoutSeconds)), timeoutSeconds * 1000);
    const outcome = await new Promise<InvocationOutcome>((settle) => {
      this.current = { requestId, startedAt, settle };
      this.api?.deliver({ requestId, functionArn, deadline: Date.now() + timeoutSeconds * 1000, payload });
    });
    clearTimeout(timer);
    return outcome;
  }

  /** Ends the process at once, as a sandbox that is taken away. */
  public stop(): void {
    this.process?.kill('SIGKILL');
    void this.api?.close();
  }

  public onNext(): void {
    if (this.initialized) {
      this.initialized.resolve();
      delete this.initialized;
    } else {
      this.options.onIdle(this);
    }
  }

  public onInitError(error: FunctionError): void {
    this.initialized?.reject(error);
  }

  public onAnswer(requestId: string, answer: { readonly json: string } | { readonly error: FunctionError }, cpuMicroseconds: number): void {
    const { current } = this;
    if (current?.requestId !== requestId) return;
    delete this.current;
    this.cpuMs += cpuMicroseconds / 1000;
    current.settle({ ...answer, cost: this.cost(current.startedAt) });
  }

  private async launch(): Promise<void> {
    const { program, guard, onLog, onEnd } = this.options;
    const { directory, environment, memoryMb } = this.definition;
    const startedAt = performance.now();
    // nothing of this machine's environment: what a function needs is in its template
    const child = spawn(process.execPath, [`--max-old-space-size=${heapMb(memoryMb)}`, program], {
      cwd: directory,
      env: {
        ...environment,
        PATH: process.env.PATH,
        AWS_LAMBDA_RUNTIME_API: this.api?.address,
        AWS_LAMBDA_LOG_STREAM_NAME: `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomBytes(16).toString('hex')}`,
      },
      stdio: ['pipe', 'pipe', 'pipe'], // the first tells the process that this one is gone
    });
    this.process = child;
    const { pid } = child;
    if (pid !== undefined) guard.watch(pid);
    child.stdin.on('error', () => undefined); // it ends before its process's end is known
    eachLine(child.stdout, onLog);
    eachLine(child.stderr, onLog);
    const ended = new Promise<never>((_, reject) => {
      const end = (how: string) => {
        if (pid !== undefined) guard.forget(pid);
        const error = FunctionError.exited(this.current?.requestId ?? randomUUID(), how);
        reject(error);
        this.fail(error);
        onEnd(this);
      };
      child.once('error', (error) => end(error.message));
      child.once('exit', (code, signal) => end(signal ? `signal: ${signal === 'SIGKILL' ? 'killed' : signal}` : `exit status ${code}`));
    });
    ended.catch(() => undefined); // after its start nobody waits for that
    const timer = setTimeout(() => this.initialized?.reject(FunctionError.timedOut(randomUUID(), INIT_TIMEOUT_MS / 1000)), INIT_TIMEOUT_MS);
    try {
      await Promise.race([ended, new Promise<void>((resolve, reject) => { this.initialized = { resolve, reject }; })]);
      this.initMs = performance.now() - startedAt;
    } catch (error) {
      this.stop();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** The process is of no more use. */
  private fail(error: FunctionError): void {
    const { current } = this;
    delete this.current;
    this.stop();
    if (current) current.settle({ error, cost: this.cost(current.startedAt) });
  }

  private cost(startedAt: number): InvocationCost {
    const cost = { wallMs: performance.now() - startedAt, cpuMs: this.cpuMs };
    this.cpuMs = 0;
    return cost;
  }
}

/** What is left for JavaScript objects when Node itself has taken its part. */
function heapMb(memoryMb: number): number {
  return Math.max(64, Math.floor(memoryMb * 0.75));
}
