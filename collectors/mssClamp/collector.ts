import type { Collector } from "#machines/contract/collector.ts";
import { counter, gauge, saying, state } from "../field.ts";
import { parseMssClamp } from "./parse.ts";
import { CLAMP_SCRIPT } from "./script.ts";

/**
 * Whether this router clamps the maximum segment size of connections that it forwards.
 *
 * Shape:
 *     == nft
 *     inet clamp forward: oifname "eth3" tcp flags & (syn | rst) == syn counter packets 4 bytes 240 tcp option maxseg size set rt mtu comment "clamp"
 *     == iptables
 *     == end
 * Fields: rules as they are now; a rule's counter counts the handshakes it touched.
 *   Example: clampRules = 1, clamps = true
 * Empty: no rule: it clamps nothing.
 * Fails: wouldLoadModule where nf_tables is not loaded (then nothing clamps by it, and nobody says so); denied without root. What a program in between
 *   (a proxy, a VPN's own option such as mssfix) does to the MSS is not seen.
 * Source: nft(8) (tcp option maxseg size set), iptables-extensions(8) (TCPMSS)
 */
export const mssClamp = {
  id: "mssClamp",
  title: "MSS clamping",
  about: "Whether forwarded connections are told to use segments that fit.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0.3,
  deadlineMs: 15_000,
  maxBytes: 256 * 1024,
  fields: {
    clampRules: gauge("rules", "Rules that change the MSS."),
    clamps: saying(state("There is at least one."), {
      yes: "A rule of this host clamps the segment size",
      no: "No rule of this host clamps the segment size",
    }),
    smallestClamp: gauge("bytes", "Smallest fixed MSS that a rule sets."),
  },
  tables: {
    rules: {
      toPathMtu: state("It follows the route's MTU."),
      size: gauge("bytes", "The MSS that it sets."),
      packets: counter(64, "packets", "Handshakes that it touched."),
      out: state('Interface that it is about; "any".'),
    },
  },
  ways: [{ argv: ["sh", "-c", CLAMP_SCRIPT], parse: parseMssClamp, privilege: "sudo", wouldLoad: ["nf_tables"] }],
} as const satisfies Collector;
