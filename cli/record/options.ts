import { parseArgs } from "node:util";
import { Usage } from "../exit.ts";
import type { Job } from "./job.ts";

const OPTIONS = {
  out: { type: "string" },
  runbook: { type: "string" },
  input: { type: "string", multiple: true },
  name: { type: "string", multiple: true },
  practice: { type: "boolean" },
  again: { type: "boolean" },
  all: { type: "boolean" },
  directory: { type: "string" },
  json: { type: "boolean" },
} as const;

export interface RecordOptions {
  readonly out: string | undefined;
  /** Make practice incidents. */
  readonly practice: boolean;
  /** Make the files that are named anew, each with the command that it says made it. */
  readonly again: boolean;
  readonly all: boolean;
  readonly directory: string | undefined;
  readonly json: boolean;
  readonly rest: readonly string[];
  /** What holds for a fault named on the command line. */
  readonly job: Omit<Job, "fault">;
}

/** @throws Usage */
export function optionsOf(args: readonly string[]): RecordOptions {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  const [practice, again, all] = [values.practice === true, values.again === true, values.all === true];
  if (practice && (again || values.out !== undefined)) throw new Usage("--practice writes its own files; leave out --out and --again.");
  if (all !== (positionals.length === 0) || (all && !practice))
    throw new Usage("culprit lab record: name one fault; or files after --again; or faults or --all after --practice.");
  if (!practice && !again && positionals.length > 1) throw new Usage("culprit lab record <fault>[:variant]: one fault at a time.");
  return {
    out: values.out,
    practice,
    again,
    all,
    directory: values.directory,
    json: values.json === true,
    rest: positionals,
    job: { runbook: values.runbook, inputs: pairsOf("input", values.input), names: pairsOf("name", values.name) },
  };
}

function pairsOf(option: string, given: readonly string[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(
    given.map((text) => {
      const equals = text.indexOf("=");
      if (equals < 1) throw new Usage(`--${option} ${text}: write name=value.`);
      return [text.slice(0, equals), text.slice(equals + 1)];
    }),
  );
}
