import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { catalogue } from "#collectors";
import { runbookById } from "#runbooks";
import { PHASES, type Recording, type Round } from "#machines/contract/index.ts";
import { explainChoice } from "#machines/explain/index.ts";
import { isDerived, judgeRecording } from "./replay.ts";

interface Step {
  /** What is said of the choice. */
  readonly chosen: string;
  /** What is read of the hosts, in the order of the round: what is worked out from it is left out. */
  readonly once?: readonly string[];
  readonly around?: readonly string[];
  readonly during?: readonly string[];
}

interface Story {
  readonly story: string;
  readonly play: string;
  readonly steps: readonly Step[];
}

/** A story as it was recorded, or a course of it: what is asked first, what next, and why. */
const STORIES: readonly Story[] = [
  {
    story:
      "the tunnel that forgot a header: sizes from both ends and everything written down about MTUs, then the outer packets, then small probes",
    play: "large-packets-vanish/gre-overhead",
    steps: [
      {
        chosen: "Overhead is chosen: it can tell rivals apart (14.1 seconds, R2).",
        once: ["layout", "ipsec", "offers", "underlayThere", "underlayBack"],
        around: ["counters", "endRules", "firewall"],
        during: ["sweepBack", "reproduction"],
      },
      {
        chosen: "Outer is chosen: it can tell rivals apart (2 seconds, R1).",
        around: ["counters", "endRules", "firewall"],
        during: ["sweepBack", "capture", "reproduction"],
      },
      { chosen: "smallProbes is chosen: it tests the one cause that is left (30 seconds, R2).", once: ["smallProbes"] },
    ],
  },
  {
    story: "the late master: adverts at the sender and at the receiver and what the process waits for in one spell, then the configuration",
    play: "virtual-ip-flaps/blocked-logger",
    steps: [
      {
        chosen: "Adverts is chosen: it can tell rivals apart (12 seconds, R1).",
        around: ["firewall", "scheduling"],
        during: ["adverts", "vrrpDaemon", "reproduction"],
      },
      { chosen: "vrrpPair is chosen: it can tell rivals apart (0.3 seconds, R0).", once: ["keepalived"] },
    ],
  },
  {
    story: "the late master as its story declares it: the compute host is looked at once the master was seen to be late and not to wait",
    play: "virtual-ip-flaps/vhost-userspace",
    steps: [
      {
        chosen: "Adverts is chosen: it can tell rivals apart (12 seconds, R1).",
        around: ["firewall", "scheduling"],
        during: ["adverts", "vrrpDaemon", "reproduction"],
      },
      { chosen: "vrrpPair is chosen: it can tell rivals apart (0.3 seconds, R0).", once: ["keepalived", "vhost"] },
    ],
  },
  {
    story: "the missing FINs: one response with every hop watched, settings and counts around it, and no second one",
    play: "response-hangs-until-timeout/fin-checksum",
    steps: [
      {
        chosen: "peerSockets is chosen: it can tell rivals apart (0.5 seconds, R0).",
        once: ["sysctls"],
        around: ["conntrack", "firewall", "protocolCounters"],
        during: ["segments", "peerSockets", "reproduction"],
      },
    ],
  },
  {
    story: "packets drop by drop: the loss and every counter around it, and neither a capture nor a trace",
    play: "small-packet-loss/backlog-overflow",
    steps: [
      {
        chosen: "The symptom is measured before anything is believed (30 seconds, R2).",
        around: ["softnet", "links", "cardCounters", "firewall", "qdisc", "conntrack", "protocolCounters", "sockets"],
        during: ["reproduction"],
      },
    ],
  },
  {
    story:
      "packets drop by drop where the counter may not be read: only then captures and the kernel's drop reasons, with the counters read again",
    play: "small-packet-loss/blind-softnet-traced",
    steps: [
      {
        chosen: "The symptom is measured before anything is believed (30 seconds, R2).",
        around: ["softnet", "links", "cardCounters", "firewall", "qdisc", "conntrack", "protocolCounters", "sockets"],
        during: ["reproduction"],
      },
      {
        chosen: "tracedDrops is chosen: it can tell rivals apart (2.1 seconds, R1).",
        once: ["sysctls"],
        // The file that was refused is not asked for again.
        around: ["links", "cardCounters", "firewall", "qdisc", "conntrack", "protocolCounters", "sockets"],
        during: ["pathCapture", "dropReasons", "reproduction"],
      },
    ],
  },
  {
    story: "the method, a slot of two lanes: hardware, CPUs and counters in the window that measures the rate, and that is all",
    play: "throughput-below-line-rate/pcie-width",
    steps: [
      {
        chosen: "Cpu is chosen: it can tell rivals apart (0.3 seconds, R0).",
        once: ["cards"],
        around: ["counters"],
        during: ["receivingEnd", "cpu", "profile", "reproduction"],
      },
    ],
  },
  {
    story: "the method, loss that no counter explains: rules and drops are traced in a second window, once loss is what limits the rate",
    play: "throughput-below-line-rate/loss-limits",
    steps: [
      {
        chosen: "Cpu is chosen: it can tell rivals apart (0.3 seconds, R0).",
        once: ["cards"],
        around: ["counters"],
        during: ["receivingEnd", "cpu", "profile", "reproduction"],
      },
      {
        chosen: "Losses is chosen: it can tell rivals apart (2.7 seconds, R1).",
        around: ["counters", "firewall", "links"],
        during: ["receivingEnd", "dropReasons", "reproduction"],
      },
    ],
  },
  {
    story: "the method, the port that churned: LACPDUs of each leg heard for one window, with the bond's own states around it",
    play: "bond-or-lacp-churn/bond-partner-deaf",
    steps: [
      {
        chosen: "bondLegs is chosen: it can tell rivals apart (0.3 seconds, R0).",
        around: ["bonding"],
        during: ["reproduction"],
      },
    ],
  },
  {
    story: "the method, the port that churned where nothing could be captured: only then a person is asked what the switch says",
    play: "bond-or-lacp-churn/bond-partner-unseen",
    steps: [
      {
        chosen: "bondLegs is chosen: it can tell rivals apart (0.3 seconds, R0).",
        around: ["bonding"],
        during: ["reproduction"],
      },
      { chosen: "switchPort is chosen: it can tell rivals apart (60 seconds, R0).", once: ["switchPort"] },
    ],
  },
];

