import { startProcess } from "../../hosts/extra.ts";
import { hostOf, type Lab } from "../../hosts/lab.ts";
import { changeSetting } from "../../hosts/setting.ts";
import { twoCpus } from "../../means/cpus.ts";
import { observe } from "../../measure/window.ts";
import { pythonProgram } from "../../programs/python.ts";
import { numberOf, type Fault, type Parameters, type SelfCheck } from "../fault.ts";
import { ensureUsualBacklog, restoreSteering, steerPath } from "./backlog-overflow.ts";

const CORE = "/proc/sys/net/core";
const PORT = 4_739;
/** Small, so that one socket's send buffer has about 280 of them under way. */
const BYTES = 100;
/** Without the fault a round trip takes some hundredths of a millisecond, also while the same programs run. */
const SLOW_MS = 1;

/**
 * A soft interrupt that stops with work left is run again at most ten times, then left to the thread ksoftirqd. With a budget of one
 * packet that is ten packets; the next ten come with the next timer tick, 4 ms later, as long as a real-time process keeps the thread
 * from running. At the default of 300 one soft interrupt takes all that a burst brings, and the same process harms nobody.
 * dev_weight bounds what one poll of the backlog takes, which the budget is only compared with afterwards.
 */
export const softirqBudget: Fault = {
  id: "softirq-budget",
  kind: "fault",
  topology: "pair",
  about: "The soft interrupt's budget on beta's CPU is a few packets; a real-time process keeps its thread from doing the rest.",
  story: "Since the host of the trading feed was tuned for low latency, what it receives comes tens of milliseconds late.",
  groundTruth: {
    causes: [{ id: "softirqBudget", host: "beta" }],
    // Where the queue is not drained it overflows in the end: that is where packets are lost, and not why.
    contributing: [
      { id: "backlogOverflow", host: "beta" },
      { id: "ksoftirqdStarved", host: "beta", object: "feed-poller" },
    ],
  },
  parameters: { budget: 1, burst: 140, everyMs: 4, sockets: 1, pollingMs: 90, restMs: 5 },
  limits: { budget: [1, 64], burst: [1, 1_000], everyMs: [1, 100], sockets: [1, 16], pollingMs: [10, 90], restMs: [2, 50] },
  variants: { loss: { burst: 150, sockets: 12 }, "two-packets": { budget: 2, burst: 200 } },
  inject,
  heal: restoreSteering,
  check,
};

async function inject(lab: Lab, parameters: Parameters): Promise<void> {
  const [owner, alpha, beta] = [softirqBudget.id, hostOf(lab, "alpha"), hostOf(lab, "beta")];
  const { quiet, flooded } = await twoCpus();
  await ensureUsualBacklog(lab, owner);
  await steerPath(lab, { quiet, beta: flooded });
  for (const name of ["netdev_budget", "dev_weight"]) {
    await changeSetting({ directory: lab.directory, fault: owner }, `${CORE}/${name}`, String(numberOf(parameters, "budget")));
  }
  const rhythm = [numberOf(parameters, "pollingMs"), numberOf(parameters, "restMs")];
  const poller = pythonProgram("poller.py", "feed-poller", flooded, ...rhythm);
  await startProcess(lab, { owner, name: "feed-poller", on: beta, argv: poller });
  const load = [numberOf(parameters, "burst"), BYTES, numberOf(parameters, "everyMs"), numberOf(parameters, "sockets")];
  const feed = ["taskset", "-c", String(quiet), ...pythonProgram("bursts.py", beta.dataAddress, PORT, ...load)];
  await startProcess(lab, { owner, name: "feed", on: alpha, argv: feed });
}

async function check(lab: Lab): Promise<SelfCheck> {
  const { sent, lost, roundTripMs, change, durationMs } = await observe(lab, { count: 300, intervalMs: 4, floods: true });
  const squeezed = change["softnetSqueezed"] ?? 0;
  const dropped = change["softnetDropped"] ?? 0;
  return {
    symptom: lost > 0 || (roundTripMs ?? 0) > SLOW_MS,
    // A thousand a second: at the default, tens are a busy machine.
    mechanism: squeezed > durationMs && change["alpha.rxDropped"] === 0,
    saw: `round trip ${roundTripMs} ms, ${lost} of ${sent} lost; squeezed +${squeezed} in ${durationMs} ms, softnet dropped +${dropped}`,
  };
}
