import { expect, it } from "vitest";
import { healFault, injectFault } from "#lab/faults/perform.ts";
import { GATEWAY_FAULTS } from "#lab/faults/gateway/index.ts";
import { hostOf, type Lab } from "#lab/hosts/lab.ts";
import { run } from "#lab/hosts/run.ts";
import { protocolCounters } from "#lab/measure/protocols.ts";
import { transfer } from "#lab/measure/transfer.ts";
import { SERVER1 } from "#lab/topologies/gateway/addresses.ts";
import { GATEWAY } from "#lab/topologies/gateway/gateway.ts";
import { inside } from "../footprint.ts";
import { proving } from "./proving.ts";

const SLICE = [
  "gateway-healthy",
  "fin-checksum",
  "end-host-checksum",
  "window-tracking",
  "asymmetric-routing",
  "icmp-filtered",
  "peer-never-closes",
];

const set = (lab: Lab, setting: string, value: number): Promise<string> =>
  hostOf(lab, "gw").must(["sysctl", "-q", "-w", `net.netfilter.${setting}=${value}`]);

const read = (lab: Lab, from = "client1") =>
  transfer({ from: hostOf(lab, from), to: SERVER1, kind: "get", bytes: 30_000, patienceMs: 1_200 });

const overSsh = (lab: Lab, name: string, command: string) => {
  const host = hostOf(lab, name);
  const options = ["-F", "none", "-i", lab.identityFile, "-o", `UserKnownHostsFile=${lab.knownHostsFile}`, "-o", "BatchMode=yes"];
  return run(["ssh", ...options, `${host.user}@${host.sshAddress}`, command]);
};

await proving(GATEWAY, SLICE, (theLab) => {
  it("fin-checksum is cured by tracking that does not look at checksums, and comes back with it", async () => {
    const lab = theLab();
    await injectFault(lab, "fin-checksum");
    await set(lab, "nf_conntrack_checksum", 0);
    expect(await read(lab)).toMatchObject({ ended: "close", received: 30_019 });
    await set(lab, "nf_conntrack_checksum", 1);
    expect(await read(lab)).toMatchObject({ ended: "timeout", received: 30_019 });
    await healFault(lab);
  });

  it("fin-checksum:verifying is not: the client refuses what the gateway lets pass", async () => {
    const lab = theLab();
    await injectFault(lab, "fin-checksum:verifying");
    await set(lab, "nf_conntrack_checksum", 0);
    const refused = async () => (await protocolCounters(hostOf(lab, "client1")))["TcpInCsumErrors"] ?? 0;
    const before = await refused();
    expect(await read(lab)).toMatchObject({ ended: "timeout", received: 30_019 });
    expect(await refused()).toBeGreaterThan(before + 1);
    await set(lab, "nf_conntrack_checksum", 1);
    await healFault(lab);
  });

  it("fin-checksum spares whoever knows the length of a page", async () => {
    const lab = theLab();
    await injectFault(lab, "fin-checksum");
    const twice = { from: hostOf(lab, "client1"), to: SERVER1, kind: "again", bytes: 30_000, patienceMs: 1_500 } as const;
    expect(await transfer(twice)).toMatchObject({ ended: "complete" });
    await healFault(lab);
  });

  it("window-tracking is cured by liberal tracking, and comes back without", async () => {
    const lab = theLab();
    const upload = () => transfer({ from: hostOf(lab, "client1"), to: SERVER1, kind: "put", bytes: 2_000_000, patienceMs: 1_500 });
    await injectFault(lab, "window-tracking");
    await set(lab, "nf_conntrack_tcp_be_liberal", 1);
    expect(await upload()).toMatchObject({ ended: "complete" });
    await set(lab, "nf_conntrack_tcp_be_liberal", 0);
    expect(await upload()).toMatchObject({ ended: "timeout" });
    await healFault(lab);
  });

  it("leave management alone: firewalls do not track the session that looks", async () => {
    const lab = theLab();
    await injectFault(lab, "gateway-firewall-drop");
    for (const name of ["gw", "fw1"]) {
      const ran = await overSsh(lab, name, "conntrack -L -p tcp --dport 22 && nft list ruleset");
      expect(ran).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^table inet filter/) as string });
    }
    await healFault(lab);
  });

  it("can be healed where nothing was made, and twice", async () => {
    const lab = theLab();
    const found = await inside(lab);
    for (const { heal, parameters } of [...GATEWAY_FAULTS, ...GATEWAY_FAULTS]) await heal(lab, parameters);
    expect(await inside(lab)).toEqual(found);
    expect(await read(lab)).toMatchObject({ ended: "close" });
    expect(await read(lab, "client2")).toMatchObject({ ended: "close" });
  });
});
