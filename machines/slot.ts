import type { Failure, SlotType } from "./contract/index.ts";

type Bad = Extract<Failure, { kind: "badArgument" }>;

/** Limits: wide enough for real work, narrow enough that a typing error cannot hurt a host. */
const RANGE: Readonly<Partial<Record<SlotType, readonly [least: number, most: number]>>> = {
  port: [1, 65_535],
  count: [1, 1_000_000],
  seconds: [1, 3_600],
  milliseconds: [1, 60_000],
  bytes: [0, 65_507],
};

// Decimal only, no sign, no leading zero: what ping and tc read the same way everywhere.
const INTEGER = /^(0|[1-9][0-9]{0,8})$/;
// dev_valid_name() in net/core/dev.c: at most 15 bytes, no '/', no white space, not "." or ".."; ':' is an alias. Ours is stricter: ASCII, no leading '-'.
const INTERFACE = /^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,14}$/;
// Names under /run/netns; Neutron's are qrouter-<uuid>.
const NETNS = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/;
// RFC 1123 2.1 and RFC 2782: labels of letters, digits, hyphens and underscores, 63 octets each, 253 in all; a final dot is allowed.
const DNS_NAME = /^(?=.{1,253}$)([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*\.?$/;
const MAC_ADDRESS = /^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$/;
// RFC 3986 3.3 without what a shell or a format string gives a meaning to: enough for a page to ask for.
const URL_PATH = /^\/[A-Za-z0-9_./~-]{0,255}$/;
// As the firewall reading names a rule: "inet filter input handle 4: ip saddr 192.0.2.10 drop". Families in which a rule can let IP packets through.
const RULE = /^(ip6?|inet|bridge|netdev) ([A-Za-z_][A-Za-z0-9_.-]{0,63}) ([A-Za-z_][A-Za-z0-9_.-]{0,63}) handle ([1-9][0-9]{0,8}):/;
const RULE_WORD = /^(?:ip6?|inet|bridge|netdev)(?:\/[A-Za-z_][A-Za-z0-9_.-]{0,63}){2}\/[1-9][0-9]{0,8}$/;
// As queueWatch names it: "eth1 pfifo 10: parent 1:10". What the kernel attached by itself has handle 0 and cannot be changed in place.
const DISCIPLINE =
  /^([A-Za-z0-9_][A-Za-z0-9_.@-]{0,14}) ([a-z_]{2,16}) ([1-9a-f][0-9a-f]{0,3}:)(?: parent ([0-9a-f]{0,4}:[0-9a-f]{0,4}))?$/;
const DISCIPLINE_WORD = /^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,14}\/[a-z_]{2,16}\/[1-9a-f][0-9a-f]{0,3}:(?:\/[0-9a-f]{0,4}:[0-9a-f]{0,4})?$/;
// As vrrpDaemon names it: "the control group of keepalived, /system.slice/keepalived.service".
const GROUP = /^(?:the control group of [^\n]{1,80}, )?((?:\/[A-Za-z0-9_@:-][A-Za-z0-9_.@:-]{0,199}){1,8})$/;
// No leading zero: inet_aton() takes 010 for 8, and asks a name server about 08. Not 0.0.0.0/8, which is this host, and nothing from 224.0.0.0 on: a
// multicast or broadcast address is everybody's, and a probe of it would be answered by hosts nobody asked about.
const IPV4 = /^(?:[1-9]|[1-9]\d|1\d\d|2[01]\d|22[0-3])(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;

/**
 * Validates the value of a typed slot. What passes contains no character that any shell treats specially and cannot be taken for an option;
 * it is quoted all the same (server/ssh/quote.ts). The value is in the one spelling in which hosts print it.
 */
export function fillSlot(type: SlotType, value: string): { readonly value: string } | Bad {
  const bad = (why: string): Bad => ({ kind: "badArgument", slot: type, why });
  const range = RANGE[type];
  if (range !== undefined) {
    const [least, most] = range;
    if (!INTEGER.test(value)) return bad("A whole number in digits.");
    const number = Number(value);
    return number >= least && number <= most ? { value } : bad(`Between ${least} and ${most}.`);
  }
  if (type === "interface")
    return INTERFACE.test(value) && value !== "." && value !== ".."
      ? { value }
      : bad("An interface name such as eth0, at most 15 characters.");
  if (type === "netns")
    return NETNS.test(value) && !value.includes("..") ? { value } : bad("A network namespace's name such as qrouter-1f2e.");
  if (type === "dnsName") return DNS_NAME.test(value) ? { value } : bad("A host name such as db.example.org.");
  if (type === "macAddress")
    return MAC_ADDRESS.test(value) ? { value: value.toLowerCase() } : bad("A MAC address such as fa:16:3e:12:34:56.");
  if (type === "urlPath") return URL_PATH.test(value) ? { value } : bad("A path such as /health, of letters, digits and ./_~-.");
  if (type === "rule")
    return word(value, { is: RULE_WORD, from: RULE }) ?? bad("A rule with a handle, such as inet filter input handle 4:.");
  if (type === "discipline")
    return word(value, { is: DISCIPLINE_WORD, from: DISCIPLINE }) ?? bad("A discipline with a handle, such as eth0 pfifo 10: parent 1:10.");
  if (type === "controlGroup") {
    const path = GROUP.exec(value)?.[1];
    return path === undefined ? bad("The path of a control group, such as /system.slice/keepalived.service.") : { value: path };
  }
  if (IPV4.test(value)) return { value };
  return isIpv6(value) ? { value: canonical(value) } : bad("The IPv4 or IPv6 address of one host, such as 192.0.2.10.");
}

/** The parts of a row's name as one word, which stays as it is when it is filled in again. */
function word(value: string, { is, from }: { readonly is: RegExp; readonly from: RegExp }): { readonly value: string } | null {
  if (is.test(value)) return { value };
  const parts = from
    .exec(value)
    ?.slice(1)
    .filter((part) => part !== undefined);
  return parts === undefined ? null : { value: parts.join("/") };
}

/** RFC 5952: as every tool prints it, because an answer is found by the address that was asked about. */
const canonical = (value: string): string => new URL(`http://[${value}]/`).hostname.slice(1, -1);

/** RFC 4291 2.2, without embedded IPv4 and zones: eight groups, or fewer around one "::". Of one host: neither "::" nor multicast (ff00::/8). */
function isIpv6(value: string): boolean {
  if (value.length > 39 || !/^[0-9A-Fa-f:]+$/.test(value) || /:::/.test(value) || /^(?:ff..:|[0:]+$)/i.test(value)) return false;
  const halves = value.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  if (!groups.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))) return false;
  return halves.length === 2 ? groups.length <= 7 : groups.length === 8;
}
