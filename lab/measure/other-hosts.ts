import { z } from "zod";
import type { Namespace } from "../hosts/namespace.ts";

const links = z.array(z.object({ stats64: z.object({ rx: z.object({ otherhost: z.number().optional() }) }) }));

/** Frames that an interface took although they were addressed to another: a promiscuous one does. iproute2 leaves the count out while it is 0. */
export const otherHostDropped = async (place: Namespace, dev: string): Promise<number> => {
  const [link] = links.parse(JSON.parse(await place.must(["ip", "-s", "-s", "-j", "link", "show", "dev", dev])));
  return link?.stats64.rx.otherhost ?? 0;
};
