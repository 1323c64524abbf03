import { placeOf, type Lab } from "../hosts/lab.ts";
import type { Namespace } from "../hosts/namespace.ts";
import type { Counters } from "./counters.ts";
import { protocolCounters } from "./protocols.ts";
import { ruleCounters } from "./rule-counters.ts";
import { trackingCounters } from "./tracking.ts";

/** Rules, connection tracking and protocols of some places at once, by names such as "gw.invalid.packets", "gw.drop" or "transit.IpFragFails". */
export const gatewayCounters = async (lab: Lab, names: readonly string[]): Promise<Counters> => {
  const all = await Promise.all(names.map((name) => countersOf(placeOf(lab, name))));
  return Object.fromEntries(all.flat());
};

const countersOf = async (place: Namespace): Promise<readonly (readonly [string, number])[]> => {
  const read = await Promise.all([protocolCounters(place), trackingCounters(place), ruleCounters(place)]);
  return read.flatMap((counters) => Object.entries(counters)).map(([name, value]) => [`${place.name}.${name}`, value] as const);
};
