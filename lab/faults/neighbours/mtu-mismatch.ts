import { hostOf, placeOf, type Lab } from "../../hosts/lab.ts";
import type { Namespace } from "../../hosts/namespace.ts";
import { changeOf } from "../../measure/counters.ts";
import { interfaceCounters } from "../../measure/interfaces.ts";
import { describeReach, reach } from "../../measure/reach.ts";
import { switchPort } from "../../topologies/flat.ts";
import { numberOf, textOf, type Fault, type GroundTruth, type Parameters, type SelfCheck } from "../fault.ts";

const USUAL = 1_500;
/** An IPv4 packet of the usual MTU. */
const LARGE = USUAL - 28;

interface End {
  readonly place: Namespace;
  readonly dev: string;
}

/**
 * The smaller end refuses what is larger when it comes in, and breaks up what goes out, so only one direction suffers. A veth lets
 * 4 bytes more through than its MTU, which is why nobody will notice 1,496. A switch's port that is too small hurts both
 * directions: what goes out by it is refused in the bridge, where no interface counts it.
 */
export const mtuMismatch: Fault = {
  id: "mtu-mismatch",
  kind: "fault",
  topology: "pair",
  about: "The two ends of one host's link have different MTUs; packets of the larger size vanish on their way to the smaller end.",
  story: "Logging in to beta works, but copying files to it hangs, and so does anything else that is large.",
  groundTruth: truth,
  parameters: { host: "beta", port: false, mtu: 1_400 },
  variants: {
    back: { host: "alpha" },
    port: { port: true },
    nearly: { mtu: 1_490 },
    tiny: { mtu: 600 },
  },
  inject: async (lab, parameters) => {
    const { place, dev } = ends(lab, parameters).smaller;
    await setMtu(place, dev, numberOf(parameters, "mtu"));
  },
  heal: async (lab, parameters) => {
    const { place, dev } = ends(lab, parameters).smaller;
    await setMtu(place, dev, USUAL);
  },
  check,
};

async function check(lab: Lab, parameters: Parameters): Promise<SelfCheck> {
  const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
  const { smaller, larger } = ends(lab, parameters);
  const read = () => Promise.all([interfaceCounters(smaller.place, smaller.dev), interfaceCounters(larger.place, larger.dev)]);
  const [smallerBefore, largerBefore] = await read();
  const small = await reach(alpha, beta.dataAddress);
  const there = await reach(alpha, beta.dataAddress, LARGE);
  const back = await reach(beta, alpha.dataAddress, LARGE);
  const [smallerAfter, largerAfter] = await read();
  const received = changeOf(smallerBefore, smallerAfter)["rx_dropped"] ?? 0;
  const sent = changeOf(largerBefore, largerAfter)["tx_dropped"] ?? 0;
  const [one, other] = await Promise.all([mtuOf(smaller), mtuOf(larger)]);
  return {
    symptom: small.answered === small.sent && there.answered === 0 && back.answered === 0,
    mechanism: one < other && received > 0 && received === sent,
    saw: `small: ${describeReach(small)}; ${USUAL} bytes: ${describeReach(there)}, from beta ${describeReach(back)}; MTU ${one} on ${smaller.dev}, ${other} on ${larger.dev}, which refused ${received}`,
  };
}

function truth(parameters: Parameters): GroundTruth {
  const host = textOf(parameters, "host");
  return { causes: [parameters["port"] === true ? { id: "linkMtuBetween" } : { id: "linkMtuMismatch", host, object: "eth1" }] };
}

const ends = (lab: Lab, parameters: Parameters): { readonly smaller: End; readonly larger: End } => {
  const host = hostOf(lab, textOf(parameters, "host"));
  const own = { place: placeOf(lab, host.name), dev: host.dataInterface };
  const far = { place: lab.switch, dev: switchPort(host.name) };
  return parameters["port"] === true ? { smaller: far, larger: own } : { smaller: own, larger: far };
};

const setMtu = (place: Namespace, dev: string, mtu: number): Promise<string> =>
  place.must(["ip", "link", "set", "dev", dev, "mtu", String(mtu)]);

const mtuOf = async ({ place, dev }: End): Promise<number> => Number(await place.must(["cat", `/sys/class/net/${dev}/mtu`]));
