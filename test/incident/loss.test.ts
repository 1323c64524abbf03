import { afterAll, beforeAll, expect, test } from "vitest";
import { healFault, injectFault } from "#lab/faults/perform.ts";
import { raise } from "#lab/hosts/raise.ts";
import type { Lab } from "#lab/hosts/lab.ts";
import { PAIR } from "#lab/topologies/flat.ts";
import { describeWith } from "../needs.ts";
import { investigateLoss, type Ran } from "./investigate.ts";

/** Counters of other traffic beside a real loss, on real hosts: what is named is where the probes were lost. */
describeWith(["network namespaces", "sshd", "nft", "ping", "tc", "ip", "tcpdump"], "small-packet-loss beside drops of others", () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await raise(PAIR, "/run/culprit-lab-incident-loss");
  });
  afterAll(async () => {
    await lab.down();
  });

  const withFault = async (fault: string): Promise<Ran> => {
    await injectFault(lab, fault);
    try {
      return await investigateLoss(lab, { count: "800", expectedLossPercent: "0.4" });
    } finally {
      await healFault(lab, fault);
    }
  };
  const named = ({ report }: Ran): readonly string[] =>
    report.verdict.causes.map(({ id, certainty, object }) => [certainty, id, object.host, object.key].filter(Boolean).join(" "));

  test("the switch is named with the direction, and not the rule that drops others on the receiver", async () => {
    const ran = await withFault("elsewhere-other-filtered");
    expect(named(ran)).toEqual([expect.stringMatching(/^established lossOutside requests from \S+11 to \S+12$/)]);
    expect(ran.report.hypotheses.find(({ id, host }) => id === "firewallDrop" && host === "receiver")?.standing).not.toBe("supported");
    expect(ran.code).toBe(0);
  });

  test("a rule on the sender that refuses its own probes is named there", async () => {
    const ran = await withFault("random-drop:refused");
    expect(named(ran)).toEqual([expect.stringMatching(/^established firewallDrop sender iptables-legacy filter OUTPUT rule 1/)]);
  });
});
