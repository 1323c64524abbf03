import { parseArgs } from "node:util";
import type { Parameters } from "./faults/fault.ts";
import { DEFAULT_DIRECTORY, directoryOf } from "./hosts/directory.ts";
import { LabProblem } from "./hosts/problem.ts";
import { TOPOLOGIES } from "./topologies/index.ts";

export const USAGE = `Usage: culprit lab up [topology]         raise practice hosts on this machine (root): ${TOPOLOGIES.map(({ name }) => name).join(", ")}
       culprit lab down                  remove them, and put back every setting
       culprit lab status                which hosts and faults are there
       culprit lab list                  the faults (--markdown: as docs/lab.md lists them)
       culprit lab inject <fault>[:variant] [name=value ...]
       culprit lab check <fault>         measure whether the fault shows
       culprit lab heal [fault]          one fault, or all
       culprit lab prove [fault ...]     make, measure, heal and measure each, --times N, in a lab of its own
       culprit lab ssh <host> [command ...]
       culprit lab record <fault>[:variant]   investigate it and keep it as a case: --out FILE, --runbook ID, --input name=value;
                                         or --again FILE ..., or --practice <incident>|--all
Options: --json, --times N, --directory DIR (default ${DEFAULT_DIRECTORY})
`;

/** What was asked of `culprit lab <verb>`. */
export interface Request {
  readonly directory: string;
  readonly json: boolean;
  /** `list` only. */
  readonly markdown: boolean;
  /** `prove` only. */
  readonly times: number;
  readonly rest: readonly string[];
}

/** Everything after `ssh [--directory DIR] <host>` belongs to the remote command, options too. */
export const requestOf = (verb: string, args: readonly string[]): Request => {
  const [option, directory, ...rest] = args;
  const plain = { directory: DEFAULT_DIRECTORY, json: false, markdown: false, times: 1 };
  if (verb === "ssh" && option === "--directory" && directory !== undefined) return { ...plain, directory: directoryOf(directory), rest };
  if (verb === "ssh") return { ...plain, rest: args };
  try {
    const flag = { type: "boolean" } as const;
    const text = { type: "string" } as const;
    const options = { json: flag, markdown: flag, directory: text, times: text } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return {
      directory: directoryOf(values.directory ?? DEFAULT_DIRECTORY),
      json: values.json ?? false,
      markdown: values.markdown ?? false,
      times: timesOf(values.times),
      rest: positionals,
    };
  } catch (error) {
    throw new LabProblem(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`, { cause: error });
  }
};

const timesOf = (given = "1"): number => {
  const times = Number(given);
  if (!Number.isInteger(times) || times < 1) throw new LabProblem(`--times ${given}: must be a number from 1.`);
  return times;
};

/** `name=value` as it stands on a command line; numbers and truths are read as such. */
export const parametersOf = (settings: readonly string[]): Parameters =>
  Object.fromEntries(
    settings.map((setting) => {
      const [, name, value] = /^([A-Za-z]+)=(.+)$/.exec(setting) ?? [];
      if (name === undefined || value === undefined) throw new LabProblem(`${setting}: parameters are written name=value.`);
      if (value === "true" || value === "false") return [name, value === "true"];
      return [name, Number.isNaN(Number(value)) ? value : Number(value)];
    }),
  );
