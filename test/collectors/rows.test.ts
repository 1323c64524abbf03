import { describe, expect, it } from "vitest";
import { parse } from "#collectors";
import { fieldsOf, output, read, recording, rowsOf } from "./recording.ts";

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

  it("says of sysfs's interfaces which have a program where ip prints that, and nothing where it does not", () => {
    const text = recording("links", "sysfs-3.10.txt").stdout;
    const programs = (lines: string) =>
      rowsOf(parse("links", 1, output(text.replace(/end\n?$/, `${lines}end\n`))), "interfaces")["eth0"]?.["xdp"];
    expect([programs("eth0 xdp attachedgeneric\n"), programs("eth0 xdp attached\n"), programs("eth0 xdp none\n")]).toEqual([
      ...["generic", "native", "none"],
    ]);
    expect(programs("")).toEqual({ unknown: expect.any(String) });
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

  it("names the interface of a drop where the host knows it, and keeps drops of two of them apart", () => {
    const rows = rowsOf(read("dropReasons", "linux-6.18-program.txt"), "reasons");
    expect(Object.entries(rows).map(([key, { packets }]) => [key, packets])).toEqual([
      ["NO_SOCKET ping_rcv+0xab on eth1 in qrouter-8d4f2c1e", 60],
      ["QUEUE_PURGE sk_stream_kill_queues+0x57", 7],
      ["NO_SOCKET __udp4_lib_rcv+0x4bc", 5],
      ["NO_SOCKET __udp4_lib_rcv+0x4bc on lo", 5],
      ["NETFILTER_DROP nft_do_chain+0x3e8 [nf_tables] on eth1", 3],
      ["CPU_BACKLOG enqueue_to_backlog+0x153 on tap3f2a91c0-1b in net:[4026532587]", 2],
      ["NETFILTER_DROP nft_do_chain+0x3e8 [nf_tables] on \\x1b[31m\"'$(id)", 2],
      ["196611 -", 1],
      ["NOT_SPECIFIED virtio_transport_recv_pkt+0x414", 1],
    ]);
    expect(rows["NETFILTER_DROP nft_do_chain+0x3e8 [nf_tables] on eth1"]).toMatchObject({
      ...{ reason: "NETFILTER_DROP", function: "nft_do_chain", device: "eth1", namespace: "own" },
    });
    expect(rows["NO_SOCKET __udp4_lib_rcv+0x4bc"]?.["device"]).toEqual({ unknown: "the packet was at no interface that this host lists" });
  });

  it("says why no interface is known where only the trace could be asked", () => {
    const { way, stdout } = recording("dropReasons", "linux-6.18-trace.txt");
    const said = stdout.replace("== format", "== without\nthis kernel does not describe its structures (no BTF)\n== format");
    const result = parse("dropReasons", way, output(said));
    const why = {
      unknown: "the trace of the kernel does not name the interface, and this kernel does not describe its structures (no BTF)",
    };
    expect(fieldsOf(result)).toMatchObject({ placed: why, total: 221, netfilterRule: 7 });
    expect(rowsOf(result, "reasons")["NETFILTER_DROP nf_hook_slow+0x7d/0x110"]).toMatchObject({ packets: 5, device: why, namespace: why });
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
