import { describe, expect, it } from "vitest";
import { forgottenPart, innerMtu, overheadOf, stackedMtu, TRANSFORMS, type Encapsulation } from "../../../collectors/encapsulation.ts";

const gre = (more: Partial<Extract<Encapsulation, { kind: "gre" }>> = {}): Encapsulation => ({ kind: "gre", ethernet: false, ...more });

/** Encapsulation, what is left of 1500 over IPv4, of 9000 over IPv4, of 1500 over IPv6. */
const TABLE: readonly (readonly [string, Encapsulation, number, number, number])[] = [
  ["IPIP and SIT", { kind: "ipip" }, 1480, 8980, 1460],
  ["GRE", gre(), 1476, 8976, 1456],
  ["GRE with key", gre({ key: true }), 1472, 8972, 1452],
  ["GRE with key and checksum", gre({ key: true, checksum: true }), 1468, 8968, 1448],
  ["GRE with all three", gre({ key: true, checksum: true, sequence: true }), 1464, 8964, 1444],
  ["gretap", gre({ ethernet: true }), 1462, 8962, 1442],
  ["gretap with key", gre({ ethernet: true, key: true }), 1458, 8958, 1438],
  ["gretap with key and checksum", gre({ ethernet: true, key: true, checksum: true }), 1454, 8954, 1434],
  ["gretap with all three", gre({ ethernet: true, key: true, checksum: true, sequence: true }), 1450, 8950, 1430],
  ["VXLAN", { kind: "vxlan" }, 1450, 8950, 1430],
  ["VXLAN-GPE with IP inside", { kind: "vxlan-gpe", ethernet: false }, 1464, 8964, 1444],
  ["Geneve", { kind: "geneve", optionBytes: 0 }, 1450, 8950, 1430],
  ["Geneve of OVN", { kind: "geneve", optionBytes: 8 }, 1442, 8942, 1422],
  ["Geneve with all its options", { kind: "geneve", optionBytes: 252 }, 1198, 8698, 1178],
  ["STT", { kind: "stt" }, 1428, 8928, 1408],
  ["GUE", { kind: "gue" }, 1468, 8968, 1448],
  ["FOU", { kind: "fou" }, 1472, 8972, 1452],
  ["WireGuard", { kind: "wireguard" }, 1440, 8940, 1420],
  ["MPLS with two labels", { kind: "mpls", labels: 2 }, 1492, 8992, 1492],
  ["PPPoE", { kind: "pppoe" }, 1492, 8992, 1492],
];

describe("what encapsulation leaves of an MTU", () => {
  it.each(TABLE)("%s", (...row) => {
    const [, encapsulation, four, jumbo, six] = row;
    expect(innerMtu(encapsulation, 1_500, { version: 4 })).toBe(four);
    expect(innerMtu(encapsulation, 9_000, { version: 4 })).toBe(jumbo);
    expect(innerMtu(encapsulation, 1_500, { version: 6 })).toBe(six);
  });

  it("takes four bytes for each VLAN tag inside, and only where frames travel", () => {
    expect(overheadOf({ kind: "vxlan" }, { version: 4, innerTags: 1 })).toBe(54);
    expect(overheadOf({ kind: "gre", ethernet: false }, { version: 4, innerTags: 1 })).toBe(24);
  });

  it.each([
    ["AES-GCM-16", 1_446, 1_438, 1_426, 8_946],
    ["AES-CBC with SHA1-96", 1_438, 1_422, 1_422, 8_942],
    ["AES-CBC with SHA256-128", 1_438, 1_422, 1_406, 8_926],
    ["3DES with SHA1-96", 1_446, 1_438, 1_430, 8_950],
  ] as const)("ESP with %s pads", (...row) => {
    const [name, four, nat, six, jumbo] = row;
    const esp = (natTraversal: boolean): Encapsulation => ({ kind: "esp", transform: TRANSFORMS[name], natTraversal });
    expect(innerMtu(esp(false), 1_500, { version: 4 })).toBe(four);
    expect(innerMtu(esp(true), 1_500, { version: 4 })).toBe(nat);
    expect(innerMtu(esp(false), 1_500, { version: 6 })).toBe(six);
    expect(innerMtu(esp(false), 9_000, { version: 4 })).toBe(jumbo);
  });

  it("stacks from the outside inwards", () => {
    const esp: Encapsulation = { kind: "esp", transform: TRANSFORMS["AES-GCM-16"] };
    expect(
      stackedMtu(
        [
          [esp, { version: 4 }],
          [{ kind: "vxlan" }, { version: 4 }],
        ],
        1_500,
      ),
    ).toBe(1_396);
  });

  it("keeps the packet's own header in transport mode", () => {
    const esp: Encapsulation = { kind: "esp", transform: TRANSFORMS["AES-GCM-16"], transport: true };
    expect(innerMtu(esp, 1_500, { version: 4 })).toBe(1_466);
  });

  it("names what is as large as the difference, and nothing else", () => {
    expect(forgottenPart(14, 42)).toBe("the inner Ethernet header");
    expect(forgottenPart(42, 42)).toBe("the whole encapsulation");
    expect(forgottenPart(13, 42)).toBeNull();
    expect(forgottenPart(14, null)).toBe("the inner Ethernet header");
    expect(forgottenPart(20, 70)).toBe("the outer IP header, or IPv6 outside in place of IPv4");
    expect(forgottenPart(20, 70, 6)).toBe("what IPv6's header outside is longer than IPv4's");
    expect(forgottenPart(20, 50, 4)).toBe("the outer IP header");
    expect(forgottenPart(34, 70, 6)).toBe("what IPv6's header outside is longer than IPv4's, and the inner Ethernet header");
    expect(forgottenPart(70, 70, 6)).toBe("the whole encapsulation");
  });
});
