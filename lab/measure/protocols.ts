import type { Namespace } from "../hosts/namespace.ts";
import type { Counters } from "./counters.ts";

/** Every counter of /proc/net/snmp and /proc/net/netstat as nstat names it: IpFragFails, TcpExtListenOverflows. Of that network namespace. */
export const protocolCounters = async (place: Namespace): Promise<Counters> => {
  const text = await place.must(["cat", "/proc/net/snmp", "/proc/net/netstat"]);
  const lines = text.trim().split("\n");
  const pairs = lines.flatMap((names, index) => {
    const values = lines[index + 1];
    const [group, ...fields] = names.split(" ");
    if (values === undefined || group === undefined || index % 2 === 1) return [];
    const numbers = values.split(" ").slice(1);
    return fields.map((field, at) => [`${group.replace(":", "")}${field}`, Number(numbers[at])] as const);
  });
  return Object.fromEntries(pairs);
};
