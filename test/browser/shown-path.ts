import type { Row } from "#machines/contract/index.ts";
import { caseLog, type CaseLog } from "../app/case-log.ts";

/** What stands between a guest and the wire on a node with bonds, VLANs and two virtual switches, behind what the lab has. */
const BEHIND: readonly (readonly [link: string, kind: string])[] = [
  ["int-br-vlan", "patch"],
  ["phy-br-vlan", "patch"],
  ["br-vlan", "bridge"],
  ["vxlan_sys_4789", "vxlan"],
  ["bond0.2107", "vlan"],
  ["bond0", "bond"],
  ["br-storage-mgmt", "bridge"],
  ["enp129s0f0np0", "device"],
  ["enp129s0f1np1", "device"],
];

/** The recorded incident of a bridge with a smaller MTU, on nodes with thirty interfaces between the guests. */
export function wideLog(): CaseLog {
  const { events, observations } = caseLog("large-packets-vanish", "bridge-mtu");
  const wide = events.map((event) => {
    const rows = event.type === "observed" ? event.reading.tables?.["hops"] : undefined;
    if (event.type !== "observed" || rows === undefined) return event;
    return { ...event, reading: { ...event.reading, tables: { ...event.reading.tables, hops: widened(rows) } } };
  });
  return { events: wide, observations };
}

const widened = (rows: readonly Row[]): readonly Row[] =>
  rows.flatMap((row, at) => {
    const near = row["host"] !== rows[at + 1]?.["host"] && at > 0;
    const far = row["host"] !== rows[at - 1]?.["host"] && at > 0 && at < rows.length - 1;
    const more =
      (near || far) && at < rows.length - 1 ? BEHIND.map(([link, kind]): Row => ({ ...row, key: `${row.key}+${link}`, link, kind })) : [];
    return far ? [...more.toReversed(), row] : [row, ...more];
  });
