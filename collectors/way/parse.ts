import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { decimal, hex32, sum } from "../number.ts";
import { linesOf, linesOrUnknown, sections, type Sections } from "../section.ts";
import { type Answer, answerOf, neighboursIn } from "./route.ts";

export function parseWay(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  const addresses = linesOf(all, "addresses").flatMap(addressOf);
  if (addresses.length === 0) unparsable("this host has no address, not even that of its loopback");
  const [target, source] = [output.args["target"] ?? "", output.args["source"] ?? ""];
  const has = (address: string): boolean => addresses.some((each) => each["address"] === address);
  const neighbours = neighboursIn(linesOf(all, "neighbours"));
  const settings = settingsIn(linesOf(all, "settings"));
  const routes = new Map(linesOf(all, "routes").map((line) => [line.split(" ")[0] ?? "", answerOf(line)] as const));
  const crowd = crowdIn(linesOf(all, "crowd"));
  const forwarding = settings.find(({ key }) => key === "all")?.["forwarding"];
  return {
    fields: {
      forwarding: typeof forwarding === "number" ? forwarding > 0 : unknown("the setting forwarding could not be read"),
      targetLocal: target === "" ? unknown("no target was given") : has(target),
      sourceLocal: source === "" ? unknown("no source was given") : has(source),
      ...routeFields("target", routes.get("target"), { address: target, neighbours }),
      ...routeFields("source", routes.get("source"), { address: source, neighbours }),
      unresolved: sum(
        crowd.map((row) => row["unresolved"]),
        "unresolved neighbours",
      ),
      neighbours: sum(
        crowd.map((row) => row["entries"]),
        "neighbours",
      ),
      tableFulls: tableFulls(all),
      neighbourLimit: limit(all),
    },
    tables: {
      addresses,
      links: linesOf(all, "links").flatMap(linkOf),
      settings,
      arrivals: linesOf(all, "arrivals").map(arrivalOf),
      matches: linesOf(all, "matches").map((line) => ({ key: line.trim(), prefix: prefixOf(line) })),
      neighbours: neighbours.map(({ key, state, mac }) => ({ key, state, mac })),
      crowd,
    },
  };
}

/** "3: eth1    inet 192.0.2.11/24 brd 192.0.2.255 scope global eth1" */
function addressOf(line: string): readonly (Row & { readonly address: string })[] {
  const found = /^\d+: (\S+?)(?:@\S+)? +inet6? ([0-9a-f.:]+)(?: peer [0-9a-f.:]+)?\/(\d+) /.exec(line);
  if (found === null) return /^\d+: \S+ +inet6? /.test(line) ? unparsable(`"${line.slice(0, 60)}" is not an address`) : [];
  const [, dev = "", address = "", length] = found;
  return [{ key: `${address}/${length} on ${dev}`, address, prefix: Number(length), dev }];
}

function linkOf(line: string): readonly Row[] {
  const [key, mac, state] = line.split(" ");
  return key === undefined || mac === undefined || key === "" ? [] : [{ key, mac, state: state ?? "unknown" }];
}

/** "eth1 rp_filter 1": by interface. */
function settingsIn(lines: readonly string[]): readonly Row[] {
  const byDevice = Map.groupBy(
    lines.map((line) => line.split(" ")).filter((words) => words.length === 3),
    ([dev]) => dev ?? "",
  );
  const none = unknown("this setting could not be read");
  return [...byDevice].map(([key, each]) => {
    const value = (name: string): Value => {
      const text = each.find(([, setting]) => setting === name)?.[2];
      return text === undefined ? none : decimal(text, name);
    };
    return { key, rpFilter: value("rp_filter"), arpIgnore: value("arp_ignore"), forwarding: value("forwarding") };
  });
}

function routeFields(
  name: "target" | "source",
  answer: Answer | undefined,
  { address, neighbours }: { readonly address: string; readonly neighbours: ReturnType<typeof neighboursIn> },
): Readonly<Record<string, Value>> {
  const none = unknown(`no answer about the way to the ${name}`);
  const route = answer === undefined || answer.refusal === "unclear" ? null : answer;
  if (route === null) {
    const why = answer === undefined ? none : unknown(`ip said about the way to the ${name}: ${answer.said}`);
    return { [`${name}Refusal`]: why, [`${name}Hop`]: why, [`${name}Dev`]: why, [`${name}HopState`]: why, [`${name}HopMac`]: why };
  }
  const hop = route.hop === "" && route.refusal === "none" ? address : route.hop;
  const neighbour = neighbours.find((each) => each.key === `${hop} on ${route.dev}`);
  return {
    [`${name}Refusal`]: route.refusal,
    [`${name}Hop`]: hop,
    [`${name}Dev`]: route.dev,
    [`${name}HopState`]: route.refusal === "none" && !route.local ? (neighbour?.state ?? "absent") : "none",
    [`${name}HopMac`]: neighbour?.mac ?? "",
  };
}

function arrivalOf(line: string): Row {
  const [dev = "", what = ""] = line.split(" ");
  const { refusal, hop, dev: out, local } = answerOf(line.slice(dev.length + 1));
  return { key: `${dev} ${what}`, refusal, hop, dev: out, local };
}

function crowdIn(lines: readonly string[]): readonly Row[] {
  const rows = lines.map(
    (line) => /^(\S+) ([A-Z]+) (\d+)$/.exec(line) ?? unparsable(`"${line.slice(0, 40)}" is not a count of neighbours`),
  );
  return [...Map.groupBy(rows, ([, dev = ""]) => dev)].map(([key, each]) => {
    const of = (keep: (state: string) => boolean): Value =>
      sum(
        each.filter(([, , state = ""]) => keep(state)).map(([, , , count]) => decimal(count, "neighbours")),
        "neighbours",
      );
    return { key, entries: of(() => true), unresolved: of((state) => state === "INCOMPLETE" || state === "FAILED") };
  });
}

const prefixOf = (line: string): number => {
  const [, length] = / [0-9a-f.:]+\/(\d+) /.exec(`${line} `) ?? [];
  return length === undefined ? (/ default /.test(line) ? 0 : line.includes(":") ? 128 : 32) : Number(length);
};

/** One row a CPU with hexadecimal columns; only the first network namespace has the file. */
function tableFulls(all: Sections): Value {
  const name = [...all.keys()].find((each) => /_cache$/.test(each)) ?? unparsable("no section of the neighbour cache");
  const lines = linesOrUnknown(all, name);
  if ("unknown" in lines) return lines;
  const [header = "", ...rows] = lines;
  const at = header.trim().split(/\s+/).indexOf("table_fulls");
  if (at < 0) return unknown("this kernel does not count how often the neighbour table was full");
  return sum(
    rows.filter((row) => row.trim() !== "").map((row) => hex32(row.trim().split(/\s+/)[at], "table_fulls")),
    "table_fulls",
  );
}

function limit(all: Sections): Value {
  const name = [...all.keys()].find((each) => each.endsWith("gc_thresh3")) ?? unparsable("no section of the neighbour limit");
  const lines = linesOrUnknown(all, name);
  return "unknown" in lines ? lines : decimal(lines[0]?.trim(), "gc_thresh3");
}
