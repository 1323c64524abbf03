import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, unknown, type Unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { decimal } from "../number.ts";
import { linesOf, linesOrUnknown, sections, type Sections, SHOW } from "../section.ts";

const AT = "/proc/sys/net/netfilter/nf_conntrack_";

/** "absent" only where every place that the loaded module fills can be looked into and is empty. */
export const TABLE_SCRIPT = [
  SHOW,
  `for f in count max buckets; do show ${AT}$f; done`,
  "echo '== module'",
  "if [ -e /sys/module/nf_conntrack ] || [ -e /proc/net/nf_conntrack ] || [ -e /proc/net/stat/nf_conntrack ]; then echo present",
  "elif [ -d /sys/module ] && [ -x /sys/module ] && [ -x /proc/net ] && [ -x /proc/sys/net ]; then echo absent; else echo hidden; fi",
  "echo '== end'",
].join("\n");

export function parseConntrackTable(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  const count = value(all, "count");
  const max = value(all, "max");
  const module = linesOf(all, "module")[0];
  if (module !== "present" && module !== "absent" && module !== "hidden") return unparsable("the state of the module is missing");
  return {
    fields: {
      tracking: tracking(count, module),
      count,
      max,
      buckets: value(all, "buckets"),
      usedPercent: usedPercent(count, max),
    },
  };
}

function tracking(count: number | Unknown, module: string): Value {
  if (typeof count === "number" || module === "present") return true;
  return module === "absent" ? false : unknown(`${count.unknown}, and whether connection tracking is loaded cannot be seen`);
}

function value(all: Sections, name: string): number | Unknown {
  const lines = linesOrUnknown(all, `${AT}${name}`);
  return "unknown" in lines ? lines : decimal(lines[0]?.trim(), `nf_conntrack_${name}`);
}

function usedPercent(count: number | Unknown, max: number | Unknown): number | Unknown {
  if (typeof count !== "number") return count;
  if (typeof max !== "number") return max;
  return max === 0 ? 0 : (100 * count) / max;
}
