import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { gauge, saying, settingOf, state } from "../field.ts";
import { UNSEEN_FIELDS } from "../unseen-counts.ts";
import { parseHandshakes } from "./parse.ts";
import { ARGUMENTS, HANDSHAKES_SCRIPT, LIMIT_SECONDS } from "./script.ts";

const segments = (about: string) => gauge("segments", about);

/**
 * The handshakes of new connections as they come into this host and leave it: where the SYN and its answer were last seen.
 *
 * Shape:
 *     == before
 *     count 60
 *     max 240
 *     stat entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop icmp_error  expect_new expect_create expect_delete search_restart
 *     stat 0000003c  00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000001 00000002 00000000 00000000  00000000 00000000 00000000 00000000
 *     cpu 0ec14fb2 02261bf1 00e6a5e1 00000000 00000000 00000000 00000000 00000000 00000000 0040d678 00000000 00000000 00000001 00000000 00000000
 *     dev eth1 rx_dropped 2
 *     dev eth1 rx_missed_errors 0
 *     dev eth1 tx_dropped 0
 *     programs
 *     card == end
 *     == capture
 *     CULPRIT-ARMED
 *     listening on any, link-type LINUX_SLL2 (Linux cooked v2), snapshot length 128 bytes
 *     1795283955.954637 eth1  B   ifindex 3 2e:84:40:0c:2c:3a ethertype ARP (0x0806), length 48: Request who-has 192.0.2.1 tell 192.0.2.11, length 28
 *     1795283955.954728 eth1  In  ifindex 3 2e:84:40:0c:2c:3a ethertype IPv4 (0x0800), length 80: 192.0.2.11.38208 > 203.0.113.11.80: Flags [S], seq 224805271, win 64240, length 0
 *     1795283955.954792 eth2  Out ifindex 4 46:58:f1:93:f1:91 ethertype IPv4 (0x0800), length 80: 192.0.2.11.38208 > 203.0.113.11.80: Flags [S], seq 224805271, win 64240, length 0
 *     1795283955.954810 eth2  In  ifindex 4 72:e3:df:13:7d:2e ethertype IPv4 (0x0800), length 80: 203.0.113.11.80 > 192.0.2.11.38208: Flags [S.], seq 3242031536, ack 224805272, win 65160, length 0
 *
 *     4 packets captured
 *     4 packets received by filter
 *     0 packets dropped by kernel
 *     == status 0
 *     == after
 *     count 60
 *     max 240
 *     stat entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop icmp_error  expect_new expect_create expect_delete search_restart
 *     stat 0000003c  00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000001 0000000b 00000000 00000000  00000000 00000000 00000000 00000000
 *     cpu 0ec15010 02261bf5 00e6a5e1 00000000 00000000 00000000 00000000 00000000 00000000 0040d678 00000000 00000000 00000001 00000000 00000000
 *     dev eth1 rx_dropped 5
 *     dev eth1 rx_missed_errors 0
 *     dev eth1 tx_dropped 0
 *     programs
 *     card == end
 *     == end
 * Fields: of this run. One row a handshake, named by the SYN's sequence number, which survives routers and translation; its answer carries that number plus one.
 *   Beside it, what connection tracking refused in the same window, and how full its table was when it began.
 *   What the host dropped where no capture sees it is counted as well, of all traffic: by CPUs, interfaces, cards and taps.
 *   complete is true only when nothing was missed: the kernel dropped no packet of the capture, and no limit was reached.
 *   Example: captured = 4, droppedByKernel = 0, complete = true, segments = 3, handshakes = 1, trackedPercent = 25, trackingDrops = 9, insertFailures = 0, backlogDrops = 3, tapDrops = 0
 * Empty: without connection tracking nothing of it is refused: 0. No packet after "listening on" means that none came by: 0.
 * Fails: toolMissing without tcpdump, denied without root. Before 4.99 tcpdump does not name the interfaces of "any". What is dropped before the tap (XDP)
 *   or after it is seen as having come or gone; a packet that waits for its neighbour to be resolved has not left.
 * Source: tcpdump(1); pcap-linktype LINKTYPE_LINUX_SLL2; https://elixir.bootlin.com/linux/v6.12/source/net/core/dev.c (dev_queue_xmit_nit, __netif_receive_skb_core)
 */
