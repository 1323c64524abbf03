import { describe, expect, it } from "vitest";
import { fillingFor, handOversOf } from "#machines/hand-over.ts";
import type { BriefHost, InstanceStanding, Row, Runbook, Verdict } from "#machines/contract/index.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { runbookById, runbooks } from "#runbooks";

const look = runbookById("first-look") as Runbook;

const standing = (hypothesis: string, host: string, points: number): InstanceStanding =>
  ({
    ...{ instance: `${hypothesis}@${host}`, hypothesis, host, claim: "", standing: points > 0 ? "supported" : "refuted" },
    evidence: [{ state: points > 0 ? "held" : "failed", saw: points }],
  }) as unknown as InstanceStanding;
const verdict = (...standings: readonly InstanceStanding[]): Verdict => ({ standings }) as unknown as Verdict;

const host = (key: string, address: string, role = "suspect"): BriefHost => ({ key, role, name: key, address });
const address = (dev: string, of: string, length = 24): Row => ({ key: `${dev} ${of}`, address: of, device: dev, length, scope: "global" });

/** A log with what the last glance saw of each host. */
const log = (
  hosts: readonly BriefHost[],
  seen: Readonly<Record<string, readonly Row[]>>,
  inputs: Readonly<Record<string, string>> = {},
): readonly InvestigationEvent[] =>
  [
    { type: "started", runbook: look, brief: { hosts, inputs } },
    ...Object.entries(seen).map(([key, addresses]) => ({
      type: "observed",
      request: `2.glance.${key}.after`,
      reading: { fields: { login: hosts.find((each) => each.key === key)?.address ?? "" }, tables: { addresses } },
    })),
  ] as unknown as readonly InvestigationEvent[];

describe("where a first look leads", () => {
  it("is a runbook that exists, for each kind of incident", () => {
    const known = new Set(runbooks.map(({ id }) => id));
    for (const [id, { leadsTo }] of Object.entries(look.hypotheses)) expect(known.has(leadsTo ?? ""), id).toBe(true);
    const led = new Set(Object.values(look.hypotheses).map(({ leadsTo }) => leadsTo));
    expect(runbooks.map(({ id }) => id).filter((id) => id !== look.id && !led.has(id))).toEqual([]);
  });

  it("comes in the order of what speaks for it, with the hosts where it shows", () => {
    expect(
      handOversOf(
        verdict(standing("loss", "a", 3), standing("loss", "b", 0), standing("connections", "a", 6), standing("connections", "b", 17)),
        look,
      ),
    ).toEqual([
      { runbook: "new-connections-time-out", points: 17, hosts: ["b", "a"] },
      { runbook: "small-packet-loss", points: 3, hosts: ["a"] },
    ]);
  });

  it("is nowhere for a runbook that names causes itself", () => {
    const named = verdict({ ...standing("firewallDrop", "receiver", 5) });
    expect(handOversOf(named, runbookById("small-packet-loss") as Runbook)).toEqual([]);
  });
});

describe("the next form", () => {
  const next = runbookById("small-packet-loss") as Runbook;
  const lead = { runbook: next.id, points: 8, hosts: ["b"] };
  const [a, b, c] = [host("a", "198.51.100.1"), host("b", "198.51.100.2"), host("c", "198.51.100.3")];
  const seen = {
    a: [address("eth0", "198.51.100.1"), address("eth1", "192.0.2.11")],
    b: [address("eth0", "198.51.100.2"), address("lo", "203.0.113.9", 32), address("eth1", "192.0.2.12")],
    c: [address("eth1", "192.0.2.13")],
  };

  it("has whoever shows most answer, at an address that the other one reaches, and not by the way of SSH", () => {
    expect(fillingFor(next, lead, log([a, b], seen))).toEqual({ hosts: { sender: [a], receiver: [b] }, inputs: { target: "192.0.2.12" } });
  });

  it("has whoever owns the address that is complained about answer, and others stand between", () => {
    const filled = fillingFor(next, lead, log([a, b, c], seen, { target: "192.0.2.13", seconds: "10" }));
    expect(filled).toEqual({ hosts: { sender: [a], receiver: [c], gateway: [b] }, inputs: { target: "192.0.2.13" } });
  });

  it("has whoever has the address answer, also where only the client is needed; and looks where it shows when nobody answers", () => {
    const connections = runbookById("new-connections-time-out") as Runbook;
    const filled = fillingFor(connections, { ...lead, runbook: connections.id }, log([a, b, c], seen, { target: "192.0.2.12" }));
    expect(filled.hosts).toEqual({ client: [a], server: [b], gateway: [c] });
    for (const [id, role] of [
      ["name-lookups-slow", "client"],
      ["bond-or-lacp-churn", "host"],
    ] as const)
      expect(fillingFor(runbookById(id) as Runbook, { ...lead, runbook: id }, log([b], seen)).hosts).toEqual({ [role]: [b] });
  });

  it("goes into the network namespace where most of it showed, if that has a name", () => {
    const sign = (namespace: string, area = "loss", weight = 5): Row => ({
      key: `${namespace}: ${area}`,
      count: 9,
      area,
      weight,
      namespace,
    });
    const at = (...rows: readonly Row[]): InvestigationEvent[] => [
      ...log([a, b], seen),
      { type: "observed", request: "2.signs.b.during", reading: { fields: {}, tables: { signs: rows } } } as unknown as InvestigationEvent,
    ];
    const filled = (...rows: readonly Row[]): unknown => fillingFor(next, lead, at(...rows)).hosts;
    expect(filled(sign("qrouter-1", "connections", 9), sign("qrouter-2"))).toEqual({
      sender: [a],
      receiver: [{ ...b, netns: "qrouter-2" }],
    });
    for (const other of [sign(""), sign("net:[4026532490] of nginx"), sign("a;reboot"), sign("$(reboot)"), sign("-r")])
      expect(filled(other, sign("qrouter-2", "loss", 3))).toEqual({ sender: [a], receiver: [b] });
  });

  it("leaves open what nobody knows, and leaves the healthy host out", () => {
    const peer = host("healthyPeer", "198.51.100.9", "healthyPeer");
    expect(fillingFor(next, lead, log([b, peer], { b: [address("eth0", "198.51.100.2")] }))).toEqual({
      hosts: { receiver: [b] },
      inputs: {},
    });
  });
});
