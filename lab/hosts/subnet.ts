import { mkdir, readdir, readlink, rm, rmdir, symlink } from "node:fs/promises";
import { must } from "./run.ts";

/** One link for each network that a lab has taken, to the lab's directory: made at once or not at all, so two labs never share one. */
const CLAIMS = "/run/culprit-networks";

/**
 * RFC 2544 sets 198.18.0.0/15 aside for benchmarks: nobody routes it, so a /24 of it hides nothing a person may want to reach.
 * The first that no address and no route of this machine touches is taken, and stays taken until `freeClaims`.
 */
export const takeNetwork = async (directory: string): Promise<string> => {
  const used = (await Promise.all([must(["ip", "-4", "-o", "addr"]), must(["ip", "-4", "route", "show", "table", "all"])]))
    .join("\n")
    .matchAll(/\b(\d+)\.(\d+)\.(\d+)\.\d+(?:\/(\d+))?/g);
  const taken = [...used].map(([, a, b, c, length]) => ({ a: Number(a), b: Number(b), c: Number(c), length: Number(length ?? 32) }));
  for (let third = 77; third < 255; third += 1) {
    const network = `198.18.${third}`;
    if (!taken.some((range) => covers(range, third)) && (await claim(network, directory))) return network;
  }
  throw new Error("every /24 of 198.18.77.0 to 198.18.254.0 is in use on this machine");
};

/** Another lab that is going up may have looked at the same moment: then one of the two gets it. */
const claim = async (network: string, directory: string): Promise<boolean> => {
  await mkdir(CLAIMS, { recursive: true, mode: 0o700 });
  return symlink(directory, `${CLAIMS}/${network}`).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      // The folder goes with the last claim, perhaps between these two lines: then the next network is tried, with a new folder.
      if (error.code === "EEXIST" || error.code === "ENOENT") return false;
      throw error;
    },
  );
};

/** Gives back what the lab in this directory has taken. */
export const freeClaims = async (directory: string): Promise<void> => {
  const names = await readdir(CLAIMS).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  for (const name of names) {
    const owner = await readlink(`${CLAIMS}/${name}`).catch(() => null);
    if (owner === directory) await rm(`${CLAIMS}/${name}`, { force: true });
  }
  // Fails while other labs are there, which is why it is tried.
  await rmdir(CLAIMS).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOTEMPTY" && error.code !== "ENOENT") throw error;
  });
};

interface Range {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly length: number;
}

/** Whether the range and 198.18.third.0/24 overlap. */
const covers = ({ a, b, c, length }: Range, third: number): boolean => {
  const shift = 24 - Math.min(length, 24);
  const range = (a << 16) | (b << 8) | c;
  const candidate = (198 << 16) | (18 << 8) | third;
  return length > 0 && range >> shift === candidate >> shift;
};
