import type { Namespace } from "../hosts/namespace.ts";
import type { Counters } from "./counters.ts";

/** Every counter of /proc/net/snmp, netstat and snmp6 as nstat names it: IpFragFails, TcpExtListenOverflows, Ip6FragFails. Of that network namespace. */
export const protocolCounters = async (place: Namespace): Promise<Counters> => {
  const text = await place.must(["sh", "-c", "cat /proc/net/snmp /proc/net/netstat; echo =; cat /proc/net/snmp6 2>/dev/null || :"]);
  const [tables = "", list = ""] = text.split("\n=\n");
  const lines = tables.trim().split("\n");
  const pairs = lines.flatMap((names, index) => {
    const values = lines[index + 1];
    const [group, ...fields] = names.split(" ");
    if (values === undefined || group === undefined || index % 2 === 1) return [];
    const numbers = values.split(" ").slice(1);
    return fields.map((field, at) => [`${group.replace(":", "")}${field}`, Number(numbers[at])] as const);
  });
  // One counter a line, where the others have names above numbers.
  const six = list
    .trim()
    .split("\n")
    .map((line) => line.split(/\s+/));
  return Object.fromEntries([
    ...pairs,
    ...six.flatMap(([name = "", value]) => (value === undefined ? [] : [[name, Number(value)] as const])),
  ]);
};
