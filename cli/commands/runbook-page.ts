import type { InputSpec, RoleSpec, Runbook } from "#machines/contract/index.ts";
import { sayClaim } from "#machines/explain/hypothesis.ts";

/** What somebody at a terminal needs to begin: the command line that is enough, hosts, inputs, and the causes it can name. */
export function runbookPage({ id, version, title, symptoms, roles, inputs, hypotheses }: Runbook): string {
  const needed = [
    ...Object.entries(roles).flatMap(([role, { required }]) => (required ? [`--host ${role}=[user@]address`] : [])),
    ...Object.entries(inputs).flatMap(([name, { required, example }]) => (required ? [`--input ${name}=${example}`] : [])),
  ];
  return [
    `${title} (${id}, version ${version})\n${symptoms.map((symptom) => `  "${symptom}"`).join("\n")}`,
    `  culprit investigate ${[id, ...needed].join(" \\\n    ")}`,
    `Hosts\n${listed(Object.entries(roles).map(([role, spec]) => [role, sayMany(spec), spec.about]))}`,
    ...(Object.keys(inputs).length === 0
      ? []
      : [
          `Inputs (--input name=value)\n${listed(Object.entries(inputs).map(([name, spec]) => [name, sayNeed(spec), `${spec.title}: ${spec.about}${sayBounds(spec)}`]))}`,
        ]),
    `Causes\n${listed(Object.entries(hypotheses).map(([name, hypothesis]) => [name, sayClaim(hypothesis, { host: undefined, object: undefined })]))}`,
  ].join("\n\n");
}

const sayMany = ({ required, most = 1 }: RoleSpec): string => {
  const need = required ? "needed" : "if you have it";
  return most === 1 ? need : `${need}, up to ${most}`;
};

const sayNeed = ({ required, default: usual }: InputSpec): string =>
  required ? "needed" : usual === undefined ? "may be left out" : usual;

function sayBounds({ choices, least, most, required, example }: InputSpec): string {
  if (choices !== undefined) return ` One of ${choices.join(", ")}.`;
  if (least !== undefined && most !== undefined) return ` From ${least} to ${most}.`;
  return required ? "" : ` Such as ${example}.`;
}

/** Rows in columns, the last of any length. */
function listed(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.slice(0, -1).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`).join("\n");
}
