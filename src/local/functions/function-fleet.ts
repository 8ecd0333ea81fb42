import { ColdStarts } from './cold-starts';
import type { FunctionDefinition } from './function-definition';
import { FunctionError } from './function-error';
import { severeMessage, short } from './function-log';
import type { FunctionStatistics } from './function-statistics';
import { LambdaFunction } from './lambda-function';
import { ProcessGuard } from './process-guard';
import { WarmProcesses } from './warm-processes';

/** Runs a function. Rejects with a `FunctionError`. */
export type InvokeFunction = (functionArn: string, event: unknown) => Promise<unknown>;

export interface FunctionFleetOptions {
  /** Path of `function-process.js`. */
  readonly program: string;
  /** What a function is, or `undefined` where there is none of that ARN. */
  readonly define: (functionArn: string) => FunctionDefinition | undefined;
  /** One line about what went wrong in a function. */
  readonly report: (line: string) => void;
}

/** All functions of the room. */
export class FunctionFleet {
  private readonly functions = new Map<string, LambdaFunction>();
  private readonly coldStarts = new ColdStarts();
  private readonly guard = new ProcessGuard();
  private readonly warm = new WarmProcesses();

  constructor(private readonly options: FunctionFleetOptions) {}

  public readonly invoke: InvokeFunction = async (functionArn, event) => {
    const lambda = this.find(functionArn);
    if (!lambda) throw new FunctionError({ errorType: 'ResourceNotFoundException', errorMessage: `Function not found: ${functionArn}` });
    return lambda.invoke(event);
  };

  /** Makes a function ready to be called, so that what is wrong with it shows up now. Starts nothing. */
  public prepare(functionArn: string): void {
    this.find(functionArn);
  }

  /** Of the functions that were prepared or called, by name. */
  public statistics(): Record<string, FunctionStatistics> {
    return Object.fromEntries([...this.functions.values()].map(({ definition, statistics }) => [definition.name, statistics]));
  }

  public stop(): void {
    for (const lambda of this.functions.values()) lambda.stop();
  }

  private find(functionArn: string): LambdaFunction | undefined {
    const known = this.functions.get(functionArn);
    const definition = known ? undefined : this.options.define(functionArn);
    if (!definition) return known;
    const { name } = definition;
    const { report, program } = this.options;
    const lambda = new LambdaFunction(definition, {
      program,
      coldStarts: this.coldStarts,
      guard: this.guard,
      warm: this.warm,
      onLog: (line) => {
        const message = severeMessage(line);
        if (message !== undefined) report(`${name}: ${message}`);
      },
      onError: ({ payload: { errorType = 'Error', errorMessage = '' } }) => report(`${name} failed: ${short(`${errorType}: ${errorMessage}`)}`),
    });
    this.functions.set(functionArn, lambda);
    return lambda;
  }
}
