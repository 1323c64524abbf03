/**
 * Puts causes to the test on real hosts: every fault here whose cause has a reversible change. As root:
 * node test/bench/changes/changes.ts [--directory D] [fault ...]
 */
import { parseArgs } from "node:util";
import { raise } from "#lab/hosts/raise.ts";
import type { Lab } from "#lab/hosts/lab.ts";
import { chosen } from "#lab/faults/choose.ts";
import { topologyOf } from "#lab/topologies/index.ts";
import { changeView } from "#machines/journal/change-view.ts";
import { live, type Found } from "./run.ts";
import { STORIES, type Story } from "./stories.ts";

const { values, positionals } = parseArgs({ options: { directory: { type: "string" } }, allowPositionals: true });
const directory = values.directory ?? "/run/culprit-lab-changes";
const wanted = STORIES.filter(({ fault, cut }) => positionals.length === 0 || positionals.includes(cut === true ? `${fault}+cut` : fault));
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Null when it ended as it has to. */
function faultOf({ change, outcome }: Story, { changes }: Found): string | null {
  const [first, ...others] = changes.filter(({ proposal }) => proposal.change === change);
  if (first === undefined) return `nothing was proposed`;
  if (others.length > 0) return `it was proposed ${others.length + 1} times`;
  if (first.undone?.proven !== true) return "it is not proven to be undone";
  return first.compared?.outcome === outcome ? null : `it is ${first.compared?.outcome ?? "not compared"}, not ${outcome}`;
}

let lab: Lab | null = null;
let wrong = 0;
try {
  for (const story of wanted) {
    const topology = chosen(story.fault).fault.topology;
    if (lab !== null && lab.topology !== topology) {
      await lab.down();
      lab = null;
    }
    lab ??= await raise(topologyOf(topology), directory);
    say(`${story.fault} (${story.runbook})`);
    const found = await live(lab, story, say);
    const verdict = found.events.find(({ type }) => type === "concluded");
    if (verdict?.type === "concluded")
      say(
        `  verdict: ${verdict.verdict.kind} ${verdict.verdict.causes.map(({ instance, certainty }) => `${instance} ${certainty}`).join(", ")}`,
      );
    for (const { proposal } of found.changes) {
      const view = changeView(found.events, proposal.id);
      say(`  ${proposal.id}: ${proposal.title} of ${proposal.host} from ${proposal.before} to ${proposal.after}`);
      view?.windows.forEach(({ name, symptom, mechanism }) => say(`    ${name}: symptom ${symptom}; mechanism ${mechanism}`));
      say(`    ${view?.say ?? ""}`);
    }
    const fault = faultOf(story, found);
    if (fault !== null) wrong += 1;
    say(`  ${fault === null ? "as it has to be" : `WRONG: ${fault}`}, ${found.seconds.toFixed(0)} s`);
  }
} finally {
  await lab?.down();
}
process.exitCode = wrong === 0 ? 0 : 1;
