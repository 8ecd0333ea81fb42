import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildSync } from 'esbuild';
import { ColdStarts } from '../../../src/local/functions/cold-starts';
import type { FunctionDefinition } from '../../../src/local/functions/function-definition';
import { LambdaFunction, type LambdaFunctionOptions } from '../../../src/local/functions/lambda-function';
import { ProcessGuard } from '../../../src/local/functions/process-guard';
import { WarmProcesses } from '../../../src/local/functions/warm-processes';

/** A place to make functions of a few lines, which are stopped and removed in the end. */
export class FunctionLab {
  public readonly directory = fs.mkdtempSync(path.join(os.tmpdir(), 'functions-'));
  public readonly program = path.join(this.directory, 'function-process.js');
  private readonly functions: LambdaFunction[] = [];
  private readonly guard = new ProcessGuard();
  private count = 0;

  constructor() {
    buildSync({
      entryPoints: [path.join(__dirname, '../../../src/local/functions/function-process.ts')],
      bundle: true,
      platform: 'node',
      target: 'node20',
      outfile: this.program,
      tsconfigRaw: {},
    });
  }

  /** @param source of `index.js`, or of the file that `definition` names as handler */
  public make(
    source: string,
    definition: Partial<FunctionDefinition> & { file?: string } = {},
    options: Partial<LambdaFunctionOptions> = {},
  ): LambdaFunction {
    const directory = path.join(this.directory, `function-${this.count += 1}`);
    fs.mkdirSync(directory);
    fs.writeFileSync(path.join(directory, definition.file ?? 'index.js'), source);
    const lambda = new LambdaFunction({
      name: 'fixture',
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:fixture',
      directory,
      memoryMb: 256,
      timeoutSeconds: 10,
      ...definition,
      environment: { _HANDLER: 'index.handler', LAMBDA_TASK_ROOT: directory, ...definition.environment },
    }, {
      program: this.program,
      coldStarts: new ColdStarts(),
      guard: this.guard,
      warm: new WarmProcesses(),
      onLog: () => undefined,
      onError: () => undefined,
      ...options,
    });
    this.functions.push(lambda);
    return lambda;
  }

  /** Stops functions; removes their code. */
  public close(): void {
    for (const lambda of this.functions) lambda.stop();
    fs.rmSync(this.directory, { recursive: true });
  }
}
