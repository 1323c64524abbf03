import { describe, expect, it } from "vitest";
import type { Named, Said } from "#cli/bench/score/said.ts";
import { sameObject } from "#cli/bench/score/object.ts";
import { score, type Class } from "#cli/bench/score/score.ts";
import { groupOf, type Group, type Subject } from "#cli/bench/score/subject.ts";

const HYPOTHESES = ["backlogOverflow", "firewallDrop", "qdiscDrop", "lossOutside"];

/** A fault on hosts alpha (sender), beta (receiver); gamma is a host that nobody was pointed at. */
const subject = (causes: Subject["causes"], more: Partial<Subject> = {}): Subject => ({
  kind: "fault",
  causes,
  hypotheses: HYPOTHESES,
  asked: { alpha: ["sender"], beta: ["receiver"], delta: ["gateway#2"] },
  ...more,
});

const filter = subject([{ id: "firewallDrop", host: "beta" }]);
const shaper = subject([{ id: "qdiscDrop", host: "beta", object: "eth1 tbf" }]);
const both = subject([...filter.causes, ...shaper.causes]);
/** The other one is known to another runbook only, to which a hypothesis of this one leads. */
const elsewhereKnown = subject([...filter.causes, { id: "tunnelOverhead", host: "gamma" }], {
  standIns: { tunnelOverhead: ["largeLostOnWay"] },
});
const outside = subject([{ id: "lossOutside" }]);
const unknown = subject([{ id: "reversePathFilter", host: "beta" }]);
const notShown = subject([{ id: "firewallDrop", host: "gamma" }]);
const helped = subject([{ id: "firewallDrop", host: "beta" }], {
  contributing: [
    { id: "qdiscDrop", host: "alpha" },
    { id: "backlogOverflow", host: "gamma" },
  ],
});
const blinded = subject([{ id: "backlogOverflow", host: "beta" }], { kind: "blinded", notNameable: "its counter is refused" });
const hiding = subject(filter.causes, { kind: "blinded", notNameable: "gone while anybody looks", hides: true });
const decoy = subject([], { kind: "decoy" });
const healthy = subject([], { kind: "healthy" });

const named = (id: string, host?: string, more: Partial<Named> = {}): Named => ({
  id,
  certainty: "established",
  ...(host === undefined ? {} : { host }),
  ...more,
});
const cause = (...causes: Named[]): Said => ({ kind: "cause", causes, contributing: [], supported: [] });
const several = (...causes: Named[]): Said => ({ ...cause(...causes), kind: "several" });
const silent = (kind: string): Said => ({ kind, causes: [], contributing: [], supported: [] });

const behind = (...hidden: Named[]): Said => ({ ...cause(rightFilter), hidden });

const led = { handedOver: ["largeLostOnWay"] };
const handedOver: Said = { ...cause(), ...led };

const suspected = { certainty: "suspected" };
const rightFilter = named("firewallDrop", "receiver");
const helper = named("qdiscDrop", "sender");
const rightShaper = named("qdiscDrop", "receiver", { object: "eth1 tbf 801a:" });

