import { spawn } from "node:child_process";
import { parseArgs } from "node:util";
import { FAULTS } from "./faults/index.ts";
import type { Parameters } from "./faults/fault.ts";
import { faultOf, healFault, injectedFaults, injectFault, selfCheck } from "./faults/perform.ts";
import { describeFaults, describeLab } from "./describe.ts";
import { DEFAULT_DIRECTORY } from "./hosts/directory.ts";
import { takeDown } from "./hosts/down.ts";
import { findLab, hostOf, type Lab } from "./hosts/lab.ts";
import { LabProblem } from "./hosts/problem.ts";
import { raise } from "./hosts/raise.ts";
import { requireLab } from "./hosts/requirements.ts";
import { TOPOLOGIES } from "./hosts/topology.ts";

const USAGE = `Usage: culprit lab up [pair|trio]        raise practice hosts on this machine (root)
       culprit lab down                  remove them, and put back every setting
       culprit lab status                which hosts and faults are there
       culprit lab list                  the faults
       culprit lab inject <fault> [name=value ...]
       culprit lab check <fault>         measure whether the fault shows
       culprit lab heal [fault]          one fault, or all
       culprit lab ssh <host> [command ...]
Options: --json, --directory DIR (default ${DEFAULT_DIRECTORY})
`;

/** Exit codes of the `culprit` command: done, and a wrong or impossible request. */
const DONE = 0;
const REFUSED = 2;

interface Request {
  readonly directory: string;
  readonly json: boolean;
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
  if (verb === "ssh" && option === "--directory" && directory !== undefined) return { directory, json: false, rest };
  if (verb === "ssh") return { directory: DEFAULT_DIRECTORY, json: false, rest: args };
  try {
    const options = { json: { type: "boolean" }, directory: { type: "string" } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { directory: values.directory ?? DEFAULT_DIRECTORY, json: values.json ?? false, rest: positionals };
  } catch (error) {
    throw new LabProblem(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`, { cause: error });
  }
};

const up: Verb = async ({ directory, json, rest: [name = "pair"] }) => {
  const topology = Object.values(TOPOLOGIES).find((each) => each.name === name);
  if (topology === undefined) throw new LabProblem(`There is no topology ${name}; there are pair and trio.`);
  return say(describeLab(await raise(topology, directory), []), json);
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
  const fault = faultOf(required(id, "inject <fault>"));
  await injectFault(await standing(directory), fault.id, parametersOf(settings));
  return say({ data: { injected: fault.id, story: fault.story }, text: `${fault.about}\nWhat people say: ${fault.story}\n` }, json);
};

const check: Verb = async ({ directory, json, rest: [id] }) => {
  const result = await selfCheck(await standing(directory), required(id, "check <fault>"));
  const shows = result.symptom && result.mechanism;
  return say({ data: { ...result }, text: `${shows ? "It shows" : "It does not show"}: ${result.saw}\n` }, json);
};

const heal: Verb = async ({ directory, json, rest: [id] }) => {
  if (id !== undefined) faultOf(id);
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

const VERBS: ReadonlyMap<string, Verb> = new Map(Object.entries({ up, down, status, list, inject, check, heal, ssh }));

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
