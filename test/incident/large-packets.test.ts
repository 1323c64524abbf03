import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { healFault, injectFault } from "#lab/faults/perform.ts";
import { hostOf, type Lab } from "#lab/hosts/lab.ts";
import { raise } from "#lab/hosts/raise.ts";
import { largePacketsAsk, largePacketsOverIpv6Ask } from "#lab/topologies/overlay/asks.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { OVERLAY } from "#lab/topologies/overlay/index.ts";
import { describeWith } from "../needs.ts";
import { culprit } from "./investigate.ts";

const DIRECTORY = "/run/culprit-lab-incident-large";
const NEEDS = ["network namespaces", "sshd", "nft", "ping", "ip", "ovs-vsctl", "ovs-vswitchd", "dnsmasq", "tcpdump", "python3"];

/** Guests on two compute nodes, real tunnels between them: the story of the forgotten Ethernet header, and the same without a fault. */
describeWith(NEEDS, "large-packets-vanish between guests", () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await raise(OVERLAY, DIRECTORY);
  });
  afterAll(async () => {
    await lab.down();
  });

  const investigate = (...more: readonly string[]) => ask(largePacketsAsk("vma1", "vma2"), ...more);
  const ask = ({ roles, inputs }: ReturnType<typeof largePacketsAsk>, ...more: readonly string[]) => {
    const hosts = Object.entries(roles).map(([role, [name = ""] = []]) => {
      const { sshAddress, sshPort } = hostOf(lab, name);
      return `${role}=root@${sshAddress}:${sshPort}`;
    });
    return culprit([
      "investigate",
      "large-packets-vanish",
      ...hosts.flatMap((host) => ["--host", host]),
      ...Object.entries(inputs).flatMap(([name, value]) => ["--input", `${name}=${value}`]),
      "--identity",
      lab.identityFile,
      "--known-hosts",
      lab.knownHostsFile,
      ...more,
    ]);
  };

  test("the sweep comes first, then the sum of 14 bytes, then the outer packets; the DHCP server is named", async () => {
    await injectFault(lab, "gre-overhead");
    const folder = mkdtempSync(join(tmpdir(), "culprit-large-"));
    const file = join(folder, "whole.json");
    const { stdout, stderr } = await investigate("--export", file).finally(() => healFault(lab, "gre-overhead"));
    const { events } = JSON.parse(readFileSync(file, "utf8")) as { readonly events: readonly InvestigationEvent[] };
    rmSync(folder, { recursive: true });
    const rounds = stderr.split("\n").filter((line) => line.startsWith("round "));
    expect(rounds[0]).toMatch(/^round 1: (?=.*sweepBack)(?=.*overhead\b)(?!.*capture)/);
    expect(rounds[1]).toMatch(/^round 2: (?=.*outer\b)(?=.*capture)/);
    expect(rounds[2]).toMatch(/^round 3: smallProbes/);
    expect(rounds).toHaveLength(3);
    expect(stdout).toContain("guests have 1476, the tunnel carries 1462: 14 bytes too many, the inner Ethernet header");
    expect(stdout).toContain("DHCP option 26 (MTU) 1476");
    expect(stdout).toMatch(/gre-0a14000d: Don't Fragment outside inherit/);
    // What is sent from the other end before every capture watches would be missing in them.
    const begun = events.flatMap((event) => (event.type === "commandStarted" ? [event.request] : []));
    const captures = ["senderHost", "receiverHost"].map((host) => begun.indexOf(`2.capture.${host}.during`));
    expect(Math.min(...captures)).toBeGreaterThan(0);
    expect(begun.indexOf("2.sweepBack.receiver.during")).toBeGreaterThan(Math.max(...captures));
  });

  test("over IPv6 what was planned for IPv4 is 20 bytes too large, and the capture filter that is made takes this guest's packets alone", async () => {
    await injectFault(lab, "ipv6-overhead");
    const folder = mkdtempSync(join(tmpdir(), "culprit-large-"));
    const file = join(folder, "whole.json");
    try {
      const { stdout } = await ask(largePacketsOverIpv6Ask("vma1", "vma2"), "--export", file);
      const { events } = JSON.parse(readFileSync(file, "utf8")) as { readonly events: readonly InvestigationEvent[] };
      expect(stdout).toContain(
        "guests have 1450, the tunnel carries 1430: 20 bytes too many, what IPv6's header outside is longer than IPv4's",
      );
      expect(stdout).toContain("outside is IPv6, which nobody on the way breaks up");
      const filters = events.flatMap((event) =>
        event.type === "observed" && event.request.includes(".capture.senderHost.") ? [event.reading.fields["innerFilter"]] : [],
      );
      const filter = filters.find((each) => typeof each === "string") ?? "";
      expect(filter).toBe("ip6 and udp port 4789 and (ip6[82:4]=0x0a01000b or ip6[86:4]=0x0a01000b)");
      expect(await captured(lab, filter)).toBe(10);
      expect(await captured(lab, filter.replaceAll("0x0a01000b", "0x0a010063"))).toBe(0);
    } finally {
      await healFault(lab, "ipv6-overhead");
      rmSync(folder, { recursive: true });
    }
  });

  test("guests whose MTU fits have no such symptom, and nothing is captured", async () => {
    const { code, stdout, stderr } = await investigate();
    expect(stderr).not.toMatch(/Error/);
    expect(code).toBe(0);
    expect(stderr).not.toMatch(/^round 2/m);
    expect(stdout).not.toContain("forgets what the tunnel adds: DHCP");
  });
});

/** Five pings of vma1 to vma2, answered: what a filter takes of them on the first node's underlay. */
const captured = async (lab: Lab, filter: string): Promise<number> => {
  const capture = hostOf(lab, "cmp1").exec(["timeout", "3", "tcpdump", "-i", "eth1", "-p", "-nn", "-t", "-U", filter]);
  await sleep(1_000);
  await hostOf(lab, "vma1").must(["ping", "-c", "5", "-i", "0.05", "-W", "1", "10.1.0.12"]);
  // What is inside stands on a line of its own.
  return (await capture).stdout.split("\n").filter((line) => line.startsWith("IP6 ")).length;
};
