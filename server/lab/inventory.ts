import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { z } from "zod";
import { LAB_INVENTORY_VERSION, type LabInventory } from "#machines/contract/lab-inventory.ts";
import { NotTrusted, requireTrustedFolder, trustedText } from "./trusted.ts";

/** How it stands with the lab of this machine. `say` is a sentence for people: why a lab that seems to be there cannot be used. */
export type LabReading =
  | { readonly state: "none" }
  | { readonly state: "up"; readonly directory: string; readonly inventory: LabInventory }
  | { readonly state: "unusable"; readonly directory: string; readonly say: string };

/** One place only: a lab raised elsewhere is somebody's own business. Named as the lab names it, where the variable has another spelling. */
export const labDirectory = (): string => {
  const given = process.env["CULPRIT_LAB"];
  return resolve(given === undefined || given === "" ? "/run/culprit-lab" : given);
};

/** RFC 2544's 198.18.0.0/15, where every lab has its management network: its key is offered nowhere else. */
const LAB_NETWORK = /^198\.1[89]\.\d{1,3}\.\d{1,3}$/;

const names = z.record(z.string(), z.array(z.string()));
const inventorySchema: z.ZodType<LabInventory> = z.object({
  version: z.literal(LAB_INVENTORY_VERSION),
  topology: z.string(),
  about: z.string(),
  since: z.iso.datetime(),
  root: z.object({ pid: z.int().positive(), startTicks: z.string() }),
  identityFile: z.string(),
  knownHostsFile: z.string(),
  hosts: z.array(
    z.object({
      name: z.string(),
      about: z.string(),
      address: z.string().regex(LAB_NETWORK),
      port: z.int().min(1).max(65_535),
      user: z.string(),
      hostKeyFingerprint: z.string(),
      knownHostsLine: z.string(),
    }),
  ),
  asks: z.array(z.object({ runbook: z.string(), roles: names, inputs: z.record(z.string(), z.string()) })),
});

/** Reads which lab is up. Never throws for what a lab, or somebody who pretends to be one, can do. */
export async function readLab(directory = labDirectory()): Promise<LabReading> {
  const unusable = (why: string): LabReading => ({ state: "unusable", directory, say: `${why}.` });
  try {
    await requireTrustedFolder(directory);
    const inventory = inventoryIn(await trustedText(`${directory}/inventory.json`));
    if (typeof inventory === "string") return unusable(inventory);
    const outside = [inventory.identityFile, inventory.knownHostsFile].find((file) => !file.startsWith(`${directory}/`));
    if (outside !== undefined) return unusable(`The lab in ${directory} names a key outside its own directory, ${outside}; it is not used`);
    if (!(await isAlive(inventory.root)))
      return unusable(`The ${inventory.topology} lab in ${directory} has ended without being taken down. culprit lab up raises it again`);
    return { state: "up", directory, inventory };
  } catch (error) {
    if (error instanceof NotTrusted) return unusable(`The lab is not used: ${error.message}`);
    return absent(error, directory);
  }
}

/** What a file that cannot be read says about the lab. */
async function absent(error: unknown, directory: string): Promise<LabReading> {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const unusable = (say: string): LabReading => ({ state: "unusable", directory, say });
  if (code === "EACCES" || code === "EPERM")
    return unusable(
      `There is a lab in ${directory}, and this account may not read it. Start Culprit as the account that raised it, usually root.`,
    );
  if (code === "ELOOP") return unusable(`The lab is not used: ${directory}/inventory.json is a link.`);
  if (code !== "ENOENT" && code !== "ENOTDIR") throw error;
  const isThere = await requireTrustedFolder(directory).then(
    () => true,
    () => false,
  );
  return isThere
    ? unusable(`The lab in ${directory} is just going up, or did not come up whole. culprit lab status tells which.`)
    : { state: "none" };
}

/** The inventory, or why it is none. */
function inventoryIn(text: string): LabInventory | string {
  const parsed = json(text);
  const version = typeof parsed === "object" && parsed !== null && "version" in parsed ? parsed.version : undefined;
  if (version !== undefined && version !== LAB_INVENTORY_VERSION)
    return "The lab was raised by another version of Culprit; take it down with that one and raise it with this one";
  const read = inventorySchema.safeParse(parsed);
  return read.success ? read.data : "The lab's inventory.json is not whole; culprit lab down and up make it anew";
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Field 22 of /proc/PID/stat; the name before it may hold spaces and parentheses. */
async function isAlive({ pid, startTicks }: LabInventory["root"]): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return state !== "Z" && fields[18] === startTicks;
}
