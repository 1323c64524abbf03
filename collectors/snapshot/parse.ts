import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { decimal } from "../number.ts";
import { linesOf, sections, type Sections } from "../section.ts";
import { parseDevices } from "./devices.ts";
import { MOST_ROUTES } from "./script.ts";

export function parseSnapshot(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  const [kernel, machineId, bootId, cmdline = ""] = linesOf(all, "host");
  if (kernel === undefined || machineId === undefined || bootId === undefined) return unparsable("section host is short");
  const packages = listOf(all, "packages");
  const modules = listOf(all, "modules");
  const devices = listOf(all, "devices", { mayMiss: true });
  const queues = listOf(all, "queues");
  const routes = listOf(all, "routes");
  const settings = settingsOf(linesOf(all, "settings"));
  return {
    fields: {
      kernel,
      machineId: /^[0-9a-f]{32}$/.test(machineId.trim()) ? machineId.trim() : unknown("this host has no /etc/machine-id"),
      bootId: bootId.trim(),
      cmdline: cmdline.trim(),
      packagesSum: first(packages, ([sum]) => sumOf(sum)),
      packages: first(packages, ([, count]) => decimal(count?.trim(), "packages")),
      settings: settings.length,
      modules: first(modules, (lines) => loaded(lines).length),
      devices: first(devices, (lines) => lines.filter((line) => line.startsWith("@ ")).length),
      queues: first(queues, (lines) => lines.filter((line) => line.trim() !== "").length),
      routes: first(routes, (lines) => (lines.length > MOST_ROUTES ? unknown(`there are more than ${MOST_ROUTES}`) : lines.length)),
      rules: rulesOf(all, "rules").count,
      rulesSum: rulesOf(all, "rules").sum,
      legacyRules: rulesOf(all, "legacy").count,
      legacyRulesSum: rulesOf(all, "legacy").sum,
      ...switchOf(all),
    },
    tables: {
      software: packageRows(packages),
      modules: "why" in modules ? [] : rowsOf(loaded(modules.lines).map((name) => [name.trim(), "loaded"])),
      settings,
      devices: "why" in devices ? [] : parseDevices(devices.lines),
      queues: "why" in queues ? [] : rowsOf(queues.lines.filter((line) => line.trim() !== "").map(queueOf)),
      routes: "why" in routes ? [] : rowsOf(routes.lines.slice(0, MOST_ROUTES).map(routeOf)),
    },
  };
}

/** A kernel without modules has no list of them. */
const loaded = (lines: readonly string[]): readonly string[] => lines.filter((line) => line.trim() !== "" && line !== "none");

type List = { readonly lines: readonly string[] } | { readonly why: string };

/** The lines of a section, or why there are none: it says so itself, in a line that begins with an exclamation mark. */
function listOf(all: Sections, name: string, { mayMiss = false } = {}): List {
  const lines = linesOf(all, name);
  const mark = lines.find((line) => line.startsWith("!"));
  if (mark === undefined) return { lines };
  return mayMiss ? { lines: lines.filter((line) => line !== mark) } : { why: reasonOf(mark.slice(1)) };
}

function reasonOf(mark: string): string {
  if (mark === "denied") return "permission denied";
  if (mark === "absent" || mark === "failed") return "this kernel or host does not show it";
  return mark.startsWith("no ") ? `this host has ${mark}` : `${mark} is not installed`;
}

const first = (list: List, value: (lines: readonly string[]) => Value): Value => ("why" in list ? unknown(list.why) : value(list.lines));

/** What cksum prints: checksum and length. */
const sumOf = (line: string | undefined): Value => {
  if (line?.startsWith("!") === true) return unknown(reasonOf(line.slice(1)));
  const words = /^(\d+) (\d+)$/.exec((line ?? "").trim());
  return words === null ? unparsable(`"${(line ?? "").slice(0, 40)}" is not a checksum`) : `${words[1] ?? ""}-${words[2] ?? ""}`;
};

function rulesOf(all: Sections, name: string): { readonly count: Value; readonly sum: Value } {
  const list = listOf(all, name);
  if ("why" in list) return { count: unknown(list.why), sum: unknown(list.why) };
  const [sum, count] = list.lines;
  return sum === "none" ? { count: 0, sum: "none" } : { sum: sumOf(sum), count: decimal(count?.trim(), name) };
}

