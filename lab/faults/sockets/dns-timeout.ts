import { startProcess } from "../../hosts/extra.ts";
import type { Ask } from "../../hosts/topology.ts";
import { hostOf, type Lab } from "../../hosts/lab.ts";
import { waitUntil } from "../../means/wait.ts";
import { describeLookups, lookUp, type Lookups } from "../../measure/lookups.ts";
import { udpSockets } from "../../measure/sockets.ts";
import { pythonProgram } from "../../programs/python.ts";
import { numberOf, textOf, type Fault, type Parameters } from "../fault.ts";

const RESOLVER = "/etc/resolv.conf";
const FOUND = "/etc/resolv.conf.found";
/** Beta's second address, where the other name server is. */
const SECOND = "192.0.2.53";
/** Of a host that is not there any more. */
const RETIRED = "192.0.2.153";
/** A lookup that waited for a timeout is told by this share of it: the resolver's clock counts whole milliseconds. */
const WAITED = 0.95;

/** A second is the resolver's timeout here: what takes as long has waited for a server. */
export const NAME_LOOKUPS: Ask = {
  runbook: "name-lookups-slow",
  roles: { client: ["alpha"], server: ["beta"] },
  inputs: { name: "www.shop.example", lookups: "4", slow: "500", patience: "1" },
};

/**
 * The resolver asks the name servers in the order of its file, and goes on to the next one when a second (here; five by default)
 * has passed without an answer. It asks for both address families at once and waits for both answers.
 */
export const dnsTimeout: Fault = {
  id: "dns-timeout",
  kind: "fault",
  topology: "pair",
  about: "A name server that alpha asks does not answer, and lookups wait for it.",
  story: "Every new connection from alpha by name takes seconds to begin, then runs at full speed. By address it begins at once.",
  groundTruth: ({ server, ignores }) => ({
    causes: [
      server === "retired"
        ? { id: "dnsTimeout", host: "alpha", object: `nameserver ${RETIRED}` }
        : { id: "dnsTimeout", host: "beta", object: `named on 192.0.2.12:53 (${String(ignores)})` },
    ],
  }),
  parameters: { server: "beta", ignores: "hung", second: true, timeout: 1, lookups: 2 },
  variants: {
    retired: { server: "retired", ignores: "none" },
    deaf: { ignores: "every" },
    "every-second": { ignores: "half", second: false, lookups: 4 },
    "no-aaaa": { ignores: "aaaa", second: false },
    "five-seconds": { timeout: 5, lookups: 1 },
  },
  asks: [NAME_LOOKUPS],
  inject: (lab, parameters) => serveNames(lab, { owner: "dns-timeout", parameters }),
  heal: healNames,
  check: async (lab, parameters) => {
    const timeoutMs = numberOf(parameters, "timeout") * 1_000;
    const seen = await lookUp(hostOf(lab, "alpha"), { count: numberOf(parameters, "lookups"), patienceMs: 300 });
    const slow = seen.lookups.filter(({ found, ms }) => found && ms >= WAITED * timeoutMs);
    return { symptom: slow.length > 0, mechanism: isIgnored(seen), saw: describeLookups(seen) };
  },
};

/** Some queries are answered, by this server or the next one, and the first server ignores some. */
const isIgnored = ({ servers }: Lookups): boolean => {
  const [first] = servers;
  if (first === undefined) return false;
  const answered = servers.some(({ a }) => a.some(Boolean));
  return answered && !(first.a.every(Boolean) && first.aaaa);
};

/** Name servers that answer everything: the control. */
export const namesHealthy: Fault = {
  id: "names-healthy",
  kind: "healthy",
  topology: "pair",
  about: "Alpha asks two name servers on beta, and both answer.",
  story: "Somebody believes that name lookups are slow.",
  groundTruth: { causes: [] },
  parameters: { server: "beta", ignores: "none", second: true, timeout: 1, lookups: 4 },
  asks: [NAME_LOOKUPS],
  inject: (lab, parameters) => serveNames(lab, { owner: "names-healthy", parameters }),
  heal: healNames,
  check: dnsTimeout.check,
};

/** As it was, whichever fault of names was there. */
export async function healNames(lab: Lab): Promise<void> {
  const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
  await alpha.must(["sh", "-c", `[ ! -e ${FOUND} ] || mv ${FOUND} ${RESOLVER}`]);
  await beta.must(["ip", "addr", "replace", `${SECOND}/24`, "dev", beta.dataInterface]);
  await beta.must(["ip", "addr", "del", `${SECOND}/24`, "dev", beta.dataInterface]);
}

export async function serveNames(
  lab: Lab,
  { owner, parameters }: { readonly owner: string; readonly parameters: Parameters },
): Promise<void> {
  const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
  const first = textOf(parameters, "server") === "retired" ? RETIRED : beta.dataAddress;
  if (first !== RETIRED) await startServer(lab, beta.dataAddress, { owner, ignores: textOf(parameters, "ignores") });
  if (parameters["second"] === true) {
    await beta.must(["ip", "addr", "replace", `${SECOND}/24`, "dev", beta.dataInterface]);
    await startServer(lab, SECOND, { owner, ignores: "none" });
  }
  const servers = [first, ...(parameters["second"] === true ? [SECOND] : [])].map((address) => `nameserver ${address}\n`).join("");
  const timeout = numberOf(parameters, "timeout");
  const options = [
    ...(timeout === 5 ? [] : [`timeout:${timeout}`]),
    ...(parameters["domains"] === undefined ? [] : ["ndots:5"]),
    ...(parameters["edns"] === true ? ["edns0"] : []),
  ];
  const change = `[ -e ${FOUND} ] || cp ${RESOLVER} ${FOUND}.new && mv ${FOUND}.new ${FOUND}; cat > ${RESOLVER}`;
  await alpha.must(["sh", "-c", change], {
    input: `search ${String(parameters["domains"] ?? "shop.example")}\n${servers}${options.length === 0 ? "" : `options ${options.join(" ")}\n`}`,
  });
}

const startServer = async (
  lab: Lab,
  address: string,
  { owner, ignores }: { readonly owner: string; readonly ignores: string },
): Promise<void> => {
  const beta = hostOf(lab, "beta");
  await startProcess(lab, {
    owner,
    name: "named",
    on: beta,
    argv: pythonProgram("nameserver.py", "named", address, ignores),
  });
  await waitUntil(`a name server is on ${address}`, async () => (await udpSockets(beta, "src", "=", `${address}:53`)).length > 0);
};
