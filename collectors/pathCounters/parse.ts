import type { CommandOutput } from "#machines/contract/collector.ts";
import { isUnknown, type Reading, type Row, unknown, type Unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { decimal, sum } from "../number.ts";
import { qdiscsIn } from "../qdisc-text.ts";
import { linesOf, linesOrUnknown, sections, type Sections } from "../section.ts";
import { softnetIn, STAT } from "../softnet-rows.ts";
import { tapsIn } from "../tap-rows.ts";
import { SNMP } from "./script.ts";

export function parsePathCounters(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  const queues = queuesIn(linesOf(all, "qdisc"));
  const interfaces = interfacesIn(linesOf(all, "interfaces"));
  const cpus = softnetOf(all);
  const taps = tapsIn(linesOf(all, "taps"));
  const from = (part: Reading | Unknown, field: string): Value =>
    "unknown" in part ? part : (part.fields[field] ?? unknown(`${field} is absent`));
  const total = (rows: readonly Row[], field: string): Value =>
    rows.map((row) => row[field]).find(isUnknown) ??
    sum(
      rows.map((row) => row[field]),
      field,
    );
  return {
    fields: {
      queueDrops: from(queues, "drops"),
      overlimits: from(queues, "overlimits"),
      rxDropped: total(interfaces, "rxDropped"),
      rxMissed: total(interfaces, "rxMissed"),
      backlogDropped: from(cpus, "backlogDropped"),
      squeezed: from(cpus, "squeezed"),
      tapDropped: total(taps, "dropped"),
      ...protocols(all),
    },
    tables: {
      qdiscs: "unknown" in queues ? [] : (queues.tables?.["qdiscs"] ?? []).map(queueRow),
      interfaces,
      cpus: "unknown" in cpus ? [] : (cpus.tables?.["cpus"] ?? []).map(cpuRow),
      taps,
    },
  };
}

const UNSEEN = unknown("not said");

const queueRow = ({ key, drops, overlimits }: Row): Row => ({ key, drops: drops ?? UNSEEN, overlimits: overlimits ?? UNSEEN });

const cpuRow = ({ key, processed, backlogDropped, squeezed }: Row): Row => ({
  key,
  processed: processed ?? UNSEEN,
  backlogDropped: backlogDropped ?? UNSEEN,
  squeezed: squeezed ?? UNSEEN,
});

function queuesIn(lines: readonly string[]): Reading | Unknown {
  if (lines.at(-1) === "!missing") return unknown("neither tc nor Python is installed");
  if (lines.at(-1) === "!failed") return unknown(`tc could not read the disciplines: ${(lines[0] ?? "").slice(0, 80)}`);
  return qdiscsIn(lines.length === 0 ? "" : `${lines.join("\n")}\n`);
}

function softnetOf(all: Sections): Reading | Unknown {
  const said = linesOrUnknown(all, STAT);
  return "unknown" in said ? said : softnetIn(all);
}

const ARPHRD_LOOPBACK = "772";

/** The loopback is left out: it repeats what is sent there as received. */
function interfacesIn(lines: readonly string[]): readonly Row[] {
  const seen = new Map<string, Map<string, string>>();
  for (const line of lines) {
    const [, name = "", file = "", value = ""] =
      /^(\S+) (\w+) (\d+)$/.exec(line) ?? unparsable(`"${line.slice(0, 40)}" is not interface, file and number`);
    seen.set(name, (seen.get(name) ?? new Map<string, string>()).set(file, value));
  }
  return [...seen]
    .filter(([, files]) => files.get("type") !== ARPHRD_LOOPBACK)
    .map(([key, files]) => {
      const count = (file: string): Value =>
        files.has(file) ? decimal(files.get(file), `${key} ${file}`) : unknown(`this kernel has no ${file} for ${key}`);
      return {
        key,
        rxPackets: count("rx_packets"),
        rxDropped: count("rx_dropped"),
        rxMissed: count("rx_missed_errors"),
        txPackets: count("tx_packets"),
        txDropped: count("tx_dropped"),
      };
    });
}

const PROTOCOL = {
  fragmentsMade: ["Ip", "FragCreates"],
  wrongChecksums: ["Tcp", "InCsumErrors"],
  segmentsSentAgain: ["Tcp", "RetransSegs"],
} as const;

/** "Ip: Forwarding ... FragCreates" above "Ip: 1 ... 0". */
function protocols(all: Sections): Readonly<Record<keyof typeof PROTOCOL, Value>> {
  const lines = linesOrUnknown(all, SNMP);
  const read = ([group, name]: readonly [string, string]): Value => {
    if ("unknown" in lines) return lines;
    const [names, values] = lines.filter((line) => line.startsWith(`${group}: `)).map((line) => line.trim().split(/\s+/));
    if (names === undefined || values === undefined || names.length !== values.length)
      return unparsable(`${group} of ${SNMP} is not two lines of equal length`);
    const at = names.indexOf(name);
    return at < 0 ? unknown(`this kernel does not count ${group} ${name}`) : decimal(values[at], `${group} ${name}`);
  };
  return {
    fragmentsMade: read(PROTOCOL.fragmentsMade),
    wrongChecksums: read(PROTOCOL.wrongChecksums),
    segmentsSentAgain: read(PROTOCOL.segmentsSentAgain),
  };
}
