import { describe, expect, it } from "vitest";
import { parse } from "#collectors";
import { fieldsOf, output, read, recording, rowsOf } from "./recording.ts";

describe("the layout of a compute node", () => {
  const reading = read("layout", "compute.txt");

  it("knows ends of pairs across namespaces, ports and their bridges", () => {
    const links = rowsOf(reading, "links");
    expect(links["tap3f2a91c0-1b"]).toMatchObject({
      kind: "veth",
      master: "qbr3f2a91c0-1b",
      peer: expect.stringMatching(/^pid-\d+\/eth1$/),
    });
    expect(links["qvo3f2a91c0-1b"]).toMatchObject({ peer: "qvb3f2a91c0-1b", master: "none" });
    expect(links["eth1"]?.["peer"]).toMatchObject({ unknown: expect.stringContaining("not read") });
  });

  it("reads Open vSwitch's bridges, tags and patches", () => {
    expect(rowsOf(reading, "ovsBridges")).toMatchObject({ "br-int": { datapath: "netdev" }, "br-tun": { datapath: "netdev" } });
    expect(rowsOf(reading, "ovsPorts")["qvo3f2a91c0-1b"]).toMatchObject({ bridge: "br-int", tag: 1 });
    expect(rowsOf(reading, "ovsInterfaces")["patch-int"]).toMatchObject({ type: "patch", patchPeer: "patch-tun" });
  });

  it("tells a kernel's tunnel from a program's, and says what it does not know", () => {
    const tunnels = rowsOf(reading, "tunnels");
    expect(tunnels["vxlan-1001"]).toMatchObject({ kind: "vxlan", by: "kernel", remote: "10.20.0.13", id: 1001, port: 4789, df: "unset" });
    expect(tunnels["gre-0a14000d"]).toMatchObject({
      kind: "gre",
      by: "program",
      remote: "10.20.0.13",
      keyed: { unknown: expect.any(String) },
    });
  });

  it("finds the guests' processes and their taps", () => {
    expect(rowsOf(reading, "guests")["vma1-instance-00000001"]).toMatchObject({ macs: "fa:16:3e:3f:2a:91", taps: "tap3f2a91c0-1b" });
  });
});

describe("other ways and shapes", () => {
  it("reads the same from text as from JSON", () => {
    const [json, text] = [read("layout", "network-node.txt"), read("layout", "text.txt")];
    for (const table of ["links", "addresses", "bridges", "namespaces", "ovsPorts"]) {
      const [one, other] = [rowsOf(json, table), rowsOf(text, table)];
      expect(Object.keys(other).sort(), table).toEqual(Object.keys(one).sort());
      expect(other, table).toEqual(one);
    }
    expect(fieldsOf(text)).toEqual(fieldsOf(json));
  });

  it("reads files where there is no ip, and says that this is less", () => {
    const args = { target: "10.20.0.13" };
    const reading = read("layout", "files.txt", { args });
    expect(fieldsOf(reading)).toMatchObject({
      outInterface: "eth1",
      outMtu: 1500,
      complete: false,
      namespaces: { unknown: expect.any(String) },
    });
    expect(rowsOf(reading, "links")["brq6e1f0c9a-b3"]).toMatchObject({ kind: "bridge", mtu: 1500 });
  });

  it("reads bonds, VLANs, tunnels by kind and a route with a locked MTU", () => {
    const reading = read("layout", "bonds.txt");
    expect(rowsOf(reading, "bonds")["bond0"]).toMatchObject({ mode: "802.3ad", legs: "ens1 ens2", legsUp: 1 });
    expect(rowsOf(reading, "links")["bond0.210"]).toMatchObject({ kind: "vlan", vlan: 210, lower: "bond0" });
    expect(rowsOf(reading, "tunnels")).toMatchObject({
      t0: { kind: "gretap", keyed: true, checksum: false, df: "unset" },
      gnv0: { kind: "geneve", df: "inherit" },
      wg0: { kind: "wireguard" },
    });
    expect(fieldsOf(reading)).toMatchObject({
      routeMtu: 1500,
      routeMtuFrom: "route",
      complete: false,
      cut: expect.stringContaining("3 network namespaces"),
    });
  });

  it("keeps what came whole of a list that was cut, and says so", () => {
    const { stdout } = recording("layout", "compute.txt");
    const [list = ""] = /^\[.*$/m.exec(stdout) ?? [];
    const cut = stdout.replace(list, list.slice(0, Math.floor(list.length / 2)));
    const fields = fieldsOf(parse("layout", 0, output(cut)));
    expect(fields).toMatchObject({ complete: false, cut: expect.stringContaining("interfaces of the own namespace") });
    expect(fields["links"]).toBeLessThan(15);
  });

  it("survives a host with thousands of ports, and says where it was cut", () => {
    const link = (index: number): string =>
      `{"ifindex":${index},"ifname":"tap${index}","flags":["UP"],"mtu":1450,"operstate":"UP","link_type":"ether","address":"fe:16:3e:00:00:01","addr_info":[]}`;
    const list = `[${Array.from({ length: 3_000 }, (_, index) => link(index + 1)).join(",")}]`;
    const reading = parse("layout", 0, output(recording("layout", "empty.txt").stdout.replace(/^\[.*$/m, list)));
    expect(fieldsOf(reading)).toMatchObject({ links: 3_000, complete: false, cut: expect.stringContaining("links: 1500 of 3000 rows") });
    expect(Object.keys(rowsOf(reading, "links"))).toHaveLength(1_500);
  });

  it("takes a switch whose database refuses for unknown, and one that does not run for none", () => {
    const { stdout } = recording("layout", "empty.txt");
    const said = (text: string) => fieldsOf(parse("layout", 0, output(stdout.replace("== ovs\n", `== ovs\n${text}\n== !ovs\n`))));
    expect(said("ovs-vsctl: unix:/run/openvswitch/db.sock: database connection failed (Permission denied)")["ovsBridges"]).toMatchObject({
      unknown: expect.any(String),
    });
    expect(said("ovs-vsctl: unix:/run/openvswitch/db.sock: database connection failed (No such file or directory)")["ovsBridges"]).toBe(0);
  });
});
