import type { ClientConfig } from "pg";

/** A database that is ready for connections. */
export interface Database {
  /** `embedded`: ours, ends with us. `own`: a server that the operator runs. */
  readonly kind: "embedded" | "own";
  /** For people; without a password. */
  readonly about: string;
  /** How to connect; for pg.Pool, `openStore` and `openQueue`. */
  readonly pool: ClientConfig;
  stop(): Promise<void>;
}

export interface StartDatabase {
  readonly dataFolder: string;
  /** A server of one's own instead of the embedded one. */
  readonly databaseUrl?: string;
  /** Sentences for the terminal, at the start and whenever the database had to be restarted. */
  readonly onProgress?: (line: string) => void;
}
