import { describe, expect, it } from "vitest";
import type { BriefHost, Failure, InstanceStanding, Round, Runbook, Step } from "#machines/contract/index.ts";
import { advance, begin, pendingOf, type Given } from "#machines/step.ts";
import { answerOf, given, play, reading, rises, runbook, type Answers } from "./patient.ts";

/** The same runbook with a host in between that nobody has to name. */
const withGateway: Runbook = {
  ...runbook,
  roles: { ...runbook.roles, gateway: { title: "Gateway", about: "Forwards them.", required: false, most: 2 } },
  hypotheses: Object.fromEntries(
    Object.entries(runbook.hypotheses).map(([id, one]) => [id, one.at.length === 0 ? one : { ...one, at: [...one.at, "gateway"] }]),
  ),
  tests: runbook.tests.map((test) => ({ ...test, on: [...test.on, "gateway"] })),
};
const of: Given = { ...given, runbook: withGateway };
const gateway: BriefHost = { key: "gateway", role: "gateway", name: "gw-1", address: "192.0.2.3" };
const lost: Failure = { kind: "unreachable", detail: "no route to host" };

const start = (): Step => advance(of, begin(of).snapshot, { type: "ready", unreached: {} });
const add = (step: Step, host = gateway): Step => advance(of, step.snapshot, { type: "added", host });
const look = (step: Step, failure: Failure | null = null): Step => advance(of, step.snapshot, { type: "looked", host: "gateway", failure });

/** Answers what is asked until nothing more is; returns the rounds that were planned meanwhile. */
function answered(from: Step, answers: Answers): { readonly step: Step; readonly rounds: readonly Round[] } {
  const rounds: Round[] = [];
  let step = from;
  for (;;) {
    const [request] = pendingOf(step.snapshot).unanswered;
    if (request === undefined) return { step, rounds };
    step = advance(of, step.snapshot, answerOf(request, answers));
    if (step.round !== null) rounds.push(step.round);
  }
}

const hostsOf = ({ requests }: Round): readonly string[] => [...new Set(requests.map(({ host }) => host))];
const standingOf = (step: Step, instance: string): InstanceStanding["standing"] | undefined =>
  step.verdict?.standings.find((one) => one.instance === instance)?.standing;

const atGateway = rises({ "softnet@gateway": { dropped: 3 } });

