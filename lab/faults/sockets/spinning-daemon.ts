import { startProcess } from "../../hosts/extra.ts";
import { hostOf, type Lab } from "../../hosts/lab.ts";
import { twoCpus } from "../../means/cpus.ts";
import { otherOf } from "../../means/service.ts";
import { waitUntil } from "../../means/wait.ts";
import { requestsPerSecond } from "../../measure/requests.ts";
import { busyThreads } from "../../measure/threads.ts";
import { pythonProgram } from "../../programs/python.ts";
import { numberOf, textOf, type Fault, type Parameters } from "../fault.ts";

/** A routing table of its own, so that no packet is ever routed by it. */
const TABLE = "100";
const DAEMON = "ovs-vswitchd";
/** Data paths are given precedence: the start script of Open vSwitch sets -10. The highest shows also where much else runs. */
const NICE = "-20";
/** Of what the other CPU answers. Where others work too, one CPU may give a service half of what the other one does. */
const SUFFERS = 0.35;
/** Requests per second: 5 % of a CPU. On a busy machine a fair share is more. */
const NEXT_TO_NOTHING = 250;
/** Of one CPU. A thread that computes would spend it in user time. */
const SPINS = 0.3;

/**
 * Each dump of the routing table takes the kernel about a millisecond, and the threads ask for the next one at once: nearly all of
 * their time is system time. The scheduler gives them nearly all of the CPU, because of the priority they have.
 */
export const spinningDaemon: Fault = {
  id: "spinning-daemon",
  kind: "fault",
  topology: "pair",
  about: "Threads of a privileged daemon ask the kernel for the same tables without end, and take a CPU from the services there.",
  story: "A service on that host answers a small part of the requests it used to. Its own code is unchanged, no packet is lost.",
  groundTruth: (parameters) => ({
    causes: [{ id: "spinningDaemon", host: textOf(parameters, "host"), object: `${DAEMON} (handler10)` }],
  }),
  parameters: { host: "beta", threads: 2, routes: 3_000 },
  limits: { threads: [1, 8], routes: [1, 20_000] },
  variants: { "one-thread": { threads: 1 }, "small-dumps": { routes: 800 }, "on-alpha": { host: "alpha" } },
  inject,
  heal: async (lab, parameters) => {
    const host = hostOf(lab, textOf(parameters, "host"));
    // Flushing a table that does not exist is an error; with a route in it, it exists.
    await host.must(["ip", "route", "replace", "unreachable", "203.0.113.0/32", "table", TABLE]);
    await host.must(["ip", "route", "flush", "table", TABLE]);
  },
  check: async (lab, parameters) => {
    const host = hostOf(lab, textOf(parameters, "host"));
    const { quiet, flooded } = await twoCpus();
    const threads = (await busyThreads(host, 500)).filter(
      ({ system, user }) => system > SPINS / numberOf(parameters, "threads") && system > 5 * user,
    );
    const from = { from: otherOf(lab, host), fromCpu: quiet, to: host, address: host.dataAddress, durationMs: 350 };
    const rates = { spun: 0, other: 0 };
    for (const _ of [1, 2]) {
      rates.spun += await requestsPerSecond({ ...from, cpu: flooded });
      rates.other += await requestsPerSecond({ ...from, cpu: quiet });
    }
    const named = threads.map(({ name, system, user }) => `${name} ${Math.round(100 * system)} % system, ${Math.round(100 * user)} % user`);
    return {
      symptom: rates.spun < SUFFERS * rates.other && rates.spun / 2 < NEXT_TO_NOTHING,
      mechanism: threads.length > 0,
      saw: `CPU ${flooded} of ${host.name} answers ${Math.round(rates.spun / 2)} requests/s, CPU ${quiet} ${Math.round(rates.other / 2)}; ${named.join(", ") || "no thread spins in the kernel"}`,
    };
  },
};

async function inject(lab: Lab, parameters: Parameters): Promise<void> {
  const host = hostOf(lab, textOf(parameters, "host"));
  const { flooded } = await twoCpus();
  const routes = Array.from({ length: numberOf(parameters, "routes") }, (_, n) => {
    return `route replace unreachable 203.0.${112 + Math.floor(n / 250)}.${n % 250}/32 table ${TABLE}\n`;
  });
  await host.must(["ip", "-batch", "-"], { input: routes.join("") });
  const spinner = pythonProgram("spinner.py", DAEMON, NICE, numberOf(parameters, "threads"));
  const argv = ["taskset", "-c", String(flooded), ...spinner];
  await startProcess(lab, { owner: spinningDaemon.id, name: DAEMON, on: host, argv });
  await waitUntil(`${DAEMON} spins`, async () =>
    (await busyThreads(host, 200)).some(({ name, system }) => name === "handler10" && system > 0.1),
  );
}
