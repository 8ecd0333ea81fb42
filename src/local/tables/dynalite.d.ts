declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** A DynamoDB in this process; in memory where no `path` is given. */
  export default function dynalite(options?: {
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }): Server;
}
