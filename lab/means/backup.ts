import { startProcess } from "../hosts/extra.ts";
import type { Lab, LabHost } from "../hosts/lab.ts";
import { watchStream } from "../measure/streams.ts";
import { pythonProgram } from "../programs/python.ts";
import { isListening } from "./service.ts";
import { waitUntil } from "./wait.ts";

export const BACKUP_PORT = 8_730;
/** What a program reads at once that keeps up. */
const AT_ONCE = 262_144;

export interface Backup {
  readonly owner: string;
  readonly from: LabHost;
  readonly to: LabHost;
  /** The program that sends, where it is not one that hands over as much as the connection takes. It is to be called "backup". */
  readonly sender?: readonly string[];
  /** The program that reads, where it is not one that keeps up. */
  readonly store?: readonly string[];
}

/** A transfer that people complain about, and that goes on: its connection is open when this returns. */
export const startBackup = async (lab: Lab, { owner, from, to, sender, store }: Backup): Promise<void> => {
  const keepsUp = pythonProgram("store.py", "backup-store", to.dataAddress, BACKUP_PORT, 0, AT_ONCE, 0);
  await startProcess(lab, { owner, name: "backup-store", on: to, argv: store ?? keepsUp });
  await waitUntil("backup-store listens", () => isListening(to, BACKUP_PORT));
  const hurries = pythonProgram("upload.py", "backup", to.dataAddress, BACKUP_PORT);
  await startProcess(lab, { owner, name: "backup", on: from, argv: sender ?? hurries });
  await waitUntil("the backup runs", async () => ((await watchStream(from, BACKUP_PORT, 300))?.mbitPerSecond ?? 0) > 0);
};
