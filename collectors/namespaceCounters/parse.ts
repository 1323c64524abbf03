import { type CommandOutput } from "#machines/contract/collector.ts";
import { isUnknown, type Reading, type Row, unknown, type Unknown, type Value } from "#machines/contract/value.ts";
import { NO_FILE, parseConntrackFile } from "../conntrack-file.ts";
import { isParseFailure, requireExitZero, unparsable } from "../failure.ts";
import { ADDRESSES, parseGlance, whyUnlisted } from "../glance-text.ts";
import { decimal } from "../number.ts";
import { parseProtocolCounters } from "../protocol-counters.ts";
import { parseQdiscJson } from "../qdisc-json.ts";
import { devicesIn } from "./devices.ts";

interface Namespace {
  readonly inode: string;
  readonly label: string;
  readonly parts: Map<string, { readonly code: number; readonly lines: string[] }>;
  done: boolean;
}

export function parseNamespaceCounters(output: CommandOutput): Reading {
  requireExitZero(output);
  const { all, left, found } = namespacesIn(output.stdout);
  const read = all.filter(({ done }) => done);
  const lost = [...left, ...all.filter(({ done }) => !done).map(({ label }) => label)];
  return {
    fields: {
      others: found,
      read: read.length,
      left: lost.length,
      names: read
        .map(({ label }) => label)
        .toSorted()
        .join(", "),
    },
    tables: {
      namespaces: read.map((each): Row => ({ key: keyOf(each), named: !each.label.startsWith(OF_PROCESS), label: each.label })),
      counters: read.flatMap(countersOf),
      addresses: read.flatMap(addressesOf),
    },
  };
}

/** How the script calls a namespace that has no name: by one of its processes. */
const OF_PROCESS = "of ";

/**
 * The same at both looks. One without a name goes by its inode alone, which is given again only after it is gone: its processes come and go, and which of them
 * is met first is no property of it.
 */
const keyOf = ({ inode, label }: Namespace): string => (label.startsWith(OF_PROCESS) ? `net:[${inode}]` : label);

function namespacesIn(text: string): { readonly all: readonly Namespace[]; readonly left: readonly string[]; readonly found: number } {
  const all: Namespace[] = [];
  const left: string[] = [];
  let found: number | null = null;
  let part: string[] | null = null;
  for (const line of text.split("\n")) {
    const [word, first = "", ...rest] = line.split(" ");
    const open = all.at(-1);
    if (line.startsWith(" ")) (part ?? unparsable(`"${line.slice(0, 40)}" belongs to nothing`)).push(line.slice(1));
    else if (word === "namespace") all.push({ inode: first, label: rest.join(" "), parts: new Map(), done: false });
    else if (word === "part" && open !== undefined) {
      part = [];
      open.parts.set(first, { code: codeOf(rest[0]), lines: part });
    } else if (word === "done" && open?.inode === first) open.done = true;
    else if (word === "left") {
      if (open?.inode !== first) left.push(rest.join(" "));
    } else if (word === "found") found = codeOf(first);
    else if (line === "end") return { all, left, found: found ?? unparsable("the end came before the number of namespaces") };
    else unparsable(`"${line.slice(0, 40)}" is no line of this answer`);
  }
  return unparsable("the output ends before its last line");
}

function codeOf(word: string | undefined): number {
  const number = decimal(word, "a number");
  return typeof number === "number" ? number : unparsable(`"${(word ?? "").slice(0, 20)}" is no number`);
}

type Part = (output: CommandOutput) => Reading;

/** Which collector's names a part's values go by, so that they are weighed as those are. */
const PARTS: Readonly<Record<string, { readonly collector: string; readonly parse: Part }>> = {
  devices: { collector: "links", parse: devicesIn },
  protocols: { collector: "protocolCounters", parse: parseProtocolCounters },
  tracking: { collector: "conntrack", parse: trackingIn },
  queues: { collector: "qdisc", parse: parseQdiscJson },
  glance: { collector: "glance", parse: parseGlance },
  rules: { collector: "firewall", parse: rulesIn },
};

/** What is not 0, and what could not be told. A part that could not be read is one row, without a field. */
function countersOf(namespace: Namespace): readonly Row[] {
  const key = keyOf(namespace);
  return Object.entries(PARTS).flatMap(([part, { collector, parse }]): readonly Row[] => {
    const reading = partOf(namespace, part, parse);
    if ("unknown" in reading) return [{ key: `${key} ${collector}`, namespace: key, collector, field: "", value: reading }];
    const unlisted = part === "glance" ? whyUnlisted(reading) : null;
    return [...Object.entries(reading.fields), ...(unlisted === null ? [] : [[ADDRESSES, unlisted] as const])].flatMap(([field, value]) =>
      isUnknown(value) || (typeof value === "number" && value !== 0)
        ? [{ key: `${key} ${collector} ${field}`, namespace: key, collector, field, value }]
        : [],
    );
  });
}

function partOf({ parts, label }: Namespace, part: string, parse: Part): Reading | Unknown {
  const answer = parts.get(part);
  if (answer === undefined || answer.code !== 0)
    return unknown(`${PARTS[part]?.collector ?? part} could not be read in the namespace ${label}`);
  const [lines, last] = [answer.lines, answer.lines.at(-1)];
  try {
    return parse({ stdout: `${lines.join("\n")}${last === "" || last === undefined ? "" : "\n"}`, stderr: "", exitCode: 0, args: {} });
  } catch (error) {
    if (isParseFailure(error)) return unknown(`${PARTS[part]?.collector ?? part} in the namespace ${label}: ${error.message}`);
    throw error;
  }
}

/**
 * A machine without connection tracking has no such file, and nothing that could be dropped for it. Nor has a kernel that was built without it
 * (CONFIG_NF_CONNTRACK_PROCFS) and tracks all the same: what the login's namespace says tells the two apart.
 */
function trackingIn(output: CommandOutput): Reading {
  return /^== !/m.test(output.stdout) ? { fields: { [NO_FILE]: 1 } } : parseConntrackFile(output);
}

/** Lines of nft ("counter packets 3 bytes 180 drop") and of iptables-save ("[3:180] -A ... -j DROP"): rules that count and drop. */
function rulesIn({ stdout }: CommandOutput): Reading {
  const counts = stdout
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line): Value => {
      const found = /^\[(\d+):\d+\] /.exec(line) ?? /\bpackets (\d+) bytes \d+ (?:drop|reject)/.exec(line);
      return decimal((found ?? unparsable(`"${line.slice(0, 40)}" is no rule with a count`))[1], "packets");
    });
  const odd = counts.find(isUnknown);
  return { fields: { dropPackets: odd ?? counts.reduce<number>((sum, each) => sum + (typeof each === "number" ? each : 0), 0) } };
}

function addressesOf(namespace: Namespace): readonly Row[] {
  const key = keyOf(namespace);
  const reading = partOf(namespace, "glance", parseGlance);
  if ("unknown" in reading) return [];
  return (reading.tables?.["addresses"] ?? [])
    .filter(({ scope }) => scope === "global")
    .map((row): Row => ({ ...row, key: `${key} ${row.key}`, namespace: key }));
}