function played(name: string): readonly Round[] {
  const [id = "", file = ""] = name.split("/");
  const runbook = runbookById(id);
  if (runbook === undefined) throw new TypeError(`no runbook ${id}`);
  const at = new URL(`../../runbooks/${id}/cases/${file}.json`, import.meta.url);
  return judgeRecording(runbook, JSON.parse(readFileSync(at, "utf8")) as Recording).rounds;
}

/** The first sentence says which test and why, here without how many pairs: each new cause changes that. What shares its window is listed apart. */
const stepOf = ({ choice, requests }: Round): Step => {
  const read = (moment: string): readonly string[] => [
    ...new Set(requests.filter((request) => request.moment === moment && !isDerived(request)).map(({ test: id }) => id)),
  ];
  const lists = Object.entries({ once: read("once"), around: read("before"), during: read("during") }).filter(([, ids]) => ids.length > 0);
  const { riders: _, instead: __, ...alone } = choice;
  const chosen = explainChoice({ ...alone, riders: [] }).replace(/tell apart \S+ of \S+ pairs? of rivals/u, "tell rivals apart");
  return { chosen, ...Object.fromEntries(lists) };
};

/** What a test costs the host: its own risk, or that of its sources where it is worked out. */
const risksIn = ({ requests }: Round): ReadonlySet<string> =>
  new Set(requests.filter(({ test: id }) => id !== "reproduction").flatMap(({ collector }) => catalogue[collector]?.risk ?? []));

describe("the order in which a story's tests are chosen", () => {
  test.each(STORIES)("$story", ({ play, steps }) => {
    expect(played(play).map(stepOf)).toEqual(steps);
  });

  test.each(STORIES)("$play goes through the phases forwards, and changes nothing", ({ play }) => {
    const rounds = played(play);
    const phases = rounds.map(({ phase }) => PHASES.indexOf(phase));
    expect(phases).toEqual(phases.toSorted((a, b) => a - b));
    expect(rounds.flatMap((round) => [...risksIn(round)])).not.toContain("R3");
  });
});
