import { startProcess } from "../hosts/extra.ts";
import type { Lab } from "../hosts/lab.ts";
import type { Namespace } from "../hosts/namespace.ts";
import { pythonProgram } from "../programs/python.ts";
import { waitUntil } from "./wait.ts";

export interface Eater {
  readonly owner: string;
  readonly on: Namespace;
  readonly device: string;
  /** The FINs of one TCP port, adverts, each sixteenth echo, queries for names, each fourth segment to eight TCP ports, fragments (all, or all but first ones), or packets of 1,280 bytes and more. */
  readonly what:
    readonly ["fins" | "segments", number] | readonly ["vrrp" | "echoes" | "queries" | "large"] | readonly ["fragments", "all" | "later"];
}

/** A program at an interface (XDP) that drops frames before any capture there sees them. It goes with the process that holds it. */
export const eatFrames = async (lab: Lab, { owner, on, device, what }: Eater): Promise<void> => {
  await startProcess(lab, { owner, name: "frame-eater", on, argv: pythonProgram("frame-eater.py", device, ...what) });
  await waitUntil("a program at the interface", () => hasProgram(on, device));
};

export const hasProgram = async (on: Namespace, device: string): Promise<boolean> =>
  (await on.must(["ip", "-o", "link", "show", "dev", device])).includes(" xdp");