describe("a host that is added while an investigation runs", () => {
  it("decides what ended undetermined without it", () => {
    const alone = play(atGateway, { of }).step.verdict;
    expect(alone?.causes.some(({ certainty }) => certainty === "established")).toBe(false);
    const { step, rounds } = answered(look(add(start())), atGateway);
    expect(step.verdict?.causes.map(({ instance, certainty }) => [instance, certainty])).toEqual([["backlog@gateway", "established"]]);
    expect(rounds.map(hostsOf).every((hosts) => hosts.includes("gateway"))).toBe(true);
  });

  it("takes part after the round that runs, and nothing is planned before it was looked at", () => {
    const first = start();
    const waiting = answered(add(first), atGateway);
    expect(waiting.rounds).toEqual([]);
    expect(waiting.step.verdict).toBeNull();
    expect(pendingOf(waiting.step.snapshot).unanswered).toEqual([]);
    const looked = look(waiting.step);
    expect(looked.round?.number).toBe(2);
    expect(looked.round === null ? [] : hostsOf(looked.round)).toContain("gateway");
    expect(answered(looked, atGateway).step.verdict?.causes[0]?.instance).toBe("backlog@gateway");
  });

  it("may come before the hosts of the start were looked at", () => {
    const early = add(begin(of));
    expect(advance(of, early.snapshot, { type: "ready", unreached: {} }).round).toBeNull();
    const ready = look(advance(of, early.snapshot, { type: "ready", unreached: {} }));
    expect(ready.round?.number).toBe(1);
    expect(ready.round === null ? [] : hostsOf(ready.round)).toContain("gateway");
    expect(advance(of, look(early).snapshot, { type: "ready", unreached: {} }).round).toEqual(ready.round);
  });

  it("keeps what was answered, and asks once only where nobody was asked yet", () => {
    const once = withGateway.tests.map((test) => (test.id === "firewall" ? { ...test, when: "once" as const } : test));
    const own: Given = { ...of, runbook: { ...withGateway, tests: once } };
    const asked: string[] = [];
    let step = advance(own, begin(own).snapshot, { type: "ready", unreached: {} });
    const answer = (): void => {
      for (let [next] = pendingOf(step.snapshot).unanswered; next !== undefined; [next] = pendingOf(step.snapshot).unanswered) {
        asked.push(next.key);
        const quiet = next.test === "trace" ? reading({ drops: 0 }) : rises({})(next);
        step = advance(
          own,
          step.snapshot,
          answerOf(next, () => quiet),
        );
        if (asked.length === 3) step = advance(own, step.snapshot, { type: "added", host: gateway });
      }
    };
    answer();
    step = advance(own, step.snapshot, { type: "looked", host: "gateway", failure: null });
    answer();
    const firewalls = asked.filter((key) => key.includes(".firewall."));
    expect(firewalls.map((key) => key.split(".").slice(1).join("."))).toEqual([
      "firewall.sender.once",
      "firewall.receiver.once",
      "firewall.gateway.once",
    ]);
    const kept = step.verdict?.standings.find(({ instance }) => instance === "firewall@sender");
    expect(kept?.evidence[0]?.round).toBe(Number(firewalls[0]?.split(".")[0]));
  });

  it("is left out when it cannot be reached: what it would tell stays unknown", () => {
    const { step, rounds } = answered(look(add(start()), lost), rises({ "softnet@receiver": { dropped: 3 } }));
    expect(rounds.flatMap(hostsOf)).not.toContain("gateway");
    // The receiver's own count is all that is missing: a host that nobody could ask is no rival of that.
    expect(step.verdict?.causes[0]).toMatchObject({ instance: "backlog@receiver", certainty: "established" });
    const quiet = answered(look(add(start()), lost), rises({}));
    expect(standingOf(quiet.step, "backlog@gateway")).toBe("open");
    expect(quiet.step.verdict?.missing.some(({ reason }) => reason.includes("gw-1 could not be reached"))).toBe(true);
  });

  it("is as if nobody had named it once it is withdrawn", () => {
    const without = answered(start(), rises({})).step;
    for (const before of [add(start()), look(add(start()), lost)]) {
      const withdrawn = advance(of, before.snapshot, { type: "withdrawn", host: "gateway" });
      expect(answered(withdrawn, rises({})).step.verdict).toEqual(without.verdict);
    }
    const waiting = answered(add(start()), rises({})).step;
    const goesOn = advance(of, waiting.snapshot, { type: "withdrawn", host: "gateway" });
    expect(answered(goesOn, rises({})).step.verdict).toEqual(without.verdict);
    expect(look(goesOn).snapshot).toEqual(goesOn.snapshot);
  });

  it("is tried again, and then counts", () => {
    const failed = look(add(start()), lost);
    const { step } = answered(look(add(failed)), atGateway);
    expect(step.verdict?.causes[0]?.instance).toBe("backlog@gateway");
  });

  it("is looked at first when it comes before the verdict was written down", () => {
    const ended = answered(start(), atGateway).step;
    expect(ended.verdict).not.toBeNull();
    const reopened = add(ended);
    expect(reopened.verdict).toBeNull();
    const { step } = answered(look(reopened), atGateway);
    expect(step.verdict?.causes[0]).toMatchObject({ instance: "backlog@gateway", certainty: "established" });
    expect(advance(of, reopened.snapshot, { type: "looked", host: "gateway", failure: lost }).verdict).not.toBeNull();
  });

  it("survives that its snapshot is stored as JSON", () => {
    const stored = (step: Step): Step => ({ ...step, snapshot: JSON.parse(JSON.stringify(step.snapshot)) as unknown });
    const direct = answered(look(answered(add(start()), atGateway).step), atGateway).step;
    const again = answered(stored(look(stored(answered(stored(add(start())), atGateway).step))), atGateway).step;
    expect(again.verdict).toEqual(direct.verdict);
  });
});
