import { hostOf, placeOf, type Lab } from "../../hosts/lab.ts";
import { dropTable, loadTable } from "../../means/filter.ts";
import { putBackOwn, setOwn } from "../../means/own-setting.ts";
import { attemptConnections, describeAttempts } from "../../measure/attempts.ts";
import { describeLookups, lookUp } from "../../measure/lookups.ts";
import { textOf, type Fault, type Parameters } from "../fault.ts";
import { healNames, NAME_LOOKUPS, serveNames } from "./dns-timeout.ts";

const SLOW_MS = 500;
/** A connection that nobody answers is given up after 3 s, and not after two minutes: so long no check can wait, and few people do. */
const TRIES = "net/ipv4/tcp_syn_retries";

/** Where the rule is, as the lab names that place, and how it is written there. */
const RULES: Readonly<Record<string, readonly [table: string, chain: string]>> = {
  switch: ["bridge names", "type filter hook forward priority 0; policy accept;\nip daddr 192.0.2.12 tcp dport 53 counter drop"],
  beta: ["inet names", "type filter hook input priority 0; policy accept;\ntcp dport 53 counter drop"],
  alpha: ["inet names", "type filter hook output priority 0; policy accept;\ntcp dport 53 counter drop"],
};

const ruleOf = (lab: Lab, parameters: Parameters) => {
  const at = textOf(parameters, "at");
  const [table, chain] = RULES[at] ?? ["", ""];
  return { place: at === "switch" ? lab.switch : placeOf(lab, at), table, chain };
};

/** The resolver does as it should: an answer that says it was cut is asked for again by TCP, and it waits for that connection. */
export const tcpFallback: Fault = {
  id: "tcp-fallback",
  kind: "fault",
  topology: "pair",
  about: "A name has so many addresses that they do not fit into a datagram, and somebody lets no TCP through to the name server.",
  story: "Since the shop got its fortieth server nobody finds it by name any more. All other names are found at once.",
  groundTruth: ({ at }) => ({
    causes: [{ id: "tcpFallbackBlocked", host: "alpha" }],
    ...(at === "switch" ? {} : { contributing: [{ id: "firewallDrop", host: String(at) }] }),
  }),
  parameters: { at: "switch" },
  variants: { "name-server": { at: "beta" }, client: { at: "alpha" } },
  asks: [NAME_LOOKUPS],
  inject: async (lab, parameters) => {
    await setOwn(hostOf(lab, "alpha"), TRIES, 1);
    await serveNames(lab, { owner: "tcp-fallback", parameters: { server: "beta", ignores: "long", second: false, timeout: 1 } });
    const { place, table, chain } = ruleOf(lab, parameters);
    await loadTable(place, `table ${table} {\nchain queries {\n${chain}\n}\n}\n`);
  },
  heal: async (lab, parameters) => {
    const { place, table } = ruleOf(lab, parameters);
    await dropTable(place, table);
    await healNames(lab);
    await putBackOwn(hostOf(lab, "alpha"), TRIES);
  },
  check: async (lab) => {
    const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    const seen = await lookUp(alpha, { count: 1, patienceMs: 500 });
    const byTcp = await attemptConnections({ from: alpha, to: beta.dataAddress, port: 53, count: 2, patienceMs: 700 });
    const answered = seen.servers.some(({ a }) => a.every(Boolean));
    return {
      symptom: seen.lookups.some(({ ms }) => ms >= SLOW_MS),
      mechanism: answered && byTcp.unanswered === byTcp.count,
      saw: `${describeLookups(seen)}; by TCP, ${describeAttempts(byTcp)}`,
    };
  },
};
