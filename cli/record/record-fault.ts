import { runbookById } from "#runbooks";
import { readFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { chosen } from "#lab/faults/choose.ts";
import { asksOf, truthOf, type Fault, type GroundTruth } from "#lab/faults/fault.ts";
import { proveFault } from "#lab/faults/prove.ts";
import { hostOf, type Lab } from "#lab/hosts/lab.ts";
import { LabProblem } from "#lab/hosts/problem.ts";
import type { Ask } from "#lab/hosts/topology.ts";
import { topologyOf } from "#lab/topologies/index.ts";
import type { Recording, Verdict } from "#machines/contract/index.ts";
import { recordingOf } from "../investigate/recording.ts";
import { investigated, type Finished, type Question } from "./investigate.ts";
import { commandOf, type Job } from "./job.ts";
import { replayed } from "./replay.ts";

export interface Recorded {
  readonly recording: Recording;
  readonly verdict: Verdict;
  readonly fault: Fault;
  readonly truth: GroundTruth;
  /** What the lab's hosts are called in the recording. */
  readonly called: Readonly<Record<string, string>>;
  /** What the lab's own check saw while the fault was there. */
  readonly saw: string;
  /** How long the investigation took. */
  readonly seconds: number;
}

type Investigation = Pick<Recorded, "recording" | "verdict" | "seconds">;

/**
 * Makes a fault, sees that it is really there, investigates it, heals it, and puts what the hosts said through the replay server
 * once more.
 * @throws LabProblem when the fault does not show, when the verdict names what is not at work, or when the replay ends otherwise:
 * a recording of it would be a lie.
 */
export async function recordFault(lab: Lab, job: Job): Promise<Recorded> {
  const { fault, parameters } = chosen(job.fault);
  const truth = truthOf(fault, parameters);
  const { question, called } = questionFor(lab, job);
  const since = Number((await readFile("/proc/uptime", "utf8")).split(" ")[0]);
  const work: { done?: Investigation } = {};
  const round = await proveFault(lab, job.fault, async () => {
    work.done = await investigated(question, (finished) =>
      Promise.resolve(keep(finished, { about: fault.about, madeBy: commandOf(job), since })),
    );
  });
  if (work.done === undefined || round.wrong !== null)
    throw new LabProblem(`${job.fault} was not recorded: ${round.wrong ?? "nothing came back"}`);
  const { recording, verdict } = work.done;
  requireHonest(job.fault, { causes: verdict.causes.filter(({ id }) => !handsOver(question.runbook, id)) }, truth);
  const again = await replayed(recording);
  if (!isDeepStrictEqual(again, recording.expect)) {
    throw new LabProblem(
      `${job.fault} was not recorded: replayed, it gives ${inShort(again)}, and the hosts themselves gave ${inShort(recording.expect)}.`,
    );
  }
  return { ...work.done, fault, truth, called, saw: round.saw };
}

function keep({ field, events, verdict }: Finished, made: { about: string; madeBy: string; since: number }): Investigation {
  const [first, last] = [events[0], events.at(-1)];
  const seconds = (Date.parse(last?.at ?? "") - Date.parse(first?.at ?? "")) / 1_000;
  return { recording: recordingOf(field, events, made), verdict, seconds };
}

/** How the runbook is pointed at this fault: as the fault says, else as its topology does. */
function questionFor(lab: Lab, job: Job): { readonly question: Question; readonly called: Recorded["called"] } {
  const { fault, parameters } = chosen(job.fault);
  const topology = topologyOf(lab.topology);
  const asks = [...asksOf(fault, parameters), ...topology.asks];
  const ask = asks.find(({ runbook }) => job.runbook === undefined || runbook === job.runbook);
  if (ask === undefined) {
    const known = [...new Set(asks.map(({ runbook }) => runbook))].join(", ") || "none";
    throw new LabProblem(`${topology.name} does not say how ${job.runbook ?? "a runbook"} is pointed at its hosts; it knows: ${known}.`);
  }
  const { identityFile, knownHostsFile } = lab;
  const named = namedHosts(ask, job.names);
  const hosts = named.map(({ role, host, name }) => {
    const { sshAddress, sshPort, user } = hostOf(lab, host);
    return { role, name, address: sshAddress, port: sshPort, user };
  });
  return {
    question: { runbook: ask.runbook, brief: { hosts, inputs: { ...ask.inputs, ...job.inputs } }, keys: { identityFile, knownHostsFile } },
    called: Object.fromEntries(named.map(({ host, name }) => [host, name])),
  };
}

const namedHosts = (ask: Ask, names: Job["names"]): readonly { readonly role: string; readonly host: string; readonly name: string }[] =>
  Object.entries(ask.roles).flatMap(([role, hosts]) =>
    hosts.map((host, index) => ({ role, host, name: names[index === 0 ? role : `${role}#${index + 1}`] ?? host })),
  );

/** A cause that hands over to another runbook names a kind of incident, and nobody. */
const handsOver = (runbook: string, cause: string): boolean => runbookById(runbook)?.hypotheses[cause]?.leadsTo !== undefined;

/** A wrong name in a case would be what the tests demand from then on. @throws LabProblem */
export function requireHonest(name: string, verdict: Pick<Verdict, "causes">, truth: GroundTruth): void {
  const real = new Set<string>([...truth.causes, ...(truth.contributing ?? [])].map(({ id }) => id));
  const wrong = verdict.causes.filter(({ id, certainty }) => certainty !== "suspected" && !real.has(id));
  if (wrong.length === 0) return;
  const named = wrong.map(({ id, object }) => (object.hostName === undefined ? id : `${id} on ${object.hostName}`)).join(", ");
  throw new LabProblem(
    `${name} was not recorded: the runbook names ${named}, and what is really at work is ${[...real].join(", ") || "nothing"}.`,
  );
}

export const inShort = ({ kind, causes }: Recording["expect"]): string =>
  [kind, causes.map(({ id, certainty, host }) => [certainty, id, host].filter(Boolean).join(" ")).join(", ")].filter(Boolean).join(": ");
