import { spawn } from "node:child_process";
import { parseArgs } from "node:util";
import { FAULTS } from "./faults/index.ts";
import type { Parameters } from "./faults/fault.ts";
import { chosen, namesOf } from "./faults/choose.ts";
import { isThere } from "./faults/fault.ts";
import { healFault, injectedFaults, injectFault, selfCheck } from "./faults/perform.ts";
import { proveFault } from "./faults/prove.ts";
import { describeFaults, describeLab, describeRound } from "./describe.ts";
import { DEFAULT_DIRECTORY } from "./hosts/directory.ts";
import { takeDown } from "./hosts/down.ts";
import { findLab, hostOf, type Lab } from "./hosts/lab.ts";
import { LabProblem } from "./hosts/problem.ts";
import { raise } from "./hosts/raise.ts";
import { requireLab } from "./hosts/requirements.ts";
import { TOPOLOGIES, topologyOf } from "./topologies/index.ts";

const USAGE = `Usage: culprit lab up [topology]         raise practice hosts on this machine (root): ${TOPOLOGIES.map(({ name }) => name).join(", ")}
       culprit lab down                  remove them, and put back every setting
       culprit lab status                which hosts and faults are there
       culprit lab list                  the faults
       culprit lab inject <fault>[:variant] [name=value ...]
       culprit lab check <fault>         measure whether the fault shows
       culprit lab heal [fault]          one fault, or all
       culprit lab prove [fault ...]     make, measure, heal and measure each, --times N, in a lab of its own
       culprit lab ssh <host> [command ...]
       culprit lab record <fault>[:variant]   investigate it and keep it as a case: --out FILE, --runbook ID, --input name=value;
                                         or --again FILE ..., or --practice <incident>|--all
Options: --json, --times N, --directory DIR (default ${DEFAULT_DIRECTORY})
`;

/** Exit codes of the `culprit` command: done, and a wrong or impossible request. */
const DONE = 0;
const REFUSED = 2;
const FAILED = 1;

interface Request {
  readonly directory: string;
  readonly json: boolean;
  readonly times: number;
  readonly rest: readonly string[];
}

type Verb = (request: Request) => Promise<number>;

/** `culprit lab ...`. Returns the exit code; what a person can put right is said on stderr. */
export const labCommand = async (args: readonly string[]): Promise<number> => {
  const [name = "", ...rest] = args;
  const verb = VERBS.get(name);
  if (verb === undefined) {
    process.stderr.write(USAGE);
    return name === "help" || name === "--help" ? DONE : REFUSED;
  }
  try {
    return await verb(requestOf(name, rest));
  } catch (error) {
    if (!(error instanceof LabProblem)) throw error;
    process.stderr.write(`${error.message}\n`);
    return REFUSED;
  }
};

