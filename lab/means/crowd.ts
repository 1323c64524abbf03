import { addNamespace, startProcess } from "../hosts/extra.ts";
import type { Lab } from "../hosts/lab.ts";
import { program } from "../programs/program.ts";

/**
 * A crowd of virtual ports in one namespace, as on a network node with many routers: one multicast advert is flooded to
 * `relays` ports of a first bridge, each of which floods it to `leaves` ports of a second one. All of these copies go
 * into the backlog of the one CPU that the sender runs on, within one soft interrupt.
 */
export interface Crowd {
  readonly owner: string;
  readonly cpu: number;
  readonly relays: number;
  readonly leaves: number;
  readonly advertsPerSecond: number;
}

/** At the most of all three one CPU handles 300,000 copies a second: much, and the machine still answers. */
export const CROWD_LIMITS: Readonly<Record<"relays" | "leaves" | "advertsPerSecond", readonly [number, number]>> = {
  relays: [1, 120],
  leaves: [1, 40],
  advertsPerSecond: [1, 60],
};

const ADDRESS = "198.51.100.1";

export const raiseCrowd = async (lab: Lab, crowd: Crowd): Promise<void> => {
  const place = await addNamespace(lab, crowd.owner, "crowd");
  await place.must(["ip", "-batch", "-"], { input: links(crowd) });
  // Isolated ports of one bridge never hear each other: without that the copies would go round in circles.
  const isolated = ports(crowd.relays).map((n) => `link set dev far${n} isolated on`);
  await place.must(["bridge", "-batch", "-"], { input: `${isolated.join("\n")}\n` });
  const argv = ["taskset", "-c", String(crowd.cpu), ...program("adverts.ts", ADDRESS, crowd.advertsPerSecond)];
  await startProcess(lab, { owner: crowd.owner, name: "adverts", on: place, argv });
};

const links = ({ relays, leaves }: Crowd): string => {
  const lines = ["link add near type bridge mcast_snooping 0", "link add far type bridge mcast_snooping 0"];
  const pair = (one: string, other: string) => lines.push(`link add ${one} type veth peer name ${other}`);
  const up = (dev: string, bridge?: string) => lines.push(`link set dev ${dev} ${bridge === undefined ? "" : `master ${bridge} `}up`);
  pair("sender", "entry");
  for (const n of ports(relays)) pair(`near${n}`, `far${n}`);
  for (const n of ports(leaves)) pair(`leaf${n}`, `router${n}`);
  up("entry", "near");
  for (const n of ports(relays)) {
    up(`near${n}`, "near");
    up(`far${n}`, "far");
  }
  for (const n of ports(leaves)) {
    up(`leaf${n}`, "far");
    up(`router${n}`);
  }
  up("near");
  up("far");
  lines.push(`addr add ${ADDRESS}/24 dev sender`);
  up("sender");
  return `${lines.join("\n")}\n`;
};

const ports = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);
