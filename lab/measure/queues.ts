import { z } from "zod";
import type { Namespace } from "../hosts/namespace.ts";

const queues = z.array(z.object({ root: z.boolean().optional(), backlog: z.number().default(0) }));

/** Bytes that wait at this moment in the root queueing discipline of an interface. */
export const queuedBytes = async (place: Namespace, dev: string): Promise<number> => {
  const shown = queues.parse(JSON.parse(await place.must(["tc", "-s", "-json", "qdisc", "show", "dev", dev])));
  return shown.filter((each) => each.root === true).reduce((sum, each) => sum + each.backlog, 0);
};
