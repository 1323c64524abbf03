import { describe, expect, it } from "vitest";
import { fieldsOf, read, rowsOf } from "./recording.ts";

describe("rows of tables", () => {
  it("names a CPU by its own id where the row carries it, and through the online list where not", () => {
    expect(Object.keys(rowsOf(read("softnet", "linux-6.1-13-columns.txt"), "cpus"))).toEqual(["0", "2"]);
    expect(Object.keys(rowsOf(read("softnet", "linux-4.18-11-columns.txt"), "cpus"))).toEqual(["0", "2"]);
  });

  it("keeps the loopback in the table and out of the sums", () => {
    const rows = rowsOf(read("links", "sysfs-3.10.txt"), "interfaces");
    expect(rows["lo"]).toMatchObject({ rxPackets: 9, kind: "loopback" });
    expect(rows["eth0"]).toMatchObject({ rxPackets: 70, master: "br0", operstate: "UP", mtu: 1500 });
  });

  it("reads the same interfaces from ip and from sysfs", () => {
    const [json, files] = [read("links", "iproute2-6.1.json"), read("links", "sysfs-6.18.txt")];
    const { rxPackets, txDropped, carrierChanges } = fieldsOf(json);
    expect(fieldsOf(files)).toMatchObject({ rxPackets, txDropped, carrierChanges });
    expect(rowsOf(files, "interfaces")["v1"]).toMatchObject({ master: "br0" });
    expect(rowsOf(json, "interfaces")["v1"]).toMatchObject({ master: "br0", kind: "veth" });
  });

  it("names a queueing discipline by device, kind and handle, and by its parent where it has one", () => {
    expect(Object.keys(rowsOf(read("qdisc", "iproute2-5.5-mq.json"), "qdiscs"))).toEqual([
      "ens3 mq 0:",
      "ens3 fq_codel 0: parent :2",
      "ens3 fq_codel 0: parent :1",
      "ens3 clsact ffff:",
    ]);
  });

  it("names the socket that dropped, by address, port and inode", () => {
    const rows = rowsOf(read("sockets", "linux-6.18.txt"), "udpSockets");
    expect(rows["127.0.0.1:8080#70744"]).toMatchObject({ drops: 197, rxQueueBytes: 0x1b00 });
    expect(Object.keys(rows)[0]).toBe("127.0.0.1:8080#70744");
    expect(rows["[::1]:8081#70745"]).toMatchObject({ drops: 0 });
  });

  it("gives an interrupt its controller and its driver's name", () => {
    const rows = rowsOf(read("softirqs", "linux-5.4-4-possible-cpus.txt"), "interrupts");
    expect(rows["40"]).toMatchObject({
      total: 123_456 + 4_294_967_295,
      chip: "PCI-MSI 1572864-edge",
      name: "eth0-TxRx-0",
    });
    expect(rows["41"]).toMatchObject({ chip: "GICv3 41 Level", name: "arch_timer" });
    expect(rows["ERR"]).toMatchObject({ total: 3 });
  });

  it("counts only what a rule's counter says about its drop", () => {
    const rows = rowsOf(read("firewall", "nft-1.0.6.txt"), "dropRules");
    const counted = Object.fromEntries(Object.values(rows).map((row) => [row.key.replace(/ handle \d+/, ""), row["counted"]]));
    expect(counted).toEqual({
      "inet t f policy drop": false,
      "ip filter INPUT: l4proto icmp statistic drop": true,
      "ip filter INPUT: udp dport 53 comment REJECT": true,
      "inet t c: tcp dport vmap @m": false,
      "inet t c: ct state vmap {...}": false,
      "inet t c: udp dport 99 drop": false,
      "inet t c: ip saddr 10.0.0.1 drop": false,
      "inet t c: ip6 saddr fe80::1 limit 10/second reject": true,
      "inet t c: tcp dport { 1-5 } drop": true,
      "iptables-legacy filter FORWARD policy drop": true,
      "iptables-legacy filter OUTPUT rule 1: -d 10.9.9.9/32 -j DROP": true,
    });
  });

  it("is not misled by a comment that speaks of dropping", () => {
    expect(Object.keys(rowsOf(read("firewall", "iptables-legacy-1.8.4.txt"), "dropRules"))).toEqual([
      "iptables-legacy filter FORWARD policy drop",
      "iptables-legacy filter INPUT rule 1: -p icmp -m statistic --mode random --probability 0.20000000019 -j DROP",
      "iptables-legacy filter neutron-sg rule 1: -m set --match-set x src -j REJECT --reject-with icmp-port-unreachable",
    ]);
  });

  it("names a drop by reason and function, and marks what healthy hosts show as well", () => {
    const rows = rowsOf(read("dropReasons", "linux-6.1-hist.txt"), "reasons");
    expect(rows["CPU_BACKLOG enqueue_to_backlog+0x153/0x440"]).toMatchObject({ packets: 404, noise: false });
    expect(rows["NO_SOCKET icmp_rcv+0x120/0x3e0"]).toMatchObject({ packets: 41, noise: true });
    expect(rows["NOT_SPECIFIED ip_md_tunnel_xmit+0x3a8/0x5f0 [ip_tunnel]"]).toMatchObject({
      packets: 7,
      noise: false,
    });
    expect(rows["196611 ovs_dp_process_packet+0x10/0x20 [openvswitch]"]).toMatchObject({ packets: 2 });
  });
});
