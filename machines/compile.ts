import { assign, setup } from "xstate";
import {
  PHASES,
  type Answered,
  type Brief,
  type BriefHost,
  type Catalogue,
  type Facts,
  type Failure,
  type MachineEvent,
  type Phase,
  type Round,
  type Runbook,
  type Value,
  type VerdictKind,
} from "./contract/index.ts";
import { concludeFrom } from "./conclude.ts";
import { REPRODUCTION } from "./evidence/asked.ts";
import { withHost } from "./evidence/instances.ts";
import { weighingOf } from "./judge.ts";
import { takenBack } from "./plan/taken-back.ts";
import { planFrom } from "./plan/next.ts";
import { project, referencesOf, type References } from "./plan/project.ts";

/** What an investigation is about; pinned from its start to its end. Hosts that come later are in the context. */
export interface Given {
  readonly runbook: Runbook;
  readonly brief: Brief;
  readonly catalogue: Catalogue;
}

/** An answer without its question, which stands in the round. */
export type Kept = Answered extends infer Each ? (Each extends Answered ? Omit<Each, "request"> : never) : never;

/** Plain data: it survives JSON, and a restored machine asks the same next. */
export interface Context {
  readonly unreached: Readonly<Record<string, Failure>>;
  readonly elsewhere: Readonly<Record<string, Value>>;
  readonly skipped: readonly string[];
  /** Hosts that were added while it ran, and the keys of those that nobody has looked at yet. */
  readonly added: readonly BriefHost[];
  readonly looking: readonly string[];
  readonly rounds: readonly Round[];
  readonly answers: Readonly<Record<string, Kept>>;
  /** Where weighing decided to go: the state's id. */
  readonly next: string;
}

const KINDS: readonly VerdictKind[] = ["cause", "several", "noneOfThese", "undetermined", "symptomAbsent"];

export function factsIn({ runbook, brief: begun, catalogue }: Given, context: Context): Facts {
  const { unreached, elsewhere, skipped, rounds } = context;
  const brief = { ...begun, hosts: context.added.reduce(withHost, begun.hosts) };
  const added = context.added.map(({ key }) => key);
  const answers = rounds.flatMap(({ requests }) =>
    requests.flatMap((request): readonly Answered[] => {
      const kept = context.answers[request.key];
      return kept === undefined ? [] : [{ ...kept, request }];
    }),
  );
  return { runbook, brief, added, catalogue, unreached, elsewhere, skipped, rounds, answers };
}

/**
 * A runbook as a statechart: phases are compound states, tests are states in them, and each round ends in `weighing`.
 * It does no I/O and waits for no clock: entering a test only names the readings wanted, and the answers come as events.
 */
export function compile(runbook: Runbook, brief: Brief, catalogue: Catalogue) {
  const given = { runbook, brief, catalogue };
  const references = referencesOf(runbook);
  const leads = leadsOf(runbook);
  const branches = [...leads.map(({ phase, test }) => stateId(phase, test)), LOOKING, ...KINDS];

  const machine = setup({
    types: { context: {} as Context, events: {} as MachineEvent },
    actions: {
      /** Names the readings wanted; whoever runs the machine collects them. */
      collect: (_, _params: { readonly round: Round | null }) => undefined,
      begin: assign(({ context, event }) =>
        event.type === "ready" ? { ...context, unreached: event.unreached, elsewhere: event.elsewhere ?? {} } : context,
      ),
      keep: assign(({ context, event }) => kept(context, event, references)),
      forget: assign(({ context, event }) => (event.type === "restarted" ? forgotten(context, event.round) : context)),
      host: assign(({ context, event }) => withHosts(context, event)),
      skip: assign(({ context, event }) => (event.type === "skipped" ? skipped(context, event.test) : context)),
      unskip: assign(({ context, event }) => (event.type === "unskipped" ? unskipped(context, event.test) : context)),
      plan: assign(({ context }) => planned(given, context)),
    },
    guards: {
      isWanted: ({ context, event }) => (event.type === "observed" || event.type === "unavailable") && isWanted(context, event.request),
      isLookedAt: ({ context }) => context.looking.length === 0,
      isAnswered: ({ context }) => unansweredIn(context).length === 0,
      goes: ({ context }, to: string) => context.next === to,
    },
  });

  const weighing = {
    entry: "plan",
    always: branches.map((to) => ({ guard: { type: "goes", params: to }, target: `#${to}` }) as const),
  } as const;

  const asking = (phase: Phase, test: string) =>
    ({
      id: stateId(phase, test),
      entry: { type: "collect", params: ({ context }: { readonly context: Context }) => ({ round: context.rounds.at(-1) ?? null }) },
      always: { guard: "isAnswered", target: "weighing" },
      on: { observed: { guard: "isWanted", actions: "keep" }, unavailable: { guard: "isWanted", actions: "keep" } },
    }) as const;

  const phases = PHASES.filter((phase) => phase === "brief" || leads.some((lead) => lead.phase === phase)).map((phase) => {
    const tests = leads.filter((lead) => lead.phase === phase).map(({ test }) => [test, asking(phase, test)] as const);
    const waiting = { on: { ready: { target: "weighing", actions: "begin" } } } as const;
    const looking = { id: LOOKING, always: { guard: "isLookedAt", target: "weighing" } } as const;
    return [
      phase,
      {
        initial: phase === "brief" ? "waiting" : "weighing",
        states: { ...(phase === "brief" ? { waiting, looking } : {}), ...Object.fromEntries(tests), weighing },
      },
    ] as const;
  });

  return machine.createMachine({
    id: runbook.id,
    initial: "brief",
    context: { unreached: {}, elsewhere: {}, skipped: [], added: [], looking: [], rounds: [], answers: {}, next: "" },
    on: EVERYWHERE,
    states: {
      ...Object.fromEntries(phases),
      ...Object.fromEntries(KINDS.map((kind) => [kind, { id: kind, type: "final" as const }])),
    },
  });
}

