import { describe, expect, it } from "vitest";
import { chosen, namesOf } from "#lab/faults/choose.ts";
import { FAULTS } from "#lab/faults/index.ts";
import { LabProblem } from "#lab/hosts/problem.ts";

const refusal = (name: string, given: Record<string, number | string | boolean>): string => {
  try {
    chosen(name, given);
  } catch (error) {
    if (error instanceof LabProblem) return error.message;
    throw error;
  }
  return "none";
};

describe("a fault's parameters", () => {
  it.each(FAULTS.flatMap(namesOf))("%s stands within its own limits, and has no limit or choice of what it does not have", (name) => {
    const { fault, parameters } = chosen(name);
    expect(chosen(name, parameters).parameters).toEqual(parameters);
    for (const each of Object.keys(fault.limits ?? {})) expect(typeof fault.parameters[each], each).toBe("number");
    for (const each of Object.keys(fault.choices ?? {})) expect(typeof fault.parameters[each], each).toBe("string");
  });

  it.each([
    ["random-drop", { host: "x" }, "host of random-drop cannot be x; it can be: beta, alpha."],
    ["gateway-firewall-drop", { drops: "x" }, "drops of gateway-firewall-drop cannot be x; it can be: answers, requests."],
    ["missing-tunnel", { node: "x" }, "node of missing-tunnel cannot be x; it can be: cmp1, cmp2."],
    ["vrrp-authentication", { password: "x" }, "password of vrrp-authentication cannot be x; it can be: k33p52, empty text."],
    ["random-drop", { host: true }, "host of random-drop cannot be true; it can be: beta, alpha."],
    ["random-drop", { toString: "x" }, "random-drop has no parameter toString; it has: host, hook, direction, tool, perMille."],
  ])("%s with %o is refused, and what it can be is named", (name, given, said) => {
    expect(refusal(name, given)).toBe(said);
  });

  it("are of their kind, and of a variant that there is", () => {
    expect(refusal("firewall-drop", { perMille: "many" })).toBe("perMille of firewall-drop must be a number.");
    expect(refusal("healthy", { busy: 1 })).toBe("busy of healthy must be a boolean.");
    expect(refusal("firewall-drop:toString", {})).toBe("firewall-drop has no variant toString; it has: none.");
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("that are numbers are not %d", (value) => {
    expect(refusal("udp-buffer", { datagramsPerSecond: value })).toContain("must be a number of at least 0");
    expect(refusal("flow-limit", { backlog: value })).toContain("must be a number from 1000 to 100000");
  });

  it("cannot hurt the machine, whose settings some faults write", () => {
    for (const [name, given] of [
      ["flow-limit", { backlog: 999 }],
      ["squeeze-noise", { budget: 1 }],
      ["neighbour-overflow", { fillsPerSecond: 1_000 }],
      ["nearly-full-table", { percent: 100 }],
      ["blind-softnet", { relays: 1_000 }],
    ] as const)
      expect(refusal(name, given), name).toContain("must be a number from");
    expect(refusal("flow-limit", { backlog: 1_000 })).toBe("none");
  });

  it("that are text may look like a number, and be another choice than the variants use", () => {
    expect(chosen("unknown-frames", { etherType: 9_003 }).parameters["etherType"]).toBe("9003");
    expect(chosen("unknown-frames", { etherType: 8_899 }).parameters["etherType"]).toBe("8899");
    expect(chosen("tap-queue", { reader: "qemu-kvm" }).parameters["reader"]).toBe("qemu-kvm");
  });
});
