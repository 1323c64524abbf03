import { hostOf } from "../../hosts/lab.ts";
import { putBackOwn, setOwn } from "../../means/own-setting.ts";
import { startService } from "../../means/service.ts";
import { attemptConnections, describeAttempts } from "../../measure/attempts.ts";
import { probed } from "../../measure/probed.ts";
import { protocolCounters } from "../../measure/protocols.ts";
import { numberOf, type Fault } from "../fault.ts";

const LIMIT = "net/ipv4/icmp_ratelimit";
const MASK = "net/ipv4/icmp_ratemask";
/** The kernel's default, 6168, and echo replies, which it leaves out. */
const MASK_WITH_REPLIES = 6_169;
const PORT = 8_080;

/**
 * Misleads as a decoy does, and is a fault all the same: probes really are lost, and beta really loses them. Only no application
 * does: what passes a host, or talks TCP to it, never meets this limit.
 */
export const icmpRateLimit: Fault = {
  id: "icmp-rate-limit",
  kind: "fault",
  topology: "pair",
  about: "Beta limits the rate of its echo replies: fast pings lose most of their answers, and no application loses anything.",
  story: "A test with fast pings loses more than half of them to beta. Slow pings and all applications are fine.",
  groundTruth: { causes: [{ id: "icmpRateLimited", host: "beta", object: "net.ipv4.icmp_ratelimit" }] },
  parameters: { millisecondsPerReply: 12 },
  inject: async (lab, parameters) => {
    const beta = hostOf(lab, "beta");
    await setOwn(beta, LIMIT, numberOf(parameters, "millisecondsPerReply"));
    await setOwn(beta, MASK, MASK_WITH_REPLIES);
    await startService(lab, { owner: icmpRateLimit.id, name: "app-server", on: beta, port: PORT });
  },
  heal: async (lab) => {
    await putBackOwn(hostOf(lab, "beta"), LIMIT);
    await putBackOwn(hostOf(lab, "beta"), MASK);
  },
  check: async (lab) => {
    const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    const { sent, lost, change } = await probed(lab, () => protocolCounters(beta));
    const attempts = await attemptConnections({ from: alpha, to: beta.dataAddress, port: PORT, count: 20, patienceMs: 900 });
    const limited = change["IcmpOutRateLimitHost"] ?? 0;
    return {
      symptom: lost > 0,
      mechanism: limited > 0 && lost > 0 && Math.abs(limited - lost) <= Math.max(2, 0.1 * lost) && attempts.unanswered === 0,
      saw: `${lost} of ${sent} lost; IcmpOutRateLimitHost beta +${limited}; ${describeAttempts(attempts)}`,
    };
  },
};
