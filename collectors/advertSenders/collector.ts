import type { Collector } from "#machines/contract/collector.ts";
import { ADVERTS_SCRIPT } from "../vrrp-script.ts";
import { literally } from "../echo.ts";
import { gauge, state } from "../field.ts";
import { parseAdvertSenders } from "./parse.ts";

/**
 * Without a raw socket for VRRP (112, 0x70) nobody here is a router, and nothing is captured: it waits until it is stopped, as a sensor does. Where that list
 * cannot be read, it listens.
 */
const SENDERS_SCRIPT = `
if [ -r /proc/net/raw ] && ! grep -qs ':0070 ' /proc/net/raw /proc/net/raw6; then
  echo CULPRIT-ARMED; echo '== no router'; cat >/dev/null 2>&1; echo '== end'; exit 0
fi
${ADVERTS_SCRIPT}`.trim();

/**
 * Which routers send VRRP adverts that pass this host, where it is a router itself.
 *
 * Shape:
 *     CULPRIT-ARMED
 *     == how
 *     packet sockets
 *     == adverts
 *     0.3129 eth1 out 192.0.2.11 224.0.0.18 255 2 51 150 100 1:b42c 192.0.2.100
 *     0.9311 eth1 in 192.0.2.13 224.0.0.18 255 2 51 200 100 1:b42c 192.0.2.200
 *     1.3132 eth1 out 192.0.2.11 224.0.0.18 255 2 51 150 100 1:b42c 192.0.2.100
 *     1.9315 eth1 in 192.0.2.13 224.0.0.18 255 2 51 200 100 1:b42c 192.0.2.200
 *     == capture
 *     2.0003 0 0.0001
 *     == address
 *     not held
 *     == before
 *     cpu 0ec14fb2 02261bf1 00e6a5e1 00000000 00000000 00000000 00000000 00000000 00000000 0040d678 00000000 00000000 00000001 00000000 00000000
 *     dev eth1 rx_dropped 2
 *     dev eth1 rx_missed_errors 0
 *     dev eth1 tx_dropped 0
 *     programs
 *     card == end
 *     == after
 *     cpu 0ec15010 02261bf5 00e6a5e1 00000000 00000000 00000000 00000000 00000000 00000000 0040d678 00000000 00000000 00000001 00000000 00000000
 *     dev eth1 rx_dropped 2
 *     dev eth1 rx_missed_errors 0
 *     dev eth1 tx_dropped 0
 *     programs
 *     card == end
 *     == end
 *   The columns are those of the collector adverts. A host that is no router says "== no router" and "== end".
 * Fields: of this window. shared counts virtual router ids for which, on one network (the uppermost interface that saw them) and in one version of IP, routers sent adverts that list different
 *   addresses, or sent them by turns: of a pair one does, and where the address moves the one ends and the other begins.
 *   Example: router = true, senders = 2, shared = 1
 * Empty: a host that is no router has no senders and shares no id; that is 0, since no id of its own can be in trouble.
 * Fails: denied without root; toolMissing with neither python3 nor tcpdump. Where the capture lost packets, where no advert came in the whole window, and where
 *   of two routers of one group one advert each did, shared is unknown unless it is above 0.
 * Source: RFC 9568 5.2.3 and 6.1, https://www.rfc-editor.org/rfc/rfc9568; packet(7); https://elixir.bootlin.com/linux/v6.12/source/net/ipv4/raw.c (raw_sock_seq_show)
 */
export const advertSenders = {
  id: "advertSenders",
  title: "who sends VRRP adverts",
  about: "Which routers send adverts for which virtual router, seen from a host that is one of them.",
  risk: "R1",
  probe: false,
  effects: [
    "on a host with a raw socket for VRRP: captures VRRP packets (IP protocol 112) on all interfaces for the length of the window, not promiscuously",
    "opens a raw socket for that protocol there, which gets what the host's packet filter lets through",
  ],
  scope: "netns",
  costSeconds: 0.5,
  // On top of the window.
  deadlineMs: 20_000,
  // 90 bytes an advert and socket, for a minute at most: a thousand adverts a second.
  maxBytes: 8 * 1024 * 1024,
  fields: {
    router: state("This host has a socket for VRRP: it is a router that shares an address."),
    senders: gauge("routers", "Routers whose adverts passed here."),
    shared: gauge("ids", "Virtual router ids that more than one router sends adverts for."),
  },
  tables: {
    senders: {
      vrid: state("The virtual router id."),
      interface: state("Where its adverts were seen."),
      routers: state("Who sent adverts for it."),
      shared: state("They list different addresses, or come by turns."),
    },
  },
  ways: [
    {
      argv: ["sh", "-c", literally(SENDERS_SCRIPT), "culprit-senders", "60", "-"],
      parse: parseAdvertSenders,
      privilege: "sudo",
      wouldLoad: ["af_packet"],
    },
  ],
} as const satisfies Collector;
