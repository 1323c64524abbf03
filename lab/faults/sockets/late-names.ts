import { hostOf, type Lab } from "../../hosts/lab.ts";
import { dropTable, loadTable } from "../../means/filter.ts";
import { describeLookups, lookUp } from "../../measure/lookups.ts";
import { textOf, type Cause, type Fault, type Parameters, type SelfCheck } from "../fault.ts";
import { healNames, NAME_LOOKUPS, serveNames } from "./dns-timeout.ts";

/** Half a second is long for a lookup whose server answers at once. */
const SLOW_MS = 500;
const TABLE = "bridge names";

/** How names come late, what does it, and what the hosts have then. */
const WAYS: Readonly<Record<string, { readonly cause: Cause; readonly serving: Parameters }>> = {
  server: { cause: { id: "resolverOverloaded", host: "beta" }, serving: { ignores: "late", second: false } },
  domains: {
    cause: { id: "searchListTooLong", host: "alpha" },
    serving: { ignores: "strange", second: false, domains: "corp.example lab.example shop.example" },
  },
  switch: { cause: { id: "queriesLost", host: "beta" }, serving: { ignores: "none", second: true } },
};

const wayOf = (parameters: Parameters) => {
  const way = WAYS[textOf(parameters, "way")];
  if (way === undefined) throw new Error(`no such way: ${String(parameters["way"])}`);
  return way;
};

/** What every program on alpha feels is the same: names come, and late. */
export const lateNames: Fault = {
  id: "late-names",
  kind: "fault",
  topology: "pair",
  about: "Alpha's only name server answers each query after most of a second.",
  story: "Everything on alpha that uses a name begins late since this morning. No lookup fails.",
  groundTruth: (parameters) => ({ causes: [wayOf(parameters).cause] }),
  parameters: { way: "server" },
  variants: {
    /** Each lookup of a name with fewer than five dots begins with three that do not exist, as in containers of Kubernetes. */
    domains: { way: "domains" },
    /** The switch drops queries for the first of two servers. */
    switch: { way: "switch" },
  },
  asks: [NAME_LOOKUPS],
  inject: async (lab, parameters) => {
    const { serving } = wayOf(parameters);
    await serveNames(lab, { owner: "late-names", parameters: { server: "beta", timeout: 1, ...serving } });
    if (textOf(parameters, "way") === "switch") await loadTable(lab.switch, eats(hostOf(lab, "beta").dataAddress));
  },
  heal: async (lab) => {
    await dropTable(lab.switch, TABLE);
    await healNames(lab);
  },
  check,
};

async function check(lab: Lab, parameters: Parameters): Promise<SelfCheck> {
  const alpha = hostOf(lab, "alpha");
  const quick = await lookUp(alpha, { count: 0, patienceMs: 300 });
  const seen = await lookUp(alpha, { count: 2, patienceMs: 2_000 });
  const [atOnce, inTheEnd] = [quick, seen].map(({ servers }) => servers.map(({ a }) => a.some(Boolean)).join());
  return {
    symptom: seen.lookups.length > 0 && seen.lookups.every(({ found, ms }) => found && ms >= SLOW_MS),
    mechanism: await isSo(lab, { way: textOf(parameters, "way"), atOnce, inTheEnd }),
    saw: `${describeLookups(seen)}; within 300 ms answered: ${String(atOnce)}`,
  };
}

interface Answered {
  readonly way: string;
  /** Of each server, whether it answered one of two queries, in words. */
  readonly atOnce: string | undefined;
  readonly inTheEnd: string | undefined;
}

async function isSo(lab: Lab, { way, atOnce, inTheEnd }: Answered): Promise<boolean> {
  if (way === "server") return atOnce === "false" && inTheEnd === "true";
  if (way === "domains") return atOnce === "true" && (await hostOf(lab, "alpha").must(["cat", "/etc/resolv.conf"])).includes("ndots:5");
  const { stdout } = await lab.switch.exec(["nft", "list", "table", ...TABLE.split(" ")]);
  return inTheEnd === "false,true" && / packets [1-9]/.test(stdout);
}

const eats = (server: string): string => `table ${TABLE} {
  chain forward {
    type filter hook forward priority 0; policy accept;
    ip daddr ${server} udp dport 53 counter drop
  }
}
`;
