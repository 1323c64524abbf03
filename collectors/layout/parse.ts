import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { linesOf, linesOrUnknown, sections, type Sections } from "../section.ts";
import { guestRows } from "./guests.ts";
import type { Link } from "./link.ts";
import { linksFromFiles } from "./links-files.ts";
import { linksFromJson, type LinksRead } from "./links-json.ts";
import { linksFromText } from "./links-text.ts";
import { switchFrom, type SwitchRead } from "./openvswitch.ts";
import { idsOf } from "./peers.ts";
import { fileNeighbours, fileRouteRows, fileRoutes, fileRouteTo } from "./route-files.ts";
import { type Cut, neighbourRows, routeRows, routeTo, type RouteTo } from "./routes.ts";
import { addressRows, bondRows, bridgeRows, linkRows } from "./rows.ts";
import { MOST } from "./script.ts";
import { tunnelRows } from "./tunnels.ts";
import { flatFields } from "./fields.ts";

/** Rows of a table at most; what is beyond is counted in the fields and named in `cut`. */
const MOST_ROWS = 1_500;
/** No host has more. Interfaces are looked for among interfaces, so that twice as many take four times as long: somebody who makes them up is not waited for. */
const MOST_LINKS = 6_000;
const MOST_SPACES = 600;

export function parseLayout(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  const spaces = [...all.keys()].flatMap((name) => (name.startsWith("namespace ") ? [name.slice("namespace ".length)] : []));
  if (spaces.length > MOST_SPACES) unparsable(`more than ${MOST_SPACES} network namespaces`);
  const keys = ["", ...spaces];
  const read = keys.map((key) => ({ key, ...linksOf(all, key) }));
  const links = read.flatMap((each) => each.links);
  if (links.length > MOST_LINKS) unparsable(`more than ${MOST_LINKS} interfaces`);
  if (!links.some(({ namespace }) => namespace === "")) unparsable("no interface at all; even an empty network namespace has a loopback");
  const files = all.has("files .");
  const ids = new Map(keys.map((key) => [key, idsOf(linesIn(all, about("ids", key)))]));
  const ovs = openVSwitch(all);
  const fileTable = files ? fileRoutes(linesIn(all, "route-file")) : [];
  const routes = files ? [fileRouteRows(fileTable)] : keys.map((key) => routeRows(key, linesIn(all, about("routes", key))));
  const neighbours = files
    ? [fileNeighbours(linesIn(all, "arp-file"))]
    : keys.map((key) => neighbourRows(key, linesIn(all, about("neighbours", key))));
  const to: RouteTo = files ? fileRouteTo(fileTable, output.args["target"] ?? "") : routeTo(linesIn(all, "route-to"));
  const rows = linkRows(links, ids);
  const tables: Record<string, readonly Row[]> = {
    namespaces: namespaceRows(all, spaces, links),
    links: rows,
    addresses: addressRows(links),
    routes: routes.flatMap(({ rows }) => rows),
    neighbours: neighbours.flatMap(({ rows }) => rows),
    tunnels: tunnelRows(links, ovs.read),
    bridges: bridgeRows(links),
    bonds: bondRows(links),
    ovsBridges: ovs.read?.bridges ?? [],
    ovsPorts: ovs.read?.ports ?? [],
    ovsInterfaces: (ovs.read?.interfaces ?? []).map(({ row }) => row),
    guests: guestRows(linesIn(all, "guests"), { links, rows, read: ovs.read }),
  };
  const summary = new Map(linesOf(all, "summary").map((line) => line.split(" ") as [string, string]));
  const cut = cutOf({ read, routes, neighbours, tables, skipped: Number(summary.get("skipped") ?? 0) });
  return {
    fields: {
      ...flatFields({ links, to, tables, ovs: ovs.why, files }),
      namespaces: namespacesField(summary, spaces.length, files),
      cut: cut === "" ? "nothing" : cut,
      complete: cut === "" && !files && summary.get("hidden") !== "1",
    },
    tables: Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, rows.slice(0, MOST_ROWS)])),
  };
}

function linksOf(all: Sections, key: string): LinksRead {
  if (all.has(about("json", key))) return linksFromJson(key, linesIn(all, about("json", key)).join("\n"));
  if (all.has(about("text", key))) return linksFromText(key, linesIn(all, about("text", key)), MOST.lines);
  if (key === "" && all.has("files .")) return linksFromFiles(linesIn(all, "files ."));
  return key === "" ? unparsable("the own namespace is missing") : { links: [], cut: true };
}

/** The own namespace is "." in the script: no name under /run/netns can be that. */
const about = (what: string, key: string): string => `${what} ${key === "" ? "." : key}`;

const linesIn = (all: Sections, name: string): readonly string[] => {
  if (!all.has(name)) return [];
  const lines = linesOrUnknown(all, name);
  return "unknown" in lines ? [] : lines;
};

function openVSwitch(all: Sections): { readonly read: SwitchRead | null; readonly why: string | null } {
  const section = all.get("ovs");
  // Its programs are there and its database's socket is not: it does not run.
  if (section !== undefined && "failure" in section && section.failure.kind === "absent") return { read: null, why: null };
  const lines = linesOrUnknown(all, "ovs");
  if ("unknown" in lines) return { read: null, why: "Open vSwitch is installed, and its database could not be read" };
  if (lines.length === 0) return { read: null, why: null };
  const read = switchFrom(lines);
  return { read, why: read === null ? "Open vSwitch's database answered in a form that is not known" : null };
}

function namespaceRows(all: Sections, spaces: readonly string[], links: readonly Link[]): readonly Row[] {
  const row = (key: string): Row => {
    const lines = linesIn(all, `namespace ${key}`);
    const said = (word: string): string | undefined => lines.find((line) => line.startsWith(`${word} `))?.slice(word.length + 1);
    return {
      key,
      named: said("entry") === "named",
      program: said("program") ?? "none",
      links:
        said("unread") === undefined ? links.filter(({ namespace }) => namespace === key).length : unknown(said("unread") ?? "not read"),
    };
  };
  return spaces.map(row);
}

function namespacesField(summary: ReadonlyMap<string, string>, found: number, files: boolean): Value {
  if (files) return unknown("without ip no other network namespace can be looked into");
  if (summary.get("hidden") === "1" && found === 0) return unknown("root is needed to see other network namespaces");
  return found + Number(summary.get("skipped") ?? 0);
}

interface Bounds {
  readonly read: readonly (LinksRead & { readonly key: string })[];
  readonly routes: readonly Cut<Row>[];
  readonly neighbours: readonly Cut<Row>[];
  readonly tables: Readonly<Record<string, readonly Row[]>>;
  readonly skipped: number;
}

function cutOf({ read, routes, neighbours, tables, skipped }: Bounds): string {
  return [
    ...(skipped > 0 ? [`${skipped} network namespaces were not looked into`] : []),
    ...read.filter(({ cut }) => cut).map(({ key }) => `interfaces of ${key === "" ? "the own namespace" : key}`),
    ...(routes.some(({ cut }) => cut) ? ["routes"] : []),
    ...(neighbours.some(({ cut }) => cut) ? ["neighbours"] : []),
    ...Object.entries(tables)
      .filter(([, rows]) => rows.length > MOST_ROWS)
      .map(([name, rows]) => `${name}: ${MOST_ROWS} of ${rows.length} rows`),
  ].join("; ");
}
