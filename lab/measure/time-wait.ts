import type { Namespace } from "../hosts/namespace.ts";

/** TCP sockets of a network namespace in TIME-WAIT. */
export const timeWaitSockets = async (place: Namespace): Promise<number> =>
  Number(/^TCP: .*\btw (\d+)/m.exec(await place.must(["cat", "/proc/net/sockstat"]))?.[1] ?? 0);
