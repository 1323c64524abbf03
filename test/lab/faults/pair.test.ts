import { expect, it } from "vitest";
import { faultOf } from "#lab/faults/choose.ts";
import { healFault, injectedFaults, injectFault } from "#lab/faults/perform.ts";
import { PAIR_FAULTS } from "#lab/faults/pair/index.ts";
import { observe } from "#lab/measure/window.ts";
import { PAIR } from "#lab/topologies/flat.ts";
import { proving } from "./proving.ts";

/** The flow limit takes half a minute to be seen; a rule without a counter is made as one with it; whole investigations make the others (test/incident). */
const SLOW_OR_ALIKE = ["flow-limit", "firewall-drop-uncounted", "backlog-overflow", "queue-drop", "conntrack-full"];
const IDS = PAIR_FAULTS.map((fault) => fault.id).filter((id) => !SLOW_OR_ALIKE.includes(id));
const NAMES = [...IDS, "backlog-noise", "squeeze-noise", "old-drops"];

await proving(PAIR, NAMES, (theLab) => {
  it("can not be made twice, nor in another topology", async () => {
    const lab = theLab();
    await injectFault(lab, "firewall-drop", { perMille: 30 });
    await expect(injectFault(lab, "firewall-drop")).rejects.toThrow("is there already");
    await expect(injectFault({ ...lab, topology: "trio" }, "queue-drop")).rejects.toThrow("is made in the topology pair, and a trio is up");
    await healFault(lab);
  });

  it("can be there two at once, and are healed one by one", async () => {
    const lab = theLab();
    await injectFault(lab, "firewall-drop", { perMille: 30 });
    await injectFault(lab, "queue-drop");
    const { change } = await observe(lab);
    expect(change["beta.ruleDropped"]).toBeGreaterThan(0);
    expect(change["beta.qdiscDropped"]).toBeGreaterThan(0);
    expect(await healFault(lab, "firewall-drop")).toEqual(["firewall-drop"]);
    expect((await injectedFaults(lab)).map((fault) => fault.id)).toEqual(["queue-drop"]);
    await healFault(lab);
  });

  it("leave nothing tracked", async () => {
    const counts = theLab().hosts.map((host) => host.must(["cat", "/proc/sys/net/netfilter/nf_conntrack_count"]));
    expect(await Promise.all(counts)).toEqual(["0\n", "0\n"]);
  });

  it("refuse what they do not know", async () => {
    const lab = theLab();
    expect(() => faultOf("nothing-like-it")).toThrow("There is no fault nothing-like-it.");
    await expect(injectFault(lab, "firewall-drop:fierce")).rejects.toThrow("firewall-drop has no variant fierce");
    await expect(injectFault(lab, "firewall-drop", { permille: 3 })).rejects.toThrow("it has: perMille.");
    await expect(injectFault(lab, "firewall-drop", { perMille: "many" })).rejects.toThrow("must be a number");
    expect(await injectedFaults(lab)).toEqual([]);
  });
});
