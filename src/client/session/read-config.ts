import * as v from 'valibot';
import { Config } from '../../protocol/http';

/** Reads `/config.json`: where the WebSocket API is, and how to sign in. @throws where there is none */
export async function readConfig(get: typeof fetch = fetch): Promise<Config> {
  const response = await get('/config.json');
  if (!response.ok) throw new Error(`/config.json: HTTP ${response.status}`);
  return v.parse(Config, await response.json());
}
