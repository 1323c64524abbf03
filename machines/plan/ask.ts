import type { Ask, Brief, BriefHost, Runbook, Test } from "../contract/index.ts";
import { firstIn } from "../evidence/instances.ts";

/** A name in braces: {host}, an input's name, or a role's. */
const NAME = /\{(\w+)\}/g;

/** What stands in braces in a question. */
export const namesIn = ({ question, where, choices }: Ask): readonly string[] => [
  ...new Set([question, where, ...Object.values(choices)].flatMap((text) => [...text.matchAll(NAME)].map(([, name = ""]) => name))),
];

interface About {
  readonly runbook: Pick<Runbook, "inputs">;
  readonly brief: Brief;
  readonly host: BriefHost;
}

/** The question as this incident puts it. */
export function filledAsk(ask: Ask, about: About): Ask {
  const fill = (text: string): string => text.replace(NAME, (whole, name: string) => valueOf(name, about) ?? whole);
  const { question, where, choices } = ask;
  return {
    ...ask,
    question: fill(question),
    where: fill(where),
    choices: Object.fromEntries(Object.entries(choices).map(([value, say]) => [value, fill(say)])),
  };
}

function valueOf(name: string, { runbook, brief, host }: About): string | undefined {
  if (name === "host") return host.name;
  const given = Object.hasOwn(brief.inputs, name) ? brief.inputs[name] : undefined;
  const usual = Object.hasOwn(runbook.inputs, name) ? runbook.inputs[name]?.default : undefined;
  return given === undefined || given === "" ? (usual ?? firstIn(name, brief)?.name) : given;
}

/** The question of a test on one of its hosts; undefined where a collector answers it. */
export function questionOf(runbook: Runbook, brief: Brief, at: { readonly test: string; readonly host: string }): Ask | undefined {
  const test: Test | undefined = runbook.tests.find(({ id }) => id === at.test);
  const host = brief.hosts.find(({ key }) => key === at.host);
  return test?.ask === undefined || host === undefined ? undefined : filledAsk(test.ask, { runbook, brief, host });
}
