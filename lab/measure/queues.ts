import { z } from "zod";
import type { Namespace } from "../hosts/namespace.ts";
import type { Counters } from "./counters.ts";

const queues = z.array(
  z.object({
    root: z.boolean().optional(),
    backlog: z.number().default(0),
    drops: z.number().default(0),
    overlimits: z.number().default(0),
  }),
);

const read = async (place: Namespace, dev: string) =>
  queues.parse(JSON.parse(await place.must(["tc", "-s", "-json", "qdisc", "show", "dev", dev])));

/** Bytes that wait at this moment in the root queueing discipline of an interface. */
export const queuedBytes = async (place: Namespace, dev: string): Promise<number> => {
  const shown = await read(place, dev);
  return shown.filter((each) => each.root === true).reduce((sum, each) => sum + each.backlog, 0);
};

/** What all disciplines of an interface held back and dropped. */
export const shaperCounters = async (place: Namespace, dev: string): Promise<Counters> => {
  const shown = await read(place, dev);
  const sum = (field: "drops" | "overlimits") => shown.reduce((total, each) => total + each[field], 0);
  return { drops: sum("drops"), overlimits: sum("overlimits") };
};
