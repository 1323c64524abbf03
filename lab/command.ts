import { spawn } from "node:child_process";
import { FAULTS } from "./faults/index.ts";
import { chosen, namesOf } from "./faults/choose.ts";
import { isThere } from "./faults/fault.ts";
import { healFault, injectedFaults, injectFault, selfCheck } from "./faults/perform.ts";
import { proveFault } from "./faults/prove.ts";
import { catalogueOf } from "./catalogue.ts";
import { describeFaults, describeLab, describeRound } from "./describe.ts";
import { DEFAULT_DIRECTORY } from "./hosts/directory.ts";
import { takeDown } from "./hosts/down.ts";
import { findLab, hostOf, type Lab } from "./hosts/lab.ts";
import { LabProblem } from "./hosts/problem.ts";
import { raise } from "./hosts/raise.ts";
import { requireLab } from "./hosts/requirements.ts";
import { parametersOf, requestOf, USAGE, type Request } from "./request.ts";
import { TOPOLOGIES, topologyOf } from "./topologies/index.ts";

/** Exit codes of the `culprit` command: done, and a wrong or impossible request. */
const DONE = 0;
const REFUSED = 2;
const FAILED = 1;

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

const list: Verb = ({ json, markdown }) => {
  if (!markdown) return Promise.resolve(say(describeFaults(FAULTS), json));
  process.stdout.write(`${catalogueOf(TOPOLOGIES, FAULTS)}\n`);
  return Promise.resolve(DONE);
};

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

const say = ({ data, text }: { readonly data: object; readonly text: string }, json: boolean): number => {
  process.stdout.write(json ? `${JSON.stringify(data)}\n` : text);
  return DONE;
};
