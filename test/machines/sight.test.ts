import { describe, expect, it, test } from "vitest";
import { catalogue } from "#collectors";
import { runbooks } from "#runbooks";
import { type Evidence, type FieldSpec, type Runbook } from "#machines/contract/index.ts";
import { placed, sayField, saySight } from "#machines/explain/sight.ts";
import { citedOf } from "#machines/journal/cited.ts";
import { verdictView } from "#machines/journal/verdict-view.ts";
import { caseLog } from "../app/case-log.ts";

const gauge = (unit: string, about: string): FieldSpec => ({ kind: "gauge", unit, about });
const state = (about: string, says?: FieldSpec["says"]): FieldSpec => ({
  ...{ kind: "state", unit: "", about },
  ...(says === undefined ? {} : { says }),
});

describe("a field with its value is a sentence", () => {
  it.each([
    [gauge("packets", "Refused by a full receive backlog."), 3, "3 packets refused by a full receive backlog"],
    [gauge("packets", "Refused by a full receive backlog."), 1, "1 packet refused by a full receive backlog"],
    [gauge("packets", "Unanswered together: it is this host that keeps it."), 0, "No packets unanswered together"],
    [gauge("packets", "Frames that arrived damaged."), 4_000, "4,000 frames that arrived damaged"],
    [gauge("cards", "That merge received segments (LRO)."), 1, "1 card that merges received segments (LRO)"],
    [gauge("entries", "Lost when the table was full."), 1, "1 entry lost when the table was full"],
    [gauge("percent", "Most time a CPU spent in interrupts."), 97.5, "Most time a CPU spent in interrupts: 97.5 %"],
    [gauge("ms", "The longest of all holds."), 260, "The longest of all holds: 260 ms"],
    [state("A backlog may have dropped here."), true, "A backlog may have dropped here"],
    [state("A backlog may have dropped here."), false, "It is not so: a backlog may have dropped here"],
    [state("A backlog may have dropped here.", { no: "No backlog can have dropped here" }), false, "No backlog can have dropped here"],
    [state("What carries them; yes or no.", { none: "No tunnel", else: "They travel in {value}" }), "gre", "They travel in gre"],
    [state("Where they hang: a, b, or c."), "b", "Where they hang: b"],
  ] as const)("%#", (spec, value, said) => expect(sayField(spec, value)).toBe(said));
});

const EVIDENCE: Evidence = {
  ...{ instance: "x@h", hypothesis: "x", test: "load", host: "h", round: 1, state: "held", saw: 97, against: 85, observations: [] },
  claim: { field: "softirqPercent", is: "atLeast", value: 85, strength: "both" },
};
const RUNBOOK = { tests: [{ id: "load", collect: "cpuTime" }] } as unknown as Runbook;

describe("this host", () => {
  it.each([
    ["This host's own adverts were late", ["lb1"], "lb1's own adverts were late", []],
    ["Probes may have been lost on their way into this host", ["net-1"], "Probes may have been lost on their way into net-1", []],
    ["4 packets dropped", ["net-1"], "4 packets dropped", ["net-1"]],
    ["This host's MTU is smaller", ["a", "b"], "Each host's MTU is smaller", ["a", "b"]],
    ["No frames vanish on this host", ["a", "b"], "No frames vanish on either host", ["a", "b"]],
    ["No frames come into this host's switch", ["a", "b", "c"], "No frames come into any of these hosts' switch", ["a", "b", "c"]],
    // What a host is called is not read by String.replace.
    ["This host sends", ["$&"], "$& sends", []],
  ] as const)("is said by its name: %s of %j", (sight, hosts, ...[said, unnamed]) => {
    expect(placed(sight, hosts)).toEqual({ sight: said, unnamed });
  });
});

test("where the line was drawn is said, unless it is nothing", () => {
  const said = (evidence: Evidence): string => saySight(evidence, { runbook: RUNBOOK, catalogue });
  expect(said(EVIDENCE)).toBe("Most time a CPU spent in interrupts and soft interrupts: 97 % (predicted: 85 % or more)");
  expect(said({ ...EVIDENCE, against: 0 })).not.toContain("predicted");
  expect(said({ ...EVIDENCE, state: "unknown", saw: { unknown: "permission denied" } })).toBe("permission denied");
});

test("what a person said is told in the words of the question", () => {
  const ask = { question: "?", where: "", choices: { noLacp: "No LACP there" } };
  const runbook = { tests: [{ id: "load", collect: "person", ask }] } as unknown as Runbook;
  expect(saySight({ ...EVIDENCE, saw: "noLacp", said: "Ada" }, { runbook, catalogue })).toBe("Ada said: No LACP there");
});

test("no prediction of any runbook is about a field without words", () => {
  const without = runbooks.flatMap(({ id, tests }) =>
    tests.flatMap(({ collect, predicts }) =>
      Object.values(predicts)
        .flat()
        .filter(({ field }) => (catalogue[collect]?.fields[field]?.about ?? "") === "")
        .map(({ field }) => `${id} ${collect} ${field}`),
    ),
  );
  expect(without).toEqual([]);
});

function viewOf(runbookId: string, name: string) {
  const { events } = caseLog(runbookId, name);
  const [started, ended] = [events[0], events.findLast((event) => event.type === "concluded")];
  if (started?.type !== "started" || ended?.type !== "concluded") throw new TypeError("the log does not begin and end");
  return verdictView(events, ended.verdict, { runbook: started.runbook, catalogue });
}

describe("the chain of a verdict", () => {
  it("tells each reading of a field once, by its strongest prediction", () => {
    const view = viewOf("large-packets-vanish", "bridge-overhead");
    const places = view.evidence.map(({ test, host, field, saw, during = "" }) => `${test} ${host} ${field} ${saw} ${during}`);
    expect(new Set(places).size).toBe(places.length);
    const own = view.evidence.filter(({ field }) => field === "oversizedHere");
    expect(own.map(({ predicted, effect }) => [predicted, effect])).toEqual(own.map(() => ["oversizedHere = yes", "supports"]));
    expect(own.length).toBeGreaterThan(0);
  });

  it("never cites what its collector could not tell, and names the guilty row where it is what was counted", () => {
    const asked = (saw: string | number, claim: object): Evidence => ({ ...EVIDENCE, saw, claim: { ...EVIDENCE.claim, ...claim } });
    const evidence = [
      asked(97, {}),
      asked("unsure", { field: "here", is: "not", value: "no" }),
      asked("yes", { field: "here", is: "not", value: "no" }),
    ];
    const standing = { instance: "x@h", hypothesis: "x", host: "h", claim: "", standing: "supported", object: "3", evidence } as const;
    const object = { test: "load", table: "cpus", by: "softirqPercent", say: "CPU {key}" };
    const runbook = { ...RUNBOOK, hypotheses: { x: { object } } } as unknown as Runbook;
    const names = { hosts: new Map(), answers: new Map(), supported: new Set(["x@h"]), ran: new Map(), meanings: { runbook, catalogue } };
    const cited = citedOf([standing], { runbook, names });
    expect(cited.map(({ saw, object: row }) => [saw, row])).toEqual([
      ["97", "CPU 3"],
      ["yes", undefined],
    ]);
  });

  it("says what refuted a rival as a sentence", () => {
    const view = viewOf("small-packet-loss", "backlog-overflow");
    expect(view.refuted.map(({ by }) => by?.sight)).toContain("No queueing discipline can have dropped here");
  });
});