const EXAMPLES: readonly (readonly [string, Subject, Said, Class])[] = [
  ["cause, host, no object asked for", filter, cause(rightFilter), "exact"],
  ["cause, host and object", shaper, cause(rightShaper), "exact"],
  ["confirmed is better than established", filter, cause({ ...rightFilter, certainty: "confirmed" }), "exact"],
  ["a cause without a host", outside, cause(named("lossOutside")), "exact"],
  ["the second host of a role", subject([{ id: "qdiscDrop", host: "delta" }]), cause(named("qdiscDrop", "gateway#2")), "exact"],
  ["both of two", both, cause(rightFilter, rightShaper), "exact"],
  ["one of two told as contributing to the other", both, { ...cause(rightFilter), contributing: [rightShaper] }, "exact"],
  ["the cause, and not what contributes", helped, cause(rightFilter), "exact"],
  ["the cause, and what contributes", helped, { ...cause(rightFilter), contributing: [helper] }, "exact"],
  ["what contributes beside the cause, as another one", helped, cause(rightFilter, helper), "exact"],
  ["what contributes, only suspected", helped, cause(rightFilter, { ...helper, ...suspected }), "exact"],
  ["the right name where none was expected", blinded, cause(named("backlogOverflow", "receiver")), "exact"],

  ["the wrong host", filter, cause(named("firewallDrop", "sender")), "causeRight"],
  ["no host", filter, cause(named("firewallDrop")), "causeRight"],
  ["the same cause on a second host too", filter, cause(rightFilter, named("firewallDrop", "sender")), "causeRight"],
  ["the wrong object", shaper, cause(named("qdiscDrop", "receiver", { object: "eth2 tbf 801a:" })), "causeRight"],
  ["no object", shaper, cause(named("qdiscDrop", "receiver")), "causeRight"],
  [
    "one of two rules, the other said to share its count",
    subject([filter.causes[0]!, { ...filter.causes[0]!, object: "rule b" }]),
    cause({ ...rightFilter, object: "rule a", also: ["rule b"] }),
    "exact",
  ],
  ["one fault, and the word that there is more", filter, { ...cause(rightFilter), more: true }, "causeRight"],
  ["one of two, and the word that there is more", both, { ...cause(rightFilter), more: true }, "rightDontKnow"],
  ["a wrong name beside that word", filter, { ...cause(named("backlogOverflow", "receiver")), more: true }, "falseVerdict"],
  ["one of two without its object", both, cause(rightFilter, named("qdiscDrop", "receiver")), "causeRight"],

  ["right and suspected", filter, cause({ ...rightFilter, ...suspected }), "suspectedRight"],
  ["one established, one suspected", both, cause(rightFilter, { ...rightShaper, ...suspected }), "suspectedRight"],
  [
    "one named, the other told as supported",
    both,
    { ...cause(rightFilter), supported: [{ id: "qdiscDrop", host: "receiver" }] },
    "suspectedRight",
  ],

  ["only what contributes", helped, cause(helper), "incomplete"],
  ["one of two", both, cause(rightFilter), "incomplete"],
  [
    "one of two, the other supported on another host",
    both,
    { ...cause(rightFilter), supported: [{ id: "qdiscDrop", host: "sender" }] },
    "incomplete",
  ],
  ["one of two, the other not in the runbook", subject([...filter.causes, ...unknown.causes]), cause(rightFilter), "incomplete"],

  ["a wrong name", filter, cause(named("qdiscDrop", "receiver")), "falseVerdict"],
  ["a wrong name, only suspected", filter, cause(named("qdiscDrop", "receiver", suspected)), "falseVerdict"],
  ["a wrong name beside a right one", filter, cause(rightFilter, named("qdiscDrop", "receiver")), "falseVerdict"],
  [
    "a wrong contribution to a right one",
    filter,
    { ...cause(rightFilter), contributing: [named("qdiscDrop", "receiver")] },
    "falseVerdict",
  ],
  ["a wrong name beside what contributes", helped, cause(rightFilter, helper, named("lossOutside")), "falseVerdict"],
  [
    "what contributes on a host that was not shown, beside the cause",
    helped,
    cause(rightFilter, named("backlogOverflow", "receiver")),
    "falseVerdict",
  ],
  ["a name on a healthy host", healthy, cause(named("qdiscDrop", "receiver", suspected)), "falseVerdict"],
  ["a name for a decoy", decoy, cause(named("backlogOverflow", "receiver")), "falseVerdict"],
  ["a name for what is not in the runbook", unknown, cause(rightFilter), "falseVerdict"],
  ["outside, and it is on a host that was looked at", filter, cause(named("lossOutside", undefined, suspected)), "falseVerdict"],
  ["outside, and it is not in the runbook, on a host that was looked at", unknown, cause(named("lossOutside")), "falseVerdict"],
  ["the right cause on a host that was looked at, when it is on another", notShown, cause(rightFilter), "falseVerdict"],
  [
    "several, the right one not among them",
    filter,
    several(named("qdiscDrop", "receiver"), named("backlogOverflow", "receiver")),
    "falseVerdict",
  ],
  [
    "several, the right one on the wrong host",
    filter,
    several(named("firewallDrop", "sender"), named("qdiscDrop", "receiver")),
    "falseVerdict",
  ],
  ["two at once, several: one right, one wrong", both, several(rightFilter, named("backlogOverflow", "receiver")), "falseVerdict"],
  ["the decisive reading refused, several: none of them right", blinded, several(rightFilter, rightShaper), "falseVerdict"],
  ["several on a healthy host", healthy, several(rightFilter, rightShaper), "falseVerdict"],

  ["nobody named on a healthy host", healthy, silent("symptomAbsent"), "rightDontKnow"],
  ["nobody named on a healthy host, not decided", healthy, silent("undetermined"), "rightDontKnow"],
  ["nobody named for a decoy", decoy, silent("symptomAbsent"), "rightDontKnow"],
  ["not in the runbook: none of these", unknown, silent("noneOfThese"), "rightDontKnow"],
  ["not in the runbook: not decided", unknown, silent("undetermined"), "rightDontKnow"],
  ["not in the runbook: several", unknown, several(rightFilter, rightShaper), "rightDontKnow"],
  ["on a host that was not shown: outside", notShown, cause(named("lossOutside", undefined, suspected)), "rightDontKnow"],
  ["the decisive reading refused: not decided", blinded, silent("undetermined"), "rightDontKnow"],
  ["two at once: more than one remains", both, several(rightFilter, rightShaper), "rightDontKnow"],

  [
    "the decisive reading refused, several: the right one among them",
    blinded,
    several(rightFilter, named("backlogOverflow", "receiver")),
    "rightDontKnow",
  ],
  ["gone while anybody looks: no symptom", hiding, silent("symptomAbsent"), "rightDontKnow"],
  ["gone while anybody looks: not decided", hiding, silent("undetermined"), "rightDontKnow"],

  ["one of two, and that it hides the other", both, behind(rightShaper), "saidHidden"],
  ["one of two, and that it hides what stands for the other here", elsewhereKnown, behind(named("largeLostOnWay")), "saidHidden"],
  ["one of two, and that it hides what stands for something else", elsewhereKnown, behind(named("qdiscDrop")), "incomplete"],
  ["handed over to a runbook that knows the cause", { ...notShown, leads: ["largeLostOnWay"] }, handedOver, "rightDontKnow"],
  ["handed over to a runbook that does not", { ...notShown, leads: [] }, handedOver, "falseVerdict"],
  ["handed over where nothing is wrong", { ...healthy, leads: [] }, handedOver, "falseVerdict"],
  ["the cause, and handed over besides", { ...filter, leads: [] }, { ...cause(rightFilter), ...led }, "falseVerdict"],
  ["one of two, and that it hides something else", both, behind(named("qdiscDrop", "sender")), "incomplete"],
  ["one of two, and that it hides the other, and that more is wrong", both, { ...behind(rightShaper), more: true }, "rightDontKnow"],
  ["the one that is there, and what it hides", filter, behind(rightShaper), "exact"],
  ["a wrong name, and that it hides the right one", shaper, behind(rightShaper), "falseVerdict"],

  ["not in the runbook: no symptom", unknown, silent("symptomAbsent"), "deniedSymptom"],
  ["on a host that was not shown: no symptom", notShown, silent("symptomAbsent"), "deniedSymptom"],

  ["a fault of another incident: no symptom", { ...filter, otherSymptom: true }, silent("symptomAbsent"), "deniedSymptom"],
  ["a fault of another incident, not decided", { ...filter, otherSymptom: true }, silent("undetermined"), "wrongDontKnow"],
  ["in the runbook: no symptom", filter, silent("symptomAbsent"), "wrongDontKnow"],
  ["in the runbook, not decided", filter, silent("undetermined"), "wrongDontKnow"],
  ["in the runbook, ruled out", filter, silent("noneOfThese"), "wrongDontKnow"],
  ["in the runbook, symptom not seen", filter, silent("symptomAbsent"), "wrongDontKnow"],
  ["in the runbook, one of several", filter, several(rightFilter, rightShaper), "wrongDontKnow"],
  ["two at once, not decided", both, silent("undetermined"), "wrongDontKnow"],
  ["the decisive reading refused: ruled out", blinded, silent("noneOfThese"), "wrongDontKnow"],
  ["the decisive reading refused: symptom denied", blinded, silent("symptomAbsent"), "wrongDontKnow"],
];

