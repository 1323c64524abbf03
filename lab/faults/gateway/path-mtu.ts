import { hostOf, type Lab } from "../../hosts/lab.ts";
import { makePathSmaller, restorePath } from "../../means/smaller-path.ts";
import { describeTransfer, isWell, transfer } from "../../measure/transfer.ts";
import { SERVER2 } from "../../topologies/gateway/addresses.ts";
import { numberOf, type Fault } from "../fault.ts";

/** The control of icmp-filtered: the same hop, and ICMP gets through. A ping of 1500 bytes fails here too, and nothing is wrong. */
export const pathMtu: Fault = {
  id: "path-mtu",
  kind: "decoy",
  topology: "gateway",
  about: "A hop beyond gw carries less than 1500 bytes, says so, and is heard: path MTU discovery works.",
  story: "Somebody found that a ping of 1500 bytes to the partner's server fails, and believes that this is why it is slow.",
  groundTruth: { causes: [] },
  parameters: { mtu: 1_400 },
  inject: (lab, parameters) => makePathSmaller(lab, numberOf(parameters, "mtu")),
  heal: restorePath,
  check: async (lab: Lab, parameters) => {
    const from = hostOf(lab, "client1");
    const upload = await transfer({ from, to: SERVER2, kind: "put", bytes: 100_000, patienceMs: 1_500 });
    const download = await transfer({ from, to: SERVER2, kind: "get", bytes: 100_000, patienceMs: 1_500 });
    const [, learnt] = / mtu (?:lock )?(\d+)/.exec(await from.must(["ip", "-o", "route", "get", SERVER2])) ?? [];
    return {
      symptom: !isWell(upload) || !isWell(download),
      mechanism: Number(learnt) === numberOf(parameters, "mtu"),
      saw: `upload ${describeTransfer(upload)}, download ${describeTransfer(download)}; client1 has learnt ${learnt ?? "no"} path MTU`,
    };
  },
};
