import { startProcess } from "../hosts/extra.ts";
import type { Lab } from "../hosts/lab.ts";
import { pythonProgram } from "../programs/python.ts";
import { waitUntil } from "./wait.ts";

/** The bridge that joins the hosts of a flat topology. */
const BRIDGE = "data";
const DEVICE = "far";

export interface LongWay {
  readonly owner: string;
  readonly port: string;
  readonly delayMs: number;
  /** The way out of the port has a second leg, which is longer; one of so many frames takes it. */
  readonly leg?: { readonly longerMs: number; readonly oneOf: number };
}

/**
 * Puts a long way between one port of the switch and its bridge, so that everything between that host and the others takes `delayMs`
 * longer in each direction. Nothing on the hosts changes.
 */
export const moveFar = async (lab: Lab, { owner, port, delayMs, leg }: LongWay): Promise<void> => {
  const place = lab.switch;
  const legs = leg === undefined ? [] : [leg.longerMs, leg.oneOf];
  await place.must(["ip", "link", "set", "dev", port, "nomaster"]);
  await startProcess(lab, { owner, name: "distance", on: place, argv: pythonProgram("distance.py", port, DEVICE, delayMs, ...legs) });
  await waitUntil("the long way is there", async () => (await place.exec(["ip", "link", "show", "dev", DEVICE])).exitCode === 0);
  await place.must(["ip", "link", "set", "dev", DEVICE, "txqueuelen", "10000", "master", BRIDGE, "up"]);
};

/** The way itself ends with its process. */
export const moveBack = (lab: Lab, port: string): Promise<string> => lab.switch.must(["ip", "link", "set", "dev", port, "master", BRIDGE]);