/** Whatever is being asked. */
const EVERYWHERE = {
  restarted: { actions: "forget" },
  skipped: { actions: "skip" },
  unskipped: { actions: "unskip" },
  added: { actions: "host" },
  looked: { actions: "host" },
  withdrawn: { actions: "host" },
} as const;

/** Where it waits for the pre-flight of a host that was added: in the phase of the brief again. */
const LOOKING = "brief-looking";
/** As a snapshot names it. */
export const LOOKING_AT = { brief: "looking" } as const;

const stateId = (phase: string, test: string): string => `${phase}-${test}`;

/** What a round can be about, and in which phase. */
function leadsOf(runbook: Runbook): readonly { readonly phase: Phase; readonly test: string }[] {
  const probe = runbook.reproduction === undefined ? [] : [{ phase: "reproduce" as const, test: REPRODUCTION }];
  return [...probe, ...runbook.tests.map(({ id, phase }) => ({ phase, test: id }))];
}

export function unansweredIn({ rounds, answers }: Pick<Context, "rounds" | "answers">): Round["requests"] {
  return (rounds.at(-1)?.requests ?? []).filter(({ key }) => !Object.hasOwn(answers, key));
}

const isWanted = (context: Context, request: string): boolean => unansweredIn(context).some(({ key }) => key === request);

function planned(given: Given, context: Context): Context {
  if (context.looking.length > 0) return { ...context, next: LOOKING };
  const weighing = weighingOf(factsIn(given, context));
  const { round } = planFrom(weighing);
  if (round === null) return { ...context, next: concludeFrom(weighing).kind };
  return { ...context, rounds: [...context.rounds, round], next: stateId(round.phase, round.choice.test) };
}

function kept(context: Context, event: MachineEvent, references: References): Context {
  if (event.type === "unavailable") return { ...context, answers: { ...context.answers, [event.request]: { failure: event.failure } } };
  if (event.type !== "observed") return context;
  const test = context.rounds.at(-1)?.requests.find(({ key }) => key === event.request)?.test ?? "";
  const reading = project(event.reading, test, references);
  return { ...context, answers: { ...context.answers, [event.request]: { reading, taken: event.taken } } };
}

function forgotten(context: Context, round: number): Context {
  const current = context.rounds.at(-1);
  if (current?.number !== round) return context;
  const keys = new Set(current.requests.map(({ key }) => key));
  return { ...context, answers: Object.fromEntries(Object.entries(context.answers).filter(([key]) => !keys.has(key))) };
}

const others = (keys: readonly string[], host: string): readonly string[] => keys.filter((key) => key !== host);
const rest = <T>(record: Readonly<Record<string, T>>, host: string): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(record).filter(([key]) => key !== host));

function withHosts(context: Context, event: MachineEvent): Context {
  if (event.type === "added") return withAdded(context, event.host);
  if (event.type === "looked") return looked(context, event);
  return event.type === "withdrawn" ? without(context, event.host) : context;
}

function withAdded(context: Context, host: BriefHost): Context {
  const { added, looking, unreached } = context;
  return {
    ...context,
    added: [...added.filter(({ key }) => key !== host.key), host],
    looking: [...others(looking, host.key), host.key],
    unreached: rest(unreached, host.key),
  };
}

/** What was withdrawn meanwhile, or was there from the start, is not waited for. */
function looked(context: Context, { host, failure, elsewhere }: Extract<MachineEvent, { type: "looked" }>): Context {
  if (!context.looking.includes(host)) return context;
  return {
    ...context,
    looking: others(context.looking, host),
    unreached: failure === null ? context.unreached : { ...context.unreached, [host]: failure },
    elsewhere: elsewhere === undefined ? context.elsewhere : { ...context.elsewhere, [host]: elsewhere },
  };
}

function without(context: Context, host: string): Context {
  const { added, looking, unreached } = context;
  return {
    ...context,
    added: added.filter(({ key }) => key !== host),
    looking: others(looking, host),
    unreached: rest(unreached, host),
  };
}

/** What is still asked of a skipped test is answered by the skip itself, so that the round can end. */
function skipped(context: Context, test: string): Context {
  if (context.skipped.includes(test)) return context;
  const open = unansweredIn(context).filter((request) => request.test === test);
  const answers = open.map(({ key }) => [key, { failure: { kind: "skipped" as const, by: "a person" } }] as const);
  return { ...context, skipped: [...context.skipped, test], answers: { ...context.answers, ...Object.fromEntries(answers) } };
}

/** What the skip answered stays unanswered in its round, whose window is over; another round may ask. */
function unskipped(context: Context, test: string): Context {
  const open = new Set(context.rounds.flatMap(({ requests }) => requests.flatMap((one) => (one.test === test ? [one.key] : []))));
  const answers = Object.entries(context.answers).map(([key, kept]) => [key, open.has(key) ? takenBack(kept) : kept] as const);
  return { ...context, skipped: others(context.skipped, test), answers: Object.fromEntries(answers) };
}
