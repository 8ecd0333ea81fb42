import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';

export type Handler = (event: unknown, context: unknown) => unknown;

/** Why a handler could not be loaded, named as Lambda names it. */
export class HandlerError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = `Runtime.${name}`;
  }
}

/**
 * Loads a handler as Lambda does.
 *
 * @param name as `index.handler`, or `folder/file.exported`
 */
export async function loadHandler(taskRoot: string, name: string): Promise<Handler> {
  const [, module, exported] = /^(.*?[^/.]*)\.([^./]+)$/.exec(name) ?? [];
  if (module === undefined || exported === undefined) throw new HandlerError('MalformedHandlerName', `Bad handler ${name}`);
  const file = ['.js', '.mjs', '.cjs'].map((extension) => path.join(taskRoot, module + extension)).find((candidate) => fs.existsSync(candidate));
  if (file === undefined) throw new HandlerError('ImportModuleError', `Error: Cannot find module '${module}'`);
  const handler = (await load(file))[exported];
  if (typeof handler !== 'function') throw new HandlerError('HandlerNotFound', `${name} is undefined or not exported`);
  if (handler.length > 2) throw new HandlerError('CallbackHandlerDeprecated', 'callback-based function handlers have ended with Node.js 24: use an async one');
  return handler as Handler;
}

async function load(file: string): Promise<Record<string, unknown>> {
  const require = createRequire(file);
  if (!file.endsWith('.mjs')) {
    try {
      return require(file) as Record<string, unknown>;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_REQUIRE_ESM') throw error;
    }
  }
  return await import(pathToFileURL(file).href) as Record<string, unknown>;
}
