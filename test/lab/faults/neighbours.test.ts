import { expect, it } from "vitest";
import { namesOf } from "#lab/faults/choose.ts";
import { truthOf } from "#lab/faults/fault.ts";
import { NEIGHBOURS_FAULTS } from "#lab/faults/neighbours/index.ts";
import { healFault, injectFault, selfCheck } from "#lab/faults/perform.ts";
import { changeState } from "#lab/hosts/state.ts";
import { hostOf } from "#lab/hosts/lab.ts";
import { PAIR, TRIO } from "#lab/topologies/flat.ts";
import { proving } from "./proving.ts";

/** What a fault of this folder could leave on a host: routes, rules, addresses, sizes, queues, filters, settings. */
const LEFT = `
ip -4 addr show | grep -v valid_lft
ip rule
ip route show table all | grep -v -E '^(broadcast|local)' | sort
tc qdisc show
nft -s list ruleset
grep -q . /proc/net/ip_tables_names && iptables-legacy -S
grep . /proc/sys/net/ipv4/conf/*/rp_filter /proc/sys/net/ipv4/conf/*/arp_* /proc/sys/net/ipv4/icmp_echo_ignore_all
ls /run/lab | grep found- || :`;

await proving(PAIR, ["neighbour-overflow", "mtu-mismatch", "random-drop"], (theLab) => {
  const names = NEIGHBOURS_FAULTS.filter((fault) => fault.topology === "pair").flatMap(namesOf);
  const quick = names.filter((name) => !name.startsWith("neighbour-overflow"));
  const left = () => Promise.all([...theLab().hosts, theLab().switch].map((place) => place.must(["sh", "-c", LEFT])));

  it("can be healed where they were not made, where their making was cut short, and twice", async () => {
    const lab = theLab();
    // The tables of iptables-legacy stay once they were looked at.
    for (const place of [...lab.hosts, lab.switch]) await place.must(["iptables-legacy", "-S"]);
    const before = await left();
    for (const name of quick) {
      await injectFault(lab, name);
      // As when the process that made it died before it could say so.
      await changeState(lab.directory, (now) => ({ ...now, faults: now.faults.map((each) => ({ ...each, stage: "injecting" as const })) }));
      expect(await healFault(lab), name).toHaveLength(1);
      expect(await healFault(lab), name).toEqual([]);
      expect(await left(), name).toEqual(before);
    }
    for (const fault of NEIGHBOURS_FAULTS.filter(({ topology }) => topology === "pair")) {
      await fault.heal(lab, fault.parameters);
      await fault.heal(lab, fault.parameters);
    }
    expect(await left()).toEqual(before);
  });

  it("drop packets where the truth says, behind nftables' back", async () => {
    const lab = theLab();
    await injectFault(lab, "random-drop:heavy");
    expect(await hostOf(lab, "beta").must(["iptables-legacy", "-S", "OUTPUT"])).toContain("--icmp-type 0 -m statistic --mode random");
    expect(await hostOf(lab, "beta").must(["nft", "list", "ruleset"])).not.toContain("statistic");
    expect((await selfCheck(lab, "random-drop")).saw).toMatch(/iptables-legacy \+[1-9]/);
    await healFault(lab);
  });

  it("name one host and one object, or nobody's host", () => {
    for (const fault of NEIGHBOURS_FAULTS.filter(({ kind }) => kind !== "healthy")) {
      for (const variant of [{}, ...Object.values(fault.variants ?? {})]) {
        const [cause, ...more] = truthOf(fault, { ...fault.parameters, ...variant }).causes;
        expect(more).toEqual([]);
        expect(cause?.host === undefined).toBe(cause?.object === undefined);
      }
    }
  });
});

await proving(TRIO, ["duplicate-address"]);