function switchOf(all: Sections): Readonly<Record<"switchVersion" | "switchSum" | "switchPorts" | "switchConfig", Value>> {
  const list = listOf(all, "openvswitch");
  if ("why" in list) {
    const why = unknown(list.why);
    return { switchVersion: why, switchSum: why, switchPorts: why, switchConfig: why };
  }
  const [version = "", sum, ports, config = ""] = list.lines;
  if (version === "none") return { switchVersion: "none", switchSum: "none", switchPorts: 0, switchConfig: "none" };
  return {
    switchVersion: version.trim(),
    switchSum: sumOf(sum),
    switchPorts: decimal(ports?.trim(), "ports"),
    switchConfig: config.trim(),
  };
}

function packageRows(list: List): readonly Row[] {
  if ("why" in list) return [];
  return rowsOf(
    list.lines.slice(2).map((line): readonly [string, string] => [line.split(" ", 1)[0] ?? "", line.slice(line.indexOf(" ") + 1).trim()]),
  );
}

/** "ipv4/conf/all/rp_filter:0" as sysctl names it. An interface's name may hold a dot, which sysctl writes as a slash. */
function settingsOf(lines: readonly string[]): readonly Row[] {
  if (lines.length === 0) return unparsable("no setting at all");
  return rowsOf(
    lines.map((line): readonly [string, string] => {
      const colon = line.indexOf(":");
      if (colon < 1) return unparsable(`"${line.slice(0, 40)}" is not a setting`);
      const words = line.slice(0, colon).split("/");
      return [
        `net.${words.map((word) => word.replaceAll(".", "/")).join(".")}`,
        line
          .slice(colon + 1)
          .trim()
          .replaceAll(/\s+/g, " "),
      ];
    }),
  );
}

/** "qdisc fq_codel 0: dev eth0 root refcnt 2 limit 10240p flows 1024": named by its place, and what is there. Handles are drawn anew at each boot. */
function queueOf(line: string): readonly [string, string] {
  const words = /^qdisc (\S+) \S+ dev (\S+) (root|ingress|parent \S+|clsact|egress)?\s*(.*)$/.exec(line.trim());
  if (words === null) return unparsable(`"${line.slice(0, 40)}" is not a qdisc`);
  const [, kind = "", dev = "", place = "root", rest = ""] = words;
  return [`${dev} ${place}`, `${kind} ${rest.replace(/refcnt \d+ ?/, "")}`.trim()];
}

/** A rule or route is named by what it is for; the rest says where it leads. */
function routeOf(line: string): readonly [string, string] {
  const text = line.replaceAll("\\", " ").replaceAll(/\s+/g, " ").trim();
  const rule = /^(\d+): (.*)$/.exec(text);
  if (rule !== null) return [`rule ${rule[1] ?? ""} ${rule[2] ?? ""}`, "present"];
  const metric = / metric (\d+)/.exec(text)?.[1];
  const words = text.split(" ");
  const typed = /^(unicast|local|broadcast|multicast|blackhole|unreachable|prohibit|throw)$/.test(words[0] ?? "");
  const to = words.slice(0, typed ? 2 : 1).join(" ");
  const device = / dev (\S+)/.exec(text)?.[1];
  // fe80::/64 stands there once for each interface.
  const name = `${to}${to.startsWith("fe80:") || to.startsWith("ff00:") ? ` ${device ?? ""}` : ""}${metric === undefined ? "" : ` metric ${metric}`}`;
  return [
    name,
    words
      .slice(typed ? 2 : 1)
      .filter((word, index, rest) => word !== "expires" && rest[index - 1] !== "expires")
      .join(" "),
  ];
}

/** Two of one name are told apart by their place, so that none hides the other. */
export function rowsOf(pairs: readonly (readonly [string, string])[]): readonly Row[] {
  const seen = new Map<string, number>();
  return pairs.map(([key, value]) => {
    const n = (seen.get(key) ?? 0) + 1;
    seen.set(key, n);
    return { key: n === 1 ? key : `${key} (${n})`, value };
  });
}
