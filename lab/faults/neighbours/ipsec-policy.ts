import { hostOf } from "../../hosts/lab.ts";
import { attemptConnections, describeAttempts } from "../../measure/attempts.ts";
import { around, type Counters } from "../../measure/counters.ts";
import type { Namespace } from "../../hosts/namespace.ts";
import { newConnections } from "../../topologies/flat.ts";
import { PAGES_PORT } from "../../topologies/gateway/pages.ts";
import type { Fault } from "../fault.ts";

const SELECTOR = ["src", "192.0.2.11/32", "dst", "192.0.2.12/32", "proto", "tcp", "dport", String(PAGES_PORT), "dir", "in"];
const TEMPLATE = ["tmpl", "src", "192.0.2.11", "dst", "192.0.2.12", "proto", "esp", "mode", "tunnel"];

/** What is left where a tunnel was taken down on the other side only. Neither the packet filter nor a socket counts what it drops. */
export const ipsecPolicy: Fault = {
  id: "ipsec-policy",
  kind: "fault",
  topology: "pair",
  about: "Beta still has the policy of a tunnel that alpha has not: what comes from alpha in clear to one service is dropped.",
  story: "New connections from alpha to that service time out since the tunnel was taken down. Others reach it, and ping is fine.",
  groundTruth: { causes: [{ id: "ipsecPolicy", host: "beta", object: `policy in for port ${PAGES_PORT}` }] },
  parameters: {},
  asks: [newConnections("alpha", PAGES_PORT)],
  inject: async (lab) => void (await hostOf(lab, "beta").must(["ip", "xfrm", "policy", "add", ...SELECTOR, ...TEMPLATE])),
  heal: async (lab) => void (await hostOf(lab, "beta").must(["ip", "xfrm", "policy", "flush"])),
  check: async (lab) => {
    const beta = hostOf(lab, "beta");
    const attempt = { from: hostOf(lab, "alpha"), to: beta.dataAddress, port: PAGES_PORT, count: 5, patienceMs: 700 };
    const { result, change } = await around(
      () => policyDrops(beta),
      () => attemptConnections(attempt),
    );
    const dropped = change["in"] ?? 0;
    return {
      symptom: result.unanswered === attempt.count,
      mechanism: dropped >= result.unanswered && dropped > 0,
      saw: `${describeAttempts(result)}; policies on beta dropped ${dropped} packets that came in`,
    };
  },
};

/** XfrmInTmplMismatch, XfrmInNoPols and their like, of that host alone. */
const policyDrops = async (place: Namespace): Promise<Counters> => {
  const text = await place.must(["cat", "/proc/net/xfrm_stat"]);
  return { in: [...text.matchAll(/^XfrmIn\w+\s+(\d+)$/gmu)].reduce((sum, [, count]) => sum + Number(count), 0) };
};
