import { namesOf } from "./faults/choose.ts";
import { truthOf, type Fault } from "./faults/fault.ts";
import type { Topology } from "./hosts/topology.ts";

/** Stands between the two in docs/lab.md; `culprit lab list --markdown` prints what belongs there. */
export const LIST_BEGINS = "<!-- culprit lab list --markdown -->";
export const LIST_ENDS = "<!-- end of list -->";

/** Every topology with its faults, as Markdown tables. */
export const catalogueOf = (topologies: readonly Topology[], faults: readonly Fault[]): string =>
  topologies
    .flatMap((topology) => {
      const own = faults.filter((fault) => fault.topology === topology.name);
      const hosts = topology.hosts.map(({ name, about }) => `\`${name}\` ${about}`).join("; ");
      return [
        `### ${topology.name}`,
        "",
        `${topology.about} Hosts: ${hosts}.`,
        "",
        "| Fault | Kind | What is wrong | Cause |",
        "|---|---|---|---|",
        ...own.map(rowOf),
        "",
      ];
    })
    .join("\n");

const rowOf = (fault: Fault): string => {
  const [id = "", ...variants] = namesOf(fault).map((name) => `\`${name}\``);
  const { causes, notNameable } = truthOf(fault, fault.parameters);
  const named = causes.map((cause) => [cause.id, cause.host, cause.object].filter(Boolean).join(" · ")).join("; ");
  const truth = notNameable === undefined ? named || "none" : `${named || "none"} (cannot be named: ${notNameable})`;
  return `| ${[id, ...variants].join(" ")} | ${fault.kind} | ${cell(fault.about)} | ${cell(truth)} |`;
};

const cell = (text: string): string => text.replaceAll("|", "\\|");
