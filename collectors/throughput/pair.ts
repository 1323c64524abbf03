import type { TcpConnection } from "../tcp-info.ts";

/** One connection, looked at twice. */
export interface Pair {
  readonly before: TcpConnection;
  readonly after: TcpConnection;
  /** Acknowledged in between. */
  readonly bytes: number;
}
