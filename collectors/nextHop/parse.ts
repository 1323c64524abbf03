import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { linesOf, sections, type Sections } from "../section.ts";
import { CUT_ROUTES } from "./script.ts";

export function parseNextHop(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  const addresses = addressesIn(linesOf(all, "addresses"));
  if (addresses.length === 0) return unparsable("no address, not even on the loopback interface");
  const [said = ""] = linesOf(all, "route");
  const dev = after(said, "dev");
  const local = said.startsWith("local ");
  const target = output.args["target"] ?? "";
  const routes = linesOf(all, "routes").filter((line) => line.trim() !== "");
  const way = dev === undefined ? unknown(`no way to ${target}: ${said.slice(0, 80)}`) : null;
  const hop = after(said, "via") ?? target;
  return {
    fields: {
      targetLocal: local,
      hop: way ?? hop,
      dev: way ?? dev ?? "",
      source: way ?? after(said, "src") ?? unknown("the kernel does not say by which address"),
      hopState: way ?? (local ? "own" : stateIn(linesOf(all, "neighbour"), dev ?? "")),
      ownRules: linesOf(all, "rules").filter((line) => !/^\s*$|lookup (?:local|main|default)\s*$/.test(line)).length,
      routesCut: routes.length > CUT_ROUTES,
    },
    tables: {
      addresses,
      ...{ settings: settingsIn(all), routes: routes.slice(0, CUT_ROUTES).flatMap(routeIn) },
      ...(all.has("unresolved") ? { unresolved: linesOf(all, "unresolved").flatMap(unresolvedIn) } : {}),
    },
  };
}

const after = (line: string, word: string): string | undefined => new RegExp(` ${word} (?:inet6? )?(\\S+)`).exec(` ${line}`)?.[1];

/** "2: eth1    inet 192.0.2.11/24 scope global eth1\ ..." */
const addressesIn = (lines: readonly string[]): readonly Row[] =>
  lines.flatMap((line) => {
    const found = /^\d+: (\S+)\s+inet6? ([0-9a-f.:]+)(?: peer \S+)?\/?(\d*)/.exec(line);
    if (found === null) return [];
    const [, dev = "", address = "", prefix = ""] = found;
    return [{ key: `${address} on ${dev}`, address, dev, prefix: prefix === "" ? (address.includes(":") ? 128 : 32) : Number(prefix) }];
  });

/** "192.0.2.12 dev eth1 lladdr 06:ad:22:8c:88:58 REACHABLE"; without a line nothing was ever asked, or the entry was thrown away. */
function stateIn(lines: readonly string[], dev: string): string {
  const line = lines.find((each) => each.includes(` dev ${dev} `) || each.includes(`dev ${dev} `));
  return / ([A-Z]+)\s*$/.exec(line?.trimEnd() ?? "")?.[1] ?? "absent";
}

/** "192.0.2.11 dev eth1 FAILED" */
function unresolvedIn(line: string): readonly Row[] {
  const [, address, dev] = /^([0-9a-f.:]+) dev (\S+) /.exec(line) ?? [];
  return address === undefined || dev === undefined ? [] : [{ key: `${address} on ${dev}`, address, dev }];
}

function settingsIn(all: Sections): readonly Row[] {
  const rows = new Map<string, { rpFilter?: number; arpIgnore?: number }>();
  for (const line of linesOf(all, "settings")) {
    const [, dev = "", name, value] = /^(\S+) (rp_filter|arp_ignore) (\d+)$/.exec(line) ?? [];
    if (dev === "") continue;
    rows.set(dev, { ...rows.get(dev), [name === "rp_filter" ? "rpFilter" : "arpIgnore"]: Number(value) });
  }
  const unread = unknown("this kernel has no such setting");
  return [...rows].map(([key, { rpFilter, arpIgnore }]) => ({ key, rpFilter: rpFilter ?? unread, arpIgnore: arpIgnore ?? unread }));
}

/** "192.0.2.0/24 proto kernel scope link src 192.0.2.11" of an interface; a route without one leads nowhere. */
function routeIn(line: string): readonly Row[] {
  const [destination = ""] = line.trim().split(/\s+/);
  const dev = after(line, "dev");
  if (dev === undefined || !/^(?:default|[0-9a-f.:]+(?:\/\d+)?)$/.test(destination)) return [];
  const metric = Number(after(line, "metric") ?? 0);
  return [{ key: line.trim().slice(0, 120), destination, dev, metric }];
}
