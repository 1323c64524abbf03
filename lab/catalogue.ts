import { namesOf } from "./faults/choose.ts";
import { truthOf, type Cause, type Fault } from "./faults/fault.ts";
import type { Topology } from "./hosts/topology.ts";

/** What follows this heading of docs/lab.md, to its end, is what `culprit lab list --markdown` prints. */
export const LIST_HEADING = "## Topologies and faults\n\n";

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
  const { causes, contributing = [], notNameable } = truthOf(fault, fault.parameters);
  const namesIn = (those: readonly Cause[]): string =>
    those.map(({ id, host, object }) => [id, host, object].filter(Boolean).join(" · ")).join("; ");
  const notes = [
    ...(contributing.length === 0 ? [] : [`contributing: ${namesIn(contributing)}`]),
    ...(notNameable === undefined ? [] : [`cannot be named: ${notNameable}`]),
  ];
  const truth = [namesIn(causes) || "none", ...notes.map((note) => `(${note})`)].join(" ");
  return `| ${[id, ...variants].join(" ")} | ${fault.kind} | ${cell(fault.about)} | ${cell(truth)} |`;
};

const cell = (text: string): string => text.replaceAll("|", "\\|");
