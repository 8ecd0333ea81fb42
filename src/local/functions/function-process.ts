/**
 * The program of a function's process: loads the handler, and feeds it from the Runtime API until the local room goes.
 * It is bundled alone, and weighs on every cold start.
 */
import { functionConsole } from './function-console';
import { loadHandler, type Handler } from './load-handler';
import { RuntimeClient, type Work } from './runtime-client';
import { errorPayload } from './thrown';

/** Exit codes of Lambda's own runtime. */
const UNHANDLED_REJECTION = 128;
const UNCAUGHT_EXCEPTION = 129;

// However the room ended, its end of this pipe is closed then.
process.stdin.on('close', () => process.exit(0)).on('error', () => process.exit(0)).resume();
process.on('SIGINT', () => undefined); // from a terminal it reaches every process; the room decides

const { AWS_LAMBDA_RUNTIME_API: address = '', LAMBDA_TASK_ROOT: taskRoot = '', _HANDLER: name = '' } = process.env;
const api = new RuntimeClient(address);
const log = functionConsole();
let requestId: string | undefined;

function exitAfterReporting(type: string, code: number): (thrown: unknown) => void {
  return (thrown) => {
    const payload = { ...errorPayload(thrown), errorType: type };
    const reported = requestId === undefined ? api.initError(payload) : api.error(requestId, payload);
    void reported.finally(() => process.exit(code));
  };
}
process.on('unhandledRejection', exitAfterReporting('Runtime.UnhandledPromiseRejection', UNHANDLED_REJECTION));
process.on('uncaughtException', exitAfterReporting('Runtime.UncaughtException', UNCAUGHT_EXCEPTION));

function context(work: Work) {
  const { env } = process;
  return {
    awsRequestId: work.requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: work.functionArn,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    getRemainingTimeInMillis: () => Math.max(0, work.deadline - Date.now()),
  };
}

async function serve(handler: Handler): Promise<never> {
  for (;;) {
    requestId = undefined;
    const work = await api.next();
    requestId = work.requestId;
    process.env._X_AMZN_TRACE_ID = work.traceId;
    log.requestId = work.requestId;
    try {
      const result = await handler(JSON.parse(work.payload), context(work));
      await api.respond(work.requestId, JSON.stringify(result) ?? 'null');
    } catch (thrown) {
      await api.error(work.requestId, errorPayload(thrown));
    }
  }
}

loadHandler(taskRoot, name).then(serve, async (thrown: unknown) => {
  await api.initError(errorPayload(thrown));
  process.exit(1);
}).catch(() => process.exit(1)); // the room is gone
