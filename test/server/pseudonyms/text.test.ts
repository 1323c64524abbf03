import { describe, expect, it } from "vitest";
import { turnOf } from "#server/pseudonyms/address.ts";
import { leftIn, turnedOutput } from "#server/pseudonyms/output.ts";
import { turnedText } from "#server/pseudonyms/text.ts";

const turn = turnOf(Buffer.alloc(32, 7));
const A = "198.51.100.7";
const B = turn.v4(A) ?? "";
const SIX = "2001:db8:7::5";
const OTHER = turn.v6(SIX) ?? "";
const MAC = "fa:16:3e:3f:2a:91";
const CARD = turn.mac(MAC) ?? "";
const text = (said: string): string => turnedText(said, turn);
const hex = (address: string, little: boolean): string => {
  const bytes = address.split(".").map(Number);
  return Buffer.from(little ? bytes.toReversed() : bytes).toString("hex");
};

describe("the addresses in a text", () => {
  it.each([
    [`src=${A} dst=${A} sport=443`, `src=${B} dst=${B} sport=443`],
    [`IP ${A}.443 > ${A}.50000: Flags [S]`, `IP ${B}.443 > ${B}.50000: Flags [S]`],
    [`tcp:${A}:6653`, `tcp:${B}:6653`],
    [`inet ${A}/24 brd`, `inet ${B}/24 brd`],
    [`options:remote_ip="${A}"`, `options:remote_ip="${B}"`],
    [`"dst":"${A}","port":1`, `"dst":"${B}","port":1`],
    [`[::ffff:${A}]:80`, `[::ffff:${B}]:80`],
    [`ip-${A.replaceAll(".", "-")}.example.net`, `ip-${B.replaceAll(".", "-")}.example.net`],
    [`${A.split(".").toReversed().join(".")}.in-addr.arpa`, `${B.split(".").toReversed().join(".")}.in-addr.arpa`],
    [`port vxlan-${hex(A, false)} up`, `port vxlan-${hex(B, false)} up`],
    [` 12: ${hex(A, true).toUpperCase()}:01BB 00000000:0000 07`, ` 12: ${hex(B, true).toUpperCase()}:01BB 00000000:0000 07`],
    [`eth0\t${hex(A, true).toUpperCase()}\t00000000\t0001\t0`, `eth0\t${hex(B, true).toUpperCase()}\t00000000\t0001\t0`],
    [`inet6 ${SIX}/64 scope global`, `inet6 ${OTHER}/64 scope global`],
    [`IP6 ${SIX}.53 > ${SIX}.40000: UDP`, `IP6 ${OTHER}.53 > ${OTHER}.40000: UDP`],
    [`[${SIX}]:22`, `[${OTHER}]:22`],
    [`ICMP6, neighbor solicitation, who has ${SIX}, length 32`, `ICMP6, neighbor solicitation, who has ${OTHER}, length 32`],
    [`${SIX} dev eth0 lladdr ${MAC} REACHABLE`, `${OTHER} dev eth0 lladdr ${CARD} REACHABLE`],
    [`dl_src=${MAC},dl_dst=${MAC}`, `dl_src=${CARD},dl_dst=${CARD}`],
    [`host ${MAC},host-10,${A}`, `host ${CARD},host-10,${B}`],
    [`{"addr": "198.51.100.0", "len": 24}`, `{"addr": "${turn.v4("198.51.100.0", 24)}", "len": 24}`],
  ])("are others: %s", (said, expected) => {
    expect(expected).not.toContain(A);
    expect(text(said)).toBe(expected);
  });

  it.each([
    "Linux version 6.1.0-18-amd64 (gcc 12.2.0)",
    "1.3.6.1.4.1.2021.10 = INTEGER: 5",
    "12:34:56.789012 up 3 days, load average: 0.00, 0.01, 0.05",
    "guid 00:11:22:33:44:55:66:77",
    "4 0 0 0 00000000 0015c612",
    "std::vector ::1 127.0.0.1/8 255.255.255.0 0.0.0.0/0",
    "drivers: 1.2.3, nf_conntrack: 262144",
    "0123456789abcdef0123456789abcdef 00000000-0000-4000-8000-000000000001",
  ])("are all that changes: %s", (said) => {
    expect(text(said)).toBe(said);
  });

  it("change in a time that grows as the text does", () => {
    for (const each of [":", "1.", "a:", "1:1:", "f", "0:0:0:0:0:0:0:", "10.0.0.1/", "\t", "ip-1-1-"]) {
      const began = process.cpuUsage().user;
      text(each.repeat(400_000 / each.length));
      expect((process.cpuUsage().user - began) / 1_000, JSON.stringify(each)).toBeLessThan(2_000);
    }
  });
});

describe("an output in which an address cannot be changed", () => {
  it("is not given: packets as digits, and an address as one number", () => {
    text(A);
    expect(
      turnedOutput(Buffer.from(`\t0x0000:  4500 0034 0000 4000 4006 ${hex(A, false).slice(0, 4)} ${hex(A, false).slice(4)} 0a00`), turn),
    ).toBeNull();
    expect(turnedOutput(Buffer.from(`frame 450000340000400040060000${hex(A, false)}0a000001`), turn)).toBeNull();
    const plain = turnedOutput(Buffer.from(`nw=0x${hex(A, false)} x`), turn);
    expect(plain === null || leftIn(plain, turn)).toBe(true);
    const sound = turnedOutput(Buffer.from(`src=${A}\xff\n`, "latin1"), turn);
    expect(sound).toEqual(Buffer.from(`src=${B}\xff\n`, "latin1"));
    expect(leftIn(sound ?? Buffer.alloc(0), turn)).toBe(false);
  });
});
