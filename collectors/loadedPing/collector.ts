import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { ECHOES, LOSS_RUNS } from "../echo-runs.ts";
import { gauge, state } from "../field.ts";
import { parseLoadedPing } from "./parse.ts";
import { ARGUMENTS, LOADED_PING_SCRIPT } from "./script.ts";

const ms = (about: string) => gauge("ms", about);

/**
 * The round trip as it is, and then while a transfer of ours runs beside it.
 *
 * Shape:
 *     == idle
 *     PING 192.0.2.20 (192.0.2.20) 56(84) bytes of data.
 *     64 bytes from 192.0.2.20: icmp_seq=1 ttl=64 time=0.400 ms
 *     64 bytes from 192.0.2.20: icmp_seq=2 ttl=64 time=0.500 ms
 *
 *     --- 192.0.2.20 ping statistics ---
 *     2 packets transmitted, 2 received, 0% packet loss, time 20ms
 *     rtt min/avg/max/mdev = 0.400/0.450/0.500/0.050 ms
 *     == load
 *     transfer 10000000 2.000
 *     == loaded
 *     PING 192.0.2.20 (192.0.2.20) 56(84) bytes of data.
 *     64 bytes from 192.0.2.20: icmp_seq=1 ttl=64 time=80.0 ms
 *     64 bytes from 192.0.2.20: icmp_seq=2 ttl=64 time=120 ms
 *
 *     --- 192.0.2.20 ping statistics ---
 *     2 packets transmitted, 2 received, 0% packet loss, time 20ms
 *     rtt min/avg/max/mdev = 80.000/100.000/120.000/20.000 ms
 *     == end
 * Fields: round trips of this run, by the sender's own clock. p90 is the round trip that nine of ten stay below; worst is the larger p90 of the two.
 *   Example: sent = 4, received = 4, lostPercent = 0, loadMbit = 40, idleMinMs = 0.4, idleP90Ms = 0.5, loadedMedianMs = 120, worstMs = 120
 * Empty: nothing came back: the round trips are unknown.
 * Fails: no load of ours where Culprit's receiver does not listen, or without python3: loadMbit is then unknown, and the second run shows what is there
 *   anyway: a delay is one, and that there is none says nothing. So it is with a load that ended before half of the probes had left,
 *   and with a run that nothing came back of. Intervals below 200 ms need root with iputils before 20210722.
 * Source: https://github.com/iputils/iputils/blob/20221126/ping/ping_common.c (gather_statistics); https://www.bufferbloat.net/projects/bloat/wiki/Tests_for_Bufferbloat/
 */
export const loadedPing = {
  id: "loadedPing",
  title: "round trip under load",
  about: "Echo probes without and with a transfer beside them.",
  risk: "R2",
  probe: true,
  effects: [
    "sends twice as many ICMP echo requests of 84 bytes as asked for, 20 ms apart",
    "sends, while the second half runs, TCP data to Culprit's own receiver at the rate asked for at most",
  ],
  scope: "netns",
  costSeconds: 5,
  deadlineMs: 40_000,
  maxBytes: 1024 * 1024,
  fields: {
    sent: gauge("packets", "Echo requests sent, both runs together."),
    received: gauge("packets", "Answers."),
    lostPercent: gauge("percent", "Requests without an answer."),
    loadMbit: gauge("Mbit/s", "What our transfer handed over beside the second run."),
    idleMinMs: ms("Shortest round trip without our load."),
    idleMedianMs: ms("The middle one without our load."),
    idleP90Ms: ms("Nine of ten stay below, without our load."),
    loadedMinMs: ms("Shortest round trip with our load."),
    loadedMedianMs: ms("The middle one with our load."),
    loadedP90Ms: ms("Nine of ten stay below, with our load."),
    worstMs: ms("The larger of the two that nine of ten stay below."),
    acceptableMs: ms("What was asked for: the round trip that is acceptable."),
    excessMs: ms("By how much the worst is above it; unknown where it is not and no load of ours ran."),
  },
  tables: {
    echoes: ECHOES,
    lossRuns: LOSS_RUNS,
    roundTrips: {
      of: state("Which run it was of."),
      number: gauge("", "Number of the request."),
      tookMs: ms("Its round trip."),
    },
  },
  ways: [
    { argv: ["sh", "-c", literally(LOADED_PING_SCRIPT), "culprit-ping", ...ARGUMENTS], parse: parseLoadedPing, privilege: "user" },
    { argv: ["sh", "-c", literally(LOADED_PING_SCRIPT), "culprit-ping", ...ARGUMENTS], parse: parseLoadedPing, privilege: "sudo" },
  ],
} as const satisfies Collector;