export const handshakes = {
  id: "handshakes",
  title: "handshake capture",
  about: "SYN, SYN-ACK and RST of one service, ARP and unreachables, as they come in and go out.",
  risk: "R1",
  probe: false,
  effects: [
    "captures the first 128 bytes of SYN and RST segments of one address and port, of ARP and of ICMP errors, on all interfaces, never promiscuous",
    "ends by itself after 20,000 packets or 15 minutes",
  ],
  scope: "netns",
  costSeconds: 2,
  deadlineMs: 30_000,
  maxBytes: 8 * 1024 * 1024,
  fields: {
    captured: gauge("packets", "Packets that the capture has."),
    droppedByKernel: gauge("packets", "Packets that matched and that the capture missed."),
    complete: state("The capture missed nothing: what is not in it did not come by."),
    segments: segments("Segments with SYN or RST, of every client of this service."),
    tracking: saying(state("Connection tracking is loaded in this kernel."), { no: "Connection tracking is not loaded in this kernel" }),
    tracked: gauge("entries", "Connections in the table when the window began."),
    trackingLimit: settingOf("net.netfilter.nf_conntrack_max", gauge("entries", "Entries the table may hold; 0 is no limit.")),
    trackedPercent: gauge("percent", "How full the table was when the window began."),
    trackingDrops: gauge("packets", "Dropped in the window because no entry could be made: the table was full."),
    insertFailures: gauge("entries", "New connections that clashed with another one, or for which no port was left to translate to."),
    trackingInvalid: gauge("packets", "Belonged to no connection that is known, or were not what its state allows."),
    neighbourTableFulls: saying(gauge("times", "A neighbour could not be entered in the window: the machine's table was full."), {
      "0": "No neighbour was refused for a full table",
      else: "A neighbour could not be entered because the machine's table was full, {value}",
    }),
    ...UNSEEN_FIELDS,
    handshakes: gauge("handshakes", "Different SYNs, by their sequence number."),
  },
  tables: {
    handshakes: {
      source: state("The client's address, as it is here."),
      sourcePort: gauge("", "The client's port, as it is here."),
      target: state("The service's address, as it is here."),
      synIn: segments("SYNs that came in."),
      synOut: segments("SYNs that left."),
      answerIn: segments("SYN-ACKs that came in."),
      answerOut: segments("SYN-ACKs that left."),
      resetIn: segments("Resets that came in."),
      resetOut: segments("Resets that left."),
      synInDev: state("Interface the first SYN came in by."),
      synOutDev: state("Interface the first SYN left by."),
      answerInDev: state("Interface the first answer came in by."),
      answerOutDev: state("Interface the first answer left by."),
    },
    resolutions: {
      kind: state("asks: somebody wants to know the address's owner; claims: somebody says that it is theirs."),
      address: state("The address that is asked for or claimed."),
      mac: state("Who claims it; of a question, who asks."),
      direction: state("in or out, or other: seen in passing."),
      dev: state("Interface it was seen on."),
      packets: gauge("packets", "How often."),
    },
    errors: {
      by: state("Who says it."),
      says: state("What is unreachable."),
      direction: state("in or out."),
      packets: gauge("packets", "How often."),
    },
  },
  ways: [
    {
      argv: ["sh", "-c", literally(HANDSHAKES_SCRIPT), "culprit-handshakes", LIMIT_SECONDS, ...ARGUMENTS],
      parse: parseHandshakes,
      privilege: "sudo",
      wouldLoad: ["af_packet"],
    },
  ],
} as const satisfies Collector;
