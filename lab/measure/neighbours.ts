import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Namespace } from "../hosts/namespace.ts";

const entry = z.object({ dst: z.string(), dev: z.string(), lladdr: z.string().optional(), state: z.array(z.string()).default([]) });
export type Neighbour = Readonly<z.infer<typeof entry>>;

/** What a place knows of its neighbours on IPv4. */
export const neighboursOf = async (place: Namespace): Promise<readonly Neighbour[]> =>
  z.array(entry).parse(JSON.parse(await place.must(["ip", "-4", "-json", "neigh", "show", "nud", "all"])));

/** As `ip neigh` prints it, such as FAILED; NONE when there is no entry. */
export const neighbourState = async (place: Namespace, address: string): Promise<string> => {
  const known = (await neighboursOf(place)).find((each) => each.dst === address);
  return known?.state.join(",") ?? "NONE";
};

export interface NeighbourTable {
  readonly entries: number;
  readonly fulls: number;
}

/** The machine's one table of IPv4 neighbours, which all network namespaces share: entries now, and refusals since it started. */
export const neighbourTable = async (): Promise<NeighbourTable> => {
  const [heads = "", ...rows] = (await readFile("/proc/net/stat/arp_cache", "utf8")).trim().split("\n");
  const names = heads.trim().split(/\s+/);
  const column = (row: string, name: string) => Number.parseInt(row.split(" ").filter(Boolean)[names.indexOf(name)] ?? "0", 16);
  return {
    // Every CPU's row repeats the table's size; the rest is counted per CPU.
    entries: column(rows[0] ?? "", "entries"),
    fulls: rows.reduce((sum, row) => sum + column(row, "table_fulls"), 0),
  };
};
