import { hostOf } from "../../hosts/lab.ts";
import { describeLookups, lookUp } from "../../measure/lookups.ts";
import { beside } from "../decoys/beside.ts";
import type { Fault } from "../fault.ts";
import { bufferbloat } from "../neighbours/bufferbloat.ts";
import { NAME_LOOKUPS, namesHealthy } from "./dns-timeout.ts";

/** Half a second is long for a lookup whose server answers at once. */
const SLOW_MS = 500;

/** Every lookup is answered, and late: by the clock alone it is the name server that takes its time. */
export const namesBehindQueue: Fault = {
  ...beside(bufferbloat, namesHealthy, {
    id: "names-behind-queue",
    about: "A backup fills the long queue on beta's way out, and the answers of its name servers wait behind.",
  }),
  story: "While the backup runs, every name takes most of a second. The name servers say that they answer within a millisecond.",
  parameters: { ...bufferbloat.parameters, bufferBytes: 300_000, kbitPerSecond: 3_000 },
  asks: [NAME_LOOKUPS],
  check: async (lab, parameters) => {
    const queue = await bufferbloat.check(lab, parameters);
    const seen = await lookUp(hostOf(lab, "alpha"), { count: 2, patienceMs: 2_000 });
    return {
      symptom: seen.lookups.some(({ found, ms }) => found && ms >= SLOW_MS),
      mechanism: queue.mechanism,
      saw: `${describeLookups(seen)}; ${queue.saw}`,
    };
  },
};
