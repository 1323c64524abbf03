import type { CommandOutput, Reading } from "#machines/contract/index.ts";
import { unparsable } from "../failure.ts";
import { decimal } from "../number.ts";

/** Columns of /proc/net/dev after the name (net/core/net-procfs.c, dev_seq_printf_stats): received in 0 to 7, sent in 8 to 15. */
const COLUMNS = { rxErrors: 2, rxDropped: 3, rxFifo: 4, txErrors: 10, txDropped: 11 } as const;

/** Sums over the interfaces. Missed frames are within rxDropped there; what a namespace has is virtual, and has no ring that could miss any. */
export function devicesIn({ stdout }: CommandOutput): Reading {
  const rows = stdout
    .split("\n")
    .slice(2)
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [name, rest] = [line.slice(0, line.lastIndexOf(":")).trim(), line.slice(line.lastIndexOf(":") + 1)];
      const values = rest.trim().split(/\s+/);
      return name === "" || values.length < 16 ? unparsable(`"${line.slice(0, 40)}" is no row of an interface`) : { name, values };
    })
    .filter(({ name }) => name !== "lo");
  const sum = (at: number): number =>
    rows.reduce((all, { values }) => {
      const value = decimal(values[at], "counter");
      return typeof value === "number" ? all + value : all;
    }, 0);
  return { fields: Object.fromEntries(Object.entries(COLUMNS).map(([field, at]) => [field, sum(at)])) };
}
