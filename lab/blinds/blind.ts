import { readFileSync } from "node:fs";
import type { Namespace } from "../hosts/namespace.ts";

/** One instrument that refuses on one host. Blinds add up: several may be put in front of the same tool. */
export interface Blind {
  /** What is so on that host: "nft is not installed". */
  readonly about: string;
  /** Shell with the functions of host.sh; makes it so. */
  readonly put: string;
  /** Shell of its own; ends with 0 only where the instrument really refuses. */
  readonly proof: string;
}

const FUNCTIONS = readFileSync(new URL("host.sh", import.meta.url), "utf8");

/** Blinds a host until the owner's blinds are lifted. Only in the host's own mounts: no other host and no file of the machine changes. */
export const putBlinds = (host: Namespace, owner: string, blinds: readonly Blind[]): Promise<string> =>
  host.must(
    [
      "sh",
      "-e",
      "-c",
      `${FUNCTIONS}\nmkdir -p "$blinds/wanted"\ncat > "$blinds/new"\nmv "$blinds/new" "$blinds/wanted/$1.sh"\napply`,
      "sh",
      owner,
    ],
    { input: `${blinds.map((blind) => blind.put).join("\n")}\n` },
  );

/** Repeatable, and also after a putBlinds that was interrupted. */
export const liftBlinds = (host: Namespace, owner: string): Promise<string> =>
  host.must(["sh", "-e", "-c", `${FUNCTIONS}\nrm -f "$blinds/wanted/$1.sh" "$blinds/new"\napply`, "sh", owner]);

/** Those that do not refuse where they should. */
export const notRefusing = async (host: Namespace, blinds: readonly Blind[]): Promise<readonly Blind[]> => {
  const ran = await Promise.all(blinds.map((blind) => host.exec(["sh", "-c", blind.proof], { timeoutMs: 20_000 })));
  return blinds.filter((_, index) => ran[index]?.exitCode !== 0);
};

/**
 * The same host as it is without its blinds: what runs there has copies of the host's mounts, from which they were taken away.
 * The lab's instruments measure through it what the blinded host does not show to anybody who logs in.
 */
export const sighted = <Host extends Namespace>(host: Host): Host => {
  const unblinded = (argv: readonly string[]) => [
    "unshare",
    "--mount",
    "--propagation",
    "private",
    "sh",
    "-e",
    "-c",
    `path=$PATH\n${FUNCTIONS}\nuncover\nPATH=$path\nexec "$@"`,
    "sh",
    ...argv,
  ];
  return {
    ...host,
    exec: (argv, options) => host.exec(unblinded(argv), options),
    must: (argv, options) => host.must(unblinded(argv), options),
  };
};
