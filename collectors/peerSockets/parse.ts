import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown, type Unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { decimal } from "../number.ts";
import { linesOf, sections, type Sections } from "../section.ts";
import { socketIn, type Socket } from "./socket.ts";
import { LIMIT_LINES } from "./script.ts";

/** New connections that travel on. */
const MOST_ROWS = 300;

export function parsePeerSockets(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections({ ...output, stdout: output.stdout.replace(/^CULPRIT-ARMED\n/m, "") });
  const looks = looksIn(all);
  const [first, last] = [looks[0], looks.at(-1)];
  if (first === undefined || last === undefined || looks.length < 2) return unparsable("fewer than two looks at the sockets");
  const whole = looks.every(({ size }) => size < Number(LIMIT_LINES));
  const cut = unknown(`more than ${LIMIT_LINES} sockets: not all were looked at`);
  // Without root ss shows only the owners of one's own sockets.
  const isRoot = linesOf(all, "user")[0] === "0";
  const hidden = unknown("owners of sockets are shown to root only");
  const owned = (value: Value): Value => (isRoot ? (whole ? value : cut) : hidden);
  const listeners = last.sockets.filter(({ state }) => state === "LISTEN");
  const steady = steadyIn(looks);
  const descriptors = fullest(linesOf(all, "owners"));
  return {
    fields: {
      looks: looks.length,
      listening: listeners.length > 0,
      acceptQueue: Math.max(
        0,
        ...looks.flatMap(({ sockets }) => sockets.filter(({ state }) => state === "LISTEN").map(({ receive }) => receive)),
      ),
      acceptBacklog: Math.max(0, ...listeners.map(({ send }) => send)),
      established: whole ? last.sockets.filter(({ state }) => state === "ESTAB").length : cut,
      closeWait: owned(steady.filter(({ state, owner }) => state === "CLOSE-WAIT" && owner !== null).length),
      notAccepted: owned(last.sockets.filter((one) => isMade(one) && one.owner === null).length),
      unread: owned(Math.max(0, ...steady.filter(({ state, owner }) => state === "ESTAB" && owner !== null).map(({ receive }) => receive))),
      descriptors: isRoot ? descriptors.used : hidden,
      descriptorLimit: isRoot ? descriptors.limit : hidden,
    },
    tables: { connections: fresh(looks, isRoot).slice(0, MOST_ROWS), processes: isRoot ? processes(last, steady) : [] },
  };
}

const isMade = ({ state }: Socket): boolean => state === "ESTAB" || state === "CLOSE-WAIT";

interface Look {
  readonly size: number;
  readonly sockets: readonly Socket[];
}

function looksIn(all: Sections): readonly Look[] {
  return [...all.keys()]
    .filter((name) => name.startsWith("look "))
    .map((name) => {
      const lines = linesOf(all, name).filter((line) => line.trim() !== "" && !line.startsWith("State"));
      return { size: lines.length, sockets: lines.map(socketIn) };
    });
}

/** Sockets that were there in every look, in one state, each with the least it had to be read. */
function steadyIn(looks: readonly Look[]): readonly Socket[] {
  const [first, ...rest] = looks.map(({ sockets }) => new Map(sockets.map((one) => [one.key, one])));
  return [...(first?.values() ?? [])].flatMap((one) => {
    const seen = rest.map((look) => look.get(one.key));
    if (seen.some((later) => later?.state !== one.state)) return [];
    const least = Math.min(one.receive, ...seen.map((later) => later?.receive ?? 0));
    return [{ ...one, receive: least }];
  });
}

/** Connections that began in the window, as they were last seen: they are gone when the probe gives up. */
function fresh(looks: readonly Look[], isRoot: boolean): readonly Row[] {
  const known = new Set(looks[0]?.sockets.map(({ key }) => key));
  const last = new Map(looks.flatMap(({ sockets }) => sockets.map((one) => [one.key, one] as const)));
  return [...last.values()]
    .filter(({ key, state }) => !known.has(key) && state !== "LISTEN" && state !== "TIME-WAIT")
    .map(({ peer, state, owner, receive, send }) => ({
      key: peer,
      clientPort: Number(peer.slice(peer.lastIndexOf(":") + 1)),
      state,
      owned: isRoot ? owner !== null : unknown("owners of sockets are shown to root only"),
      unread: receive,
      unsent: send,
    }));
}

function processes(last: Look, steady: readonly Socket[]): readonly Row[] {
  const owners = new Map(
    last.sockets.flatMap(({ owner, local }) => (owner === null ? [] : [[`${owner}, TCP port ${portOf(local)}`, owner] as const])),
  );
  return [...owners].map(([key, owner]) => ({
    key,
    sockets: last.sockets.filter((one) => one.owner === owner).length,
    closeWait: steady.filter((one) => one.owner === owner && one.state === "CLOSE-WAIT").length,
    unread: Math.max(0, ...steady.filter((one) => one.owner === owner && one.state === "ESTAB").map(({ receive }) => receive)),
  }));
}

const portOf = (end: string): string => end.slice(end.lastIndexOf(":") + 1);

/** The owner that has used the largest share of the descriptors it may have. */
function fullest(lines: readonly string[]): { readonly used: number | Unknown; readonly limit: number | Unknown } {
  const none = unknown("no process owns a socket of this port");
  let best: { readonly used: number | Unknown; readonly limit: number | Unknown } = { used: none, limit: none };
  for (const line of lines.filter((one) => one.trim() !== "")) {
    const [, used, limit] = line.split(" ");
    if (limit === "-" || limit === "unlimited") continue;
    const now = { used: decimal(used, "descriptors"), limit: decimal(limit, "descriptor limit") };
    if (share(now) >= share(best)) best = now;
  }
  return best;
}

const share = ({ used, limit }: { readonly used: number | Unknown; readonly limit: number | Unknown }): number =>
  typeof used === "number" && typeof limit === "number" && limit > 0 ? used / limit : -1;
