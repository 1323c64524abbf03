import { rememberedIn, saidIn, type Memory } from "../investigate/memory.ts";
import { observationOf, type Bundle } from "./bundle.ts";

/** One exported investigation as all there is to remember. */
export function memoryOfBundle({ investigation, events, observations }: Bundle): Memory {
  const outputs = new Map(observations.map((each) => [each.id, observationOf(each)]));
  const of = rememberedIn(investigation.id, events, outputs);
  return {
    earlier: (collector, host) =>
      Promise.resolve(
        of(host)
          .filter(({ observation }) => observation.collector === collector)
          .toSorted((a, b) => b.observation.startedAt.getTime() - a.observation.startedAt.getTime()),
      ),
    fresh: (id, host, since) =>
      Promise.resolve(id === investigation.id ? of(host).filter(({ observation }) => observation.startedAt >= since) : []),
    said: (id, host, since) => Promise.resolve(id === investigation.id ? saidIn(events, host, since) : []),
  };
}
