import type { HostCell, HostOffer, SweepPage } from "#server/read/sweeps.ts";
import { Usage } from "../exit.ts";
import { callServer, followServer } from "../server-call.ts";
import type { Tell } from "./tell.ts";

export interface AskedThere {
  readonly runbook: string;
  readonly cause: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly atOnce: number;
  readonly group: string;
  readonly data: string | undefined;
}

type Row = Pick<HostOffer, "name" | "address" | "group"> & Readonly<Record<"port" | "user" | "netns", unknown>>;

interface News {
  readonly status: SweepPage["sweep"]["status"];
  readonly cells: readonly HostCell[];
}

const OPEN: ReadonlySet<string> = new Set(["pending", "running", "waiting"]);

/** A sweep of the running server, over a group of its inventory. It goes on there when this is interrupted; its page stops it. */
export async function sweepOnServer({ group, data, ...asked }: AskedThere, tell: Tell): Promise<number> {
  const rows = await callServer<readonly Row[]>("/api/v1/hosts", { data });
  const hosts = rows
    .filter((row) => row.group === group)
    .map(({ name, address, port, user, netns }) => ({ name, address, port, user, netns }));
  if (hosts.length === 0) {
    const groups = [...new Set(rows.flatMap((row) => row.group ?? []))].join(", ");
    throw new Usage(`No host of the inventory is in the group ${group}. Groups: ${groups || "none"}.`);
  }
  const { id } = await callServer<{ readonly id: string }>("/api/v1/sweeps", { data, body: { do: "startSweep", ...asked, hosts } });
  const cells = new Map<number, HostCell>();
  const told = new Set<number>();
  const say = (cell: HostCell): void => {
    const host = hosts[cell.n - 1];
    if (host === undefined || told.has(cell.n)) return;
    told.add(cell.n);
    const { state, reason, say: text, lines } = cell;
    tell.host({ host: host.name, address: host.address, state, reason, say: text, lines });
  };
  let status: News["status"] = "running";
  for await (const news of followServer<News>(`/api/v1/sweeps/${id}/events`, { data })) {
    status = news.status;
    for (const cell of news.cells) {
      cells.set(cell.n, cell);
      if (!OPEN.has(cell.state)) say(cell);
    }
    if (status !== "running" && ![...cells.values()].some(({ state }) => state === "running")) break;
  }
  for (const cell of cells.values()) say(cell);
  const { sweep } = await callServer<SweepPage>(`/api/v1/sweeps/${id}`, { data });
  return tell.end({ sweep: id, runbook: asked.runbook, version: sweep.runbook.version, cause: asked.cause, status, hosts: hosts.length });
}
