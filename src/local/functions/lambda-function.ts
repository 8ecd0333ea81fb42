import type { ColdStarts } from './cold-starts';
import type { FunctionDefinition } from './function-definition';
import type { FunctionError } from './function-error';
import { FunctionInstance } from './function-instance';
import { FunctionStatistics } from './function-statistics';
import type { ProcessGuard } from './process-guard';
import type { WarmProcesses } from './warm-processes';

/** Processes of one function at a time; further work waits for one of them. */
const MAX_INSTANCES = 10;

export interface LambdaFunctionOptions {
  /** Path of `function-process.js`. */
  readonly program: string;
  readonly coldStarts: ColdStarts;
  readonly guard: ProcessGuard;
  readonly warm: WarmProcesses;
  readonly onLog: (line: string) => void;
  readonly onError: (error: FunctionError) => void;
}

interface Waiting {
  readonly payload: string;
  resolve(result: unknown): void;
  reject(error: FunctionError): void;
}

/**
 * A function with as many processes as its load needs: one is started when work comes and none is idle, and is used
 * again until it has been idle for a while.
 */
export class LambdaFunction {
  public readonly statistics: FunctionStatistics;
  private readonly instances = new Set<FunctionInstance>();
  private readonly idle: { instance: FunctionInstance; use(): void }[] = [];
  private readonly waiting: Waiting[] = [];
  private starting = 0;
  private stopped = false;

  constructor(public readonly definition: FunctionDefinition, private readonly options: LambdaFunctionOptions) {
    this.statistics = new FunctionStatistics(definition.memoryMb);
  }

  /** Rejects with a `FunctionError`: what an invoker of Lambda would get in place of a result. */
  public async invoke(event: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ payload: JSON.stringify(event), resolve, reject });
      this.dispatch();
    });
  }

  public stop(): void {
    this.stopped = true;
    for (const instance of this.instances) instance.stop();
  }

  private dispatch(): void {
    // the one used last first, so that others can go idle
    for (let free = this.idle.at(-1); free && this.waiting.length > 0; free = this.idle.at(-1)) {
      free.use();
      this.idle.pop();
      this.run(free.instance);
    }
    if (this.waiting.length > this.starting && this.instances.size + this.starting < MAX_INSTANCES && !this.stopped) this.start();
  }

  private run(instance: FunctionInstance): void {
    const work = this.waiting.shift();
    if (!work) {
      this.rest(instance);
      return;
    }
    void instance.invoke(work.payload).then((outcome) => {
      this.statistics.invocation(outcome.cost, 'error' in outcome);
      if ('json' in outcome) work.resolve(JSON.parse(outcome.json));
      else this.failed(work, outcome.error);
    });
  }

  private rest(instance: FunctionInstance): void {
    this.idle.push({ instance, use: this.options.warm.keep(() => this.forget(instance)) });
  }

  private start(): void {
    this.starting += 1;
    const started = this.options.coldStarts.run(async () => (this.waiting.length > 0 ? this.startInstance() : undefined));
    started.then((instance) => {
      this.starting -= 1;
      if (!instance) return; // others had done the work by then
      this.statistics.coldStart(instance.initMs);
      this.instances.add(instance);
      if (this.stopped) instance.stop();
      else this.run(instance);
    }, (error: FunctionError) => {
      this.starting -= 1;
      this.statistics.coldStart(0);
      this.statistics.invocation({ wallMs: 0, cpuMs: 0 }, true);
      const work = this.waiting.shift();
      if (work) this.failed(work, error);
      this.dispatch();
    });
  }

  private async startInstance(): Promise<FunctionInstance> {
    const { program, guard, onLog } = this.options;
    return FunctionInstance.start(this.definition, {
      program,
      guard,
      onLog,
      onIdle: (instance) => this.run(instance),
      onEnd: (instance) => this.forget(instance),
    });
  }

  private forget(instance: FunctionInstance): void {
    instance.stop(); // or it is dead already
    this.instances.delete(instance);
    const index = this.idle.findIndex((each) => each.instance === instance);
    if (index >= 0) this.idle.splice(index, 1)[0]?.use();
    if (!this.stopped) this.dispatch();
  }

  private failed(work: Waiting, error: FunctionError): void {
    if (!this.stopped) this.options.onError(error);
    work.reject(error);
  }
}
