import { hostOf, type Lab } from "../../hosts/lab.ts";
import { startBackup } from "../../means/backup.ts";
import { moveBack, moveFar } from "../../means/far.ts";
import { shapePort, unshapePort } from "../../means/shaper.ts";
import { waitUntil } from "../../means/wait.ts";
import { queuedBytes } from "../../measure/queues.ts";
import { ping } from "../../measure/ping.ts";
import { roundTripTo, BETA, switchPort } from "../../topologies/flat.ts";
import { numberOf, textOf, type Fault, type Parameters, type SelfCheck } from "../fault.ts";

/** On its way out to this host the switch's queue is long. */
const PORT = switchPort("beta");
/** Of the pair without it: some hundredths of a millisecond, and a few where much else runs. */
const SLOW_MS = 15;

/** Nobody can log in to the switch. The way behind it is long, or its own queue is, which a transfer fills as on any slow link. */
export const delayElsewhere: Fault = {
  id: "delay-elsewhere",
  kind: "fault",
  topology: "pair",
  about: "What is sent between alpha and beta is late for a reason that lies between them: a long way, or a long queue of the switch.",
  story: "Since beta was moved, everything between it and alpha takes tens of milliseconds. Both hosts are idle, and nothing is lost.",
  groundTruth: { causes: [{ id: "delayOutside" }] },
  parameters: { by: "way", delayMs: 20, queuedBytes: 100_000 },
  limits: { delayMs: [8, 100], queuedBytes: [20_000, 400_000] },
  variants: { queue: { by: "queue" }, far: { delayMs: 60 } },
  asks: [roundTripTo(BETA.dataAddress)],
  inject: async (lab, parameters) => {
    const owner = delayElsewhere.id;
    if (textOf(parameters, "by") === "way") {
      await moveFar(lab, { owner, port: switchPort("alpha"), delayMs: numberOf(parameters, "delayMs") });
      return;
    }
    const queued = numberOf(parameters, "queuedBytes");
    await shapePort(lab.switch, PORT, { kbitPerSecond: 8_000, queuedBytes: queued });
    await startBackup(lab, { owner, from: hostOf(lab, "alpha"), to: hostOf(lab, "beta") });
    await waitUntil("the queue is long", async () => (await queuedBytes(lab.switch, PORT)) > queued / 2);
  },
  heal: async (lab) => {
    await unshapePort(lab.switch, PORT);
    await moveBack(lab, switchPort("alpha"));
  },
  check,
};

async function check(lab: Lab, parameters: Parameters): Promise<SelfCheck> {
  const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
  const result = await ping({ from: alpha, to: beta.dataAddress, count: 20, intervalMs: 50, waitSeconds: 2 });
  const [here, there] = await Promise.all([alpha, beta].map((host) => queuedBytes(host, host.dataInterface)));
  const [waiting, far] = await Promise.all([
    queuedBytes(lab.switch, PORT),
    lab.switch.exec(["ip", "link", "show", "dev", "far"]).then(({ exitCode }) => exitCode === 0),
  ]);
  return {
    symptom: (result.averageMs ?? 0) > SLOW_MS,
    mechanism: textOf(parameters, "by") === "way" ? far : waiting > 10_000 && here === 0 && there === 0,
    saw: `round trip ${result.averageMs} ms, ${result.lost} of ${result.sent} lost; ${waiting} bytes wait in the switch, ${here} on alpha, ${there} on beta; ${far ? "a" : "no"} long way lies between them`,
  };
}
