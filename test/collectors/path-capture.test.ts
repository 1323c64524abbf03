import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { parse } from "#collectors";
import { CAPTURE_SCRIPT, FILTER } from "#collectors/pathCapture/script.ts";
import { A, A6, B, B6, ethernet, inner4, inner6, ip4, ip6, OUT4, OUT6, pcapOf, PLAIN, SIX, taken, udp, word } from "./packets.ts";
import { fieldsOf, output, rowsOf } from "./recording.ts";

const REFUSED = "0304000000000578";
const echo4 = (seq: number): string => ip4(A, B, { protocol: 1, size: 84 }) + "0800f7ff0007" + word(seq);
const echo6 = (seq: number): string => ip6(A6, B6, { protocol: 58, size: 104 }) + "8000f7ff0007" + word(seq);
/** Every tunnel's packet with a probe of its own inside. */
const probes = (packets: readonly string[], inner: string, echo: (seq: number) => string): readonly string[] =>
  packets.filter((hex) => !hex.includes(REFUSED)).map((hex, at) => hex.replace(inner, echo(at)));
const FOUR = [
  ...probes(PLAIN, inner4, echo4),
  // Options as long as there are: 252 bytes.
  ip4(...OUT4, { protocol: 17 }) + udp(6081) + "3f40655800000100" + "0102803e" + "00".repeat(248) + ethernet(0x0800) + echo4(20),
  ip6(...OUT6, { protocol: 17 }) +
    udp(6081) +
    "3f40655800000100" +
    "0102803e" +
    "00".repeat(248) +
    ethernet(0x0800, "8100000a") +
    echo4(21),
  ip6(...OUT6, { protocol: 17 }) + udp(4789) + "0800000000000100" + ethernet(0x0800) + echo4(22),
  ip6(...OUT6, { protocol: 17 }) + udp(8472) + "0800000000000100" + ethernet(0x0800, "8100000a") + echo4(23),
  ip4(...OUT4, { protocol: 47 }) + "2000655800000001" + ethernet(0x0800, "8100000a") + echo4(24),
  ip6(...OUT6, { protocol: 4 }) + echo4(25),
  echo4(26),
];
const OF_SIX = [
  ...probes(SIX, inner6, echo6),
  ip4(...OUT4, { protocol: 41 }) + echo6(30),
  ip6(...OUT6, { protocol: 41 }) + echo6(31),
  echo6(32),
];

describe("the filter of the path's capture", () => {
  it("takes probes of one address in every tunnel, whatever is outside, and nobody else's", () => {
    for (const target of [A, B]) expect(taken(FOUR, [target, ""], FILTER)).toBe(FOUR.length);
    expect(taken(FOUR, ["10.1.0.99", ""], FILTER)).toBe(0);
  });

  it("takes them over IPv6 inside as well", () => {
    for (const target of [A6, B6]) expect(taken(OF_SIX, [target, ""], FILTER)).toBe(OF_SIX.length);
    expect(taken(OF_SIX, ["fd00:1::99", ""], FILTER)).toBe(0);
  });
});

/** The script itself, with tcpdump reading what was written down in place of the interfaces: it names neither interface nor direction. */
function counted(packets: readonly string[], target: string) {
  const reads = `tcpdump() { shift 2; exec 6<&7; command tcpdump -r - "$@" <&6; echo "99 packets captured"; echo "0 packets dropped by kernel"; }\nexec 7<&0 </dev/null`;
  const stdout = execFileSync("sh", ["-c", `${reads}\n${CAPTURE_SCRIPT.replace("-p -nn", "-nn")}`, "capture", target, "5", "4000"], {
    input: pcapOf(packets),
    stdio: ["pipe", "pipe", "ignore"],
  }).toString();
  return parse("pathCapture", 0, output(stdout));
}

it("finds each probe by what tcpdump prints of it, in every tunnel", () => {
  const four = counted(FOUR, B);
  expect(fieldsOf(four)).toMatchObject({ requests: FOUR.length });
  expect(new Set(Object.values(rowsOf(four, "places")).map(({ encapsulation }) => encapsulation))).toEqual(
    new Set(["-", "gre", "vxlan", "geneve"]),
  );
  // IPv6 in what says that it carries IPv4 is taken and not understood.
  const told = OF_SIX.filter((hex) => !hex.startsWith(ip4(...OUT4, { protocol: 4 })) && !hex.includes("8100000a0800"));
  expect(fieldsOf(counted(told, B6))).toMatchObject({ requests: told.length });
});
