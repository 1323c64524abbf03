import { z } from "zod";
import type { Namespace } from "../hosts/namespace.ts";
import { runInstrument } from "../programs/python.ts";

const answers = z.object({
  /** Through the system's resolver, as every program does. */
  lookups: z.array(z.object({ found: z.boolean(), ms: z.number() })),
  /** Each name server of /etc/resolv.conf, in its order: whether it answered two queries for an IPv4 address, one for an IPv6 one. */
  servers: z.array(z.object({ server: z.string(), a: z.array(z.boolean()), aaaa: z.boolean() })),
});
export type Lookups = Readonly<z.infer<typeof answers>>;

export interface LookupsSpec {
  readonly count: number;
  /** How long each name server may take to answer, when it is asked itself. */
  readonly patienceMs: number;
}

/** Names nobody has asked for yet, looked up one after the other. */
export const lookUp = async (from: Namespace, { count, patienceMs }: LookupsSpec): Promise<Lookups> =>
  answers.parse(await runInstrument(from, "lookups.py", ["shop.example", count, patienceMs]));

export const describeLookups = ({ lookups, servers }: Lookups): string => {
  const found = lookups.filter((each) => each.found).length;
  const unanswered = servers.map(({ server, a, aaaa }) => {
    const ignored = a.filter((answered) => !answered).length;
    return `${server} ignored ${ignored} of ${a.length} A${aaaa ? "" : " and the AAAA"} queries`;
  });
  return `${found} of ${lookups.length} names found, in ${lookups.map(({ ms }) => ms).join(", ")} ms; ${unanswered.join("; ")}`;
};
