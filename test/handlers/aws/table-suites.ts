import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createTable, documentClientOf, dynoxide, startDynalite, startDynoxide, type TableEmulator } from './table-emulator';

export const CHAT_TABLE = 'chat';
export const CONNECTIONS_TABLE = 'connections';

/**
 * Runs a suite on the tables of each emulator that is here, so that no quirk of one passes for DynamoDB.
 *
 * @param suite is given the client when the tests run, not before
 */
export function describeOnTables(name: string, suite: (client: () => DynamoDBDocumentClient) => void): void {
  describe(`${name} in dynalite`, () => on(startDynalite, suite));

  if (dynoxide !== undefined) {
    describe(`${name} in dynoxide`, () => on(async () => startDynoxide(dynoxide!), suite));
  } else {
    test.skip(`${name} in dynoxide is not tested: npm install --no-save @dynoxide/linux-x64, which is for Linux alone`, () => {});
  }
}

function on(start: () => Promise<TableEmulator>, suite: (client: () => DynamoDBDocumentClient) => void): void {
  let emulator: TableEmulator;
  let client: DynamoDBDocumentClient;

  beforeAll(async () => {
    emulator = await start();
    client = documentClientOf(emulator);
    await createTable(client, CHAT_TABLE);
    await createTable(client, CONNECTIONS_TABLE);
  });

  afterAll(async () => {
    client.destroy();
    await emulator.stop();
  });

  suite(() => client);
}
