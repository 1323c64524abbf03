import type { Given } from "#machines/contract/collector.ts";
import { unknown, type Value } from "#machines/contract/value.ts";
import { isUnread, readingOf, rowsOf } from "./source-readings.ts";

const ON_PATH: ReadonlySet<string> = new Set(["sender", "receiver", "senderHost", "receiverHost", "gateway"]);

/**
 * True where no interface of a host on the path has an XDP program. One that has may drop by the size, before any capture and any counter: what is lost there
 * looks as if it had been lost on the way. It refutes nothing, since most programs let such packets pass.
 */
export function nothingUnseen(given: Given): Value {
  const hosts = given.hosts.filter(({ role }) => ON_PATH.has(role));
  for (const { key, name } of hosts) {
    const found = readingOf(given, "layout", { host: key });
    if (isUnread(found)) return found;
    const links = rowsOf(found, "links");
    const program = links.find((row) => row["program"] === true);
    if (program !== undefined)
      return unknown(`an XDP program at ${program.key} of ${name} may drop large packets before anything counts them`);
    const unread = links.find((row) => row["program"] !== false);
    if (unread !== undefined || links.length === 0) return unknown(`whether an interface of ${name} has an XDP program is not known`);
  }
  return true;
}