/** Everything after `ssh [--directory DIR] <host>` belongs to the remote command, options too. */
const requestOf = (verb: string, args: readonly string[]): Request => {
  const [option, directory, ...rest] = args;
  if (verb === "ssh" && option === "--directory" && directory !== undefined) return { directory, json: false, times: 1, rest };
  if (verb === "ssh") return { directory: DEFAULT_DIRECTORY, json: false, times: 1, rest: args };
  try {
    const options = { json: { type: "boolean" }, directory: { type: "string" }, times: { type: "string" } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return {
      directory: values.directory ?? DEFAULT_DIRECTORY,
      json: values.json ?? false,
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

const up: Verb = async ({ directory, json, rest: [name = "pair"] }) => {
  const lab = await raise(topologyOf(name), directory);
  return say(describeLab(lab, await injectedFaults(lab)), json);
};

const down: Verb = async ({ directory, json }) => {
  await takeDown(directory);
  return say({ data: { up: false }, text: "The lab is down; nothing of it is left.\n" }, json);
};

const status: Verb = async ({ directory, json }) => {
  await requireLab();
  const lab = await findLab(directory);
  if (lab === null) return say({ data: { up: false }, text: "No lab is up. culprit lab up raises one.\n" }, json);
  return say(describeLab(lab, await injectedFaults(lab)), json);
};

const list: Verb = ({ json }) => Promise.resolve(say(describeFaults(FAULTS), json));

const inject: Verb = async ({ directory, json, rest: [id, ...settings] }) => {
  const name = required(id, "inject <fault>");
  const { fault } = chosen(name);
  await injectFault(await standingOrRaised(directory, fault.topology), name, parametersOf(settings));
  return say({ data: { injected: fault.id, story: fault.story }, text: `${fault.about}\nWhat people say: ${fault.story}\n` }, json);
};

const check: Verb = async ({ directory, json, rest: [id] }) => {
  const name = required(id, "check <fault>");
  const result = await selfCheck(await standing(directory), name);
  const shows = isThere(chosen(name).fault, result);
  return say({ data: { ...result }, text: `${shows ? "It shows" : "It does not show"}: ${result.saw}\n` }, json);
};

const heal: Verb = async ({ directory, json, rest: [id] }) => {
  if (id !== undefined) chosen(id);
  const healed = await healFault(await standing(directory), id);
  return say({ data: { healed }, text: healed.length === 0 ? "There was nothing to heal.\n" : `Healed: ${healed.join(", ")}\n` }, json);
};

const ssh: Verb = async ({ directory, rest: [name, ...command] }) => {
  const lab = await standing(directory);
  const host = hostOfOrProblem(lab, required(name, "ssh <host>"));
  const argv = [
    "-F",
    "none",
    "-i",
    lab.identityFile,
    "-o",
    `UserKnownHostsFile=${lab.knownHostsFile}`,
    "-o",
    "StrictHostKeyChecking=yes",
    "-o",
    "IdentitiesOnly=yes",
    `${host.user}@${host.sshAddress}`,
    ...command,
  ];
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const child = spawn("ssh", argv, { stdio: "inherit" });
  child.on("error", reject);
  child.on("close", (code) => resolve(code ?? REFUSED));
  return promise;
};

const prove: Verb = async ({ directory, json, times, rest }) => {
  const names = rest.length > 0 ? rest : FAULTS.flatMap(namesOf);
  const own = directory === DEFAULT_DIRECTORY ? `${DEFAULT_DIRECTORY}-prove` : directory;
  const byTopology = Map.groupBy(names, (name) => chosen(name).fault.topology);
  let wrong = 0;
  for (const [topology, faults] of byTopology) {
    const lab = await raise(topologyOf(topology), own);
    try {
      for (const name of faults.flatMap((fault) => Array.from({ length: times }, () => fault))) {
        const round = await proveFault(lab, name);
        if (round.wrong !== null) wrong += 1;
        say(describeRound(round), json);
      }
    } finally {
      await lab.down();
    }
  }
  return wrong === 0 ? DONE : FAILED;
};

const VERBS: ReadonlyMap<string, Verb> = new Map(Object.entries({ up, down, status, list, inject, check, heal, prove, ssh }));

/** Raised when none is up: a fault knows where it lives. One of another topology is never taken away from whoever uses it. */
const standingOrRaised = async (directory: string, topology: string): Promise<Lab> =>
  (await findLab(directory)) ?? raise(topologyOf(topology), directory);

const standing = async (directory: string): Promise<Lab> => {
  await requireLab();
  const lab = await findLab(directory);
  if (lab === null) throw new LabProblem("No lab is up. culprit lab up raises one.");
  return lab;
};

const hostOfOrProblem = (lab: Lab, name: string) => {
  if (!lab.hosts.some((host) => host.name === name)) {
    throw new LabProblem(`The lab has no host ${name}; it has ${lab.hosts.map((host) => host.name).join(", ")}.`);
  }
  return hostOf(lab, name);
};

const required = (value: string | undefined, what: string): string => {
  if (value === undefined) throw new LabProblem(`culprit lab ${what}: the name is missing.\n${USAGE}`);
  return value;
};

const parametersOf = (settings: readonly string[]): Parameters =>
  Object.fromEntries(
    settings.map((setting) => {
      const [, name, value] = /^([A-Za-z]+)=(.+)$/.exec(setting) ?? [];
      if (name === undefined || value === undefined) throw new LabProblem(`${setting}: parameters are written name=value.`);
      if (value === "true" || value === "false") return [name, value === "true"];
      return [name, Number.isNaN(Number(value)) ? value : Number(value)];
    }),
  );

const say = ({ data, text }: { readonly data: object; readonly text: string }, json: boolean): number => {
  process.stdout.write(json ? `${JSON.stringify(data)}\n` : text);
  return DONE;
};
