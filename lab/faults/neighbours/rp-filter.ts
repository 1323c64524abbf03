import { hostOf, placeOf, type Lab, type LabHost } from "../../hosts/lab.ts";
import { layCables } from "../../hosts/site.ts";
import { putBackOwn, setOwn } from "../../means/own-setting.ts";
import { neighbourState } from "../../measure/neighbours.ts";
import { protocolCounters } from "../../measure/protocols.ts";
import { describeReach, reach } from "../../measure/reach.ts";
import { numberOf, textOf, type Fault, type Parameters, type SelfCheck } from "../fault.ts";

/** The second way from alpha to beta: a cable of their own. */
const SECOND = "eth2";
const ALPHA = "198.51.100.11";
const BETA = "198.51.100.12";
const STRICT = 1;
const UNRESOLVED: ReadonlySet<string> = new Set(["FAILED", "INCOMPLETE"]);

/**
 * Alpha sends to beta's first address by the second cable, and beta answers by the first. Whichever host filters strictly refuses
 * what comes in by the cable that it would not answer by. Where alpha asks for its next hop with its first address (arp_announce
 * 0), beta's filter refuses the question already, without counting it, and what is seen is a neighbour that does not resolve. So does alpha's, where it is the
 * one that filters, with beta's questions.
 */
export const rpFilter: Fault = {
  id: "rp-filter",
  kind: "fault",
  topology: "pair",
  about: "Packets come in by another interface than answers leave by, and the strict reverse path filter drops them.",
  story: "Since alpha and beta got a second cable between them, alpha does not reach beta any more. Each cable by itself works.",
  groundTruth: (parameters) => ({
    causes: [{ id: "reversePathFilter", host: textOf(parameters, "host"), object: cameInBy(parameters) }],
  }),
  parameters: { host: "beta", scope: "interface", announce: 2 },
  variants: { everywhere: { scope: "all" }, answers: { host: "alpha" }, arp: { announce: 0 } },
  inject: async (lab, parameters) => {
    const [alpha, host] = [hostOf(lab, "alpha"), hostOf(lab, textOf(parameters, "host"))];
    await layCables({ directory: lab.directory, at: (name) => placeOf(lab, name) }, [
      [
        { on: "alpha", dev: SECOND, address: `${ALPHA}/24` },
        { on: "beta", dev: SECOND, address: `${BETA}/24` },
      ],
    ]);
    await alpha.must(["sh", "-c", `echo ${numberOf(parameters, "announce")} > /proc/sys/net/ipv4/conf/${SECOND}/arp_announce`]);
    const way = [`${hostOf(lab, "beta").dataAddress}/32`, "via", BETA, "dev", SECOND, "src", alpha.dataAddress];
    await alpha.must(["ip", "route", "add", ...way]);
    if (filtered(parameters) === SECOND) await host.must(["sh", "-c", `echo ${STRICT} > /proc/sys/${setting(SECOND)}`]);
    else await setOwn(host, setting(filtered(parameters)), STRICT);
  },
  heal: async (lab, parameters) => {
    const host = hostOf(lab, textOf(parameters, "host"));
    // With it go its addresses, routes and settings on both ends; fails where there is none.
    await hostOf(lab, "alpha").exec(["ip", "link", "del", SECOND]);
    if (filtered(parameters) !== SECOND) await putBackOwn(host, setting(filtered(parameters)));
    // Whoever asked in vain for the other's Ethernet address asks again only a second later: forgotten, it is asked for with the next packet.
    const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    await alpha.must(["ip", "neigh", "flush", "to", beta.dataAddress, "dev", alpha.dataInterface]);
    await beta.must(["ip", "neigh", "flush", "to", alpha.dataAddress, "dev", beta.dataInterface]);
  },
  check,
};

async function check(lab: Lab, parameters: Parameters): Promise<SelfCheck> {
  const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
  const host = hostOf(lab, textOf(parameters, "host"));
  const refusals = async () => (await protocolCounters(host))["TcpExtIPReversePathFilter"] ?? 0;
  const before = await refusals();
  const reached = await reach(alpha, beta.dataAddress);
  const refused = (await refusals()) - before;
  const [state, strict] = await Promise.all([neighbourState(alpha, BETA), isStrict(host, filtered(parameters))]);
  const unasked = parameters["announce"] === 0 && UNRESOLVED.has(state);
  // Once beta has forgotten alpha's Ethernet address, alpha's filter refuses the questions for it as well, and no answer leaves that could be counted.
  const unheard = host.name === alpha.name && UNRESOLVED.has(await neighbourState(beta, alpha.dataAddress));
  return {
    symptom: reached.answered === 0,
    mechanism: strict && (unasked ? refused === 0 : unheard || refused === reached.sent),
    saw: `${describeReach(reached)}; reverse path filter of ${host.name} +${refused}, ${strict ? "" : "not "}strict on ${filtered(parameters)}; next hop is ${state} on alpha${unheard ? ", and alpha is not resolved on beta" : ""}`,
  };
}

/** What is refused came in by this one, whichever of the two settings says so: the greater of its own and all's holds. Answers come back to alpha by its first interface. */
const cameInBy = (parameters: Parameters): string => (parameters["host"] === "alpha" ? "eth1" : SECOND);

/** Where the filter is set. */
const filtered = (parameters: Parameters): string => (parameters["scope"] === "all" ? "all" : cameInBy(parameters));

const setting = (dev: string): string => `net/ipv4/conf/${dev}/rp_filter`;

const isStrict = async (host: LabHost, dev: string): Promise<boolean> =>
  (await host.exec(["cat", `/proc/sys/${setting(dev)}`])).stdout.trim() === String(STRICT);