describe("score", () => {
  it.each(EXAMPLES)("%s", (...[, what, said, wanted]) => {
    expect(score(what, said)).toBe(wanted);
  });

  it("has an example of each class of what is said", () => {
    expect([...new Set(EXAMPLES.map(([, , , wanted]) => wanted))].toSorted()).toEqual([
      "causeRight",
      "deniedSymptom",
      "exact",
      "falseVerdict",
      "incomplete",
      "rightDontKnow",
      "saidHidden",
      "suspectedRight",
      "wrongDontKnow",
    ]);
  });
});

describe("groups", () => {
  const GROUPED: readonly (readonly [Group, Subject])[] = [
    ["one", filter],
    ["one", outside],
    ["several", both],
    ["outOfCatalogue", unknown],
    ["outOfCatalogue", notShown],
    ["blinded", blinded],
    ["blinded", subject(filter.causes, { notNameable: "no counter" })],
    ["decoy", decoy],
    ["healthy", healthy],
  ];
  it.each(GROUPED)("%s", (group, what) => expect(groupOf(what)).toBe(group));
});

describe("objects", () => {
  it.each([
    [undefined, undefined, true],
    [undefined, "eth1", true],
    ["eth1", undefined, false],
    ["eth1 tbf", "eth1 tbf 801a:", true],
    ["eth1 tbf", "eth1 pfifo 801a:", false],
    ["UDP port 9125", "192.0.2.12:9125#1373319", true],
    ["UDP port 9125", "192.0.2.12:9126#1373319", false],
    ["tap1a2b3c4d-5e", "tap1a2b3c4d-5e", true],
    ["eth1", "eth10", false],
    ["the queue", "the queue of a tap", true],
    ["the queue", "eth1", false],
  ])("%s in %s: %s", (truth, said, same) => expect(sameObject(truth, said)).toBe(same));
});
