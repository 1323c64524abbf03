import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { decimal, sum } from "../number.ts";
import { linesOf, linesOrUnknown, sections } from "../section.ts";

const [SOFTIRQS, INTERRUPTS] = ["/proc/softirqs", "/proc/interrupts"] as const;
export const FILES = [SOFTIRQS, INTERRUPTS] as const;

export function parseSoftirqs(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  const [header, ...lines] = linesOf(all, SOFTIRQS);
  const cpus = cpuIds(header, SOFTIRQS);
  const counts = (name: string): readonly Value[] => {
    const words =
      lines.map((line) => line.trim().split(/\s+/)).find(([first]) => first === `${name}:`) ?? unparsable(`/proc/softirqs has no ${name}`);
    if (words.length - 1 !== cpus.length) unparsable(`${name} has ${words.length - 1} numbers for ${cpus.length} CPUs`);
    return words.slice(1).map((word) => decimal(word, name));
  };
  const rx = counts("NET_RX");
  const tx = counts("NET_TX");
  const interrupts = linesOrUnknown(all, INTERRUPTS);
  return {
    fields: { netRx: sum(rx, "NET_RX"), netTx: sum(tx, "NET_TX"), cpus: cpus.length },
    tables: {
      cpus: cpus.map((key, index): Row => ({
        key,
        netRx: rx[index] ?? unknown("no number"),
        netTx: tx[index] ?? unknown("no number"),
      })),
      ...("unknown" in interrupts ? {} : { interrupts: parseInterrupts(interrupts) }),
    },
  };
}

function parseInterrupts([header, ...lines]: readonly string[]): readonly Row[] {
  const cpus = cpuIds(header, INTERRUPTS).length;
  return lines
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [label = "", ...words] = line.trim().split(/\s+/);
      if (!label.endsWith(":")) return unparsable(`"${line.slice(0, 40)}" is not an interrupt`);
      const key = label.slice(0, -1);
      const single = key === "ERR" || key === "MIS";
      const numbers = words.slice(0, single ? 1 : cpus).map((word) => decimal(word, `interrupt ${key}`));
      if (!single && numbers.length !== cpus) unparsable(`interrupt ${key} has ${numbers.length} numbers for ${cpus} CPUs`);
      return { key, total: sum(numbers, `interrupt ${key}`), ...described(key, words.slice(numbers.length)) };
    });
}

/** "IO-APIC 5-edge ACPI:Ged": the driver's name is last, after controller and line. Rows with a word for a label carry a sentence instead. */
function described(key: string, rest: readonly string[]): { readonly chip: Value; readonly name: Value } {
  const nobody = unknown("no driver uses it");
  if (!/^\d+$/.test(key)) return { chip: unknown("not of a controller"), name: rest.length === 0 ? nobody : rest.join(" ") };
  const line = rest.findIndex((word) => /-(edge|level|fasteoi)$|^(Edge|Level)$/i.test(word));
  const end = line < 0 ? rest.length - 1 : line + 1;
  return { chip: rest.slice(0, end).join(" ") || nobody, name: rest.slice(end).join(" ") || nobody };
}

function cpuIds(header: string | undefined, file: string): readonly string[] {
  const words = (header ?? "").trim().split(/\s+/);
  return words.map((word) => /^CPU(\d+)$/.exec(word)?.[1] ?? unparsable(`${file} does not begin with a list of CPUs`));
}
