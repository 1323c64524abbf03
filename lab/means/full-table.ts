import { readdir, readlink } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { LabProblem } from "../hosts/problem.ts";
import type { Namespace } from "../hosts/namespace.ts";
import { run } from "../hosts/run.ts";
import { changeSetting, type SettingOwner } from "../hosts/setting.ts";

export const TABLE_LIMIT = "/proc/sys/net/netfilter/nf_conntrack_max";

/** Arbitrary: more tracked connections elsewhere on this machine than a quarter of this, and they must not be put at risk. */
const LARGEST_LIMIT = 20_000;
const FILE = "/run/lab/flows";

/** The limit is the machine's: it is set so that four times what any other network namespace tracks still fits. */
export const safeLimit = async (): Promise<number> => {
  const count = (pid: string) => run(["nsenter", `--net=/proc/${pid}/ns/net`, "cat", "/proc/sys/net/netfilter/nf_conntrack_count"]);
  // A namespace that ended meanwhile tracks nothing any more.
  const counts = (await Promise.all((await oneOfEachNamespace()).map(count))).map((ran) => Number(ran.stdout) || 0);
  const limit = Math.max(1_000, 4 * Math.max(0, ...counts));
  if (limit <= LARGEST_LIMIT) return limit;
  throw new LabProblem(
    `This machine tracks ${Math.max(...counts)} connections of its own, and the limit that this fault lowers is shared with them.`,
  );
};

/** One process of every network namespace of the machine. Not by lsns, which fails when a process ends while it looks. */
const oneOfEachNamespace = async (): Promise<readonly string[]> => {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const where = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/ns/net`).catch(() => null)));
  const byNamespace = new Map(pids.map((pid, index) => [where[index], pid]));
  byNamespace.delete(null);
  return [...byNamespace.values()];
};

/** How long another lab's fault may hold the limit before this one gives up. */
const PATIENCE_MS = 30_000;

/**
 * Makes room before anything is filled: another lab's fault may have lowered the limit, and entries above it are refused, which
 * conntrack calls a lack of memory.
 */
export const claimLimit = async (owner: SettingOwner): Promise<void> => {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await changeSetting(owner, TABLE_LIMIT, String(2 * LARGEST_LIMIT));
    } catch (error) {
      if (!(error instanceof LabProblem) || Date.now() > until) throw error;
      await sleep(200);
    }
  }
};

export interface Flows {
  /** The first three octets of the clients. */
  readonly clients: string;
  readonly server: string;
  readonly count: number;
}

/** Long-lived connections of clients that never existed, for `fillTable`. */
export const establishedFlows = ({ clients, server, count }: Flows): string =>
  Array.from({ length: count }, (_, n) => {
    const [client, port] = [`${clients}.${(n % 250) + 1}`, 1_024 + Math.floor(n / 250)];
    return `-I -s ${client} -d ${server} -p tcp --state ESTABLISHED --sport ${port} --dport 443 -t 86400 -u SEEN_REPLY,ASSURED\n`;
  }).join("");

/** Enters flows into a place's connection-tracking table. */
export const fillTable = (place: Namespace, flows: string): Promise<string> =>
  place.must(["sh", "-c", `cat > ${FILE} && conntrack -R ${FILE} && rm ${FILE}`], { input: flows });
