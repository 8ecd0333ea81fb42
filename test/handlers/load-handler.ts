import * as path from 'node:path';

/**
 * Loads a handler as a new function process does: with these variables, and with nothing kept from another.
 *
 * @param file of `src/handlers`, or an absolute path
 */
export function loadHandler<M extends object>(file: string, variables: Record<string, string> = {}): M {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'; // the oldest Node that is supported is older than the SDK likes
  for (const [name, value] of Object.entries(variables)) process.env[name] = value;
  let loaded: M | undefined;
  jest.isolateModules(() => {
    loaded = jest.requireActual<M>(path.resolve(__dirname, '../../src/handlers', file));
  });
  return loaded!;
}
