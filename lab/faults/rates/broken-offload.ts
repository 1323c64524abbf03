import { hostOf, type Lab } from "../../hosts/lab.ts";
import { BACKUP_PORT, startBackup } from "../../means/backup.ts";
import { dropTable, loadTable } from "../../means/filter.ts";
import { around } from "../../measure/counters.ts";
import { protocolCounters } from "../../measure/protocols.ts";
import { watchStream } from "../../measure/streams.ts";
import { ALPHA, BETA, switchPort, transferBetween } from "../../topologies/flat.ts";
import { numberOf, type Fault, type SelfCheck } from "../fault.ts";

/** What the link carries is several times as much. */
const EXPECTED_MBIT = 500;
const TABLE = "bridge wear";
const PORT = switchPort("beta");
/** Applied to what a sender leaves for the card to fill in, it makes the sum wrong that is made of it. */
const MASK = "0x5a5a";

const ASK = transferBetween(ALPHA, BETA, BACKUP_PORT);

/**
 * The switch's port is the card that cuts large segments and fills in their checksums: it makes the pieces of some of them wrong. The hosts' own settings
 * are as they were, and beta counts what it refuses.
 */
export const brokenOffload: Fault = {
  id: "broken-offload",
  kind: "fault",
  topology: "pair",
  about: "Some of the segments for beta are cut and summed wrongly on the way, and beta refuses them for their checksum.",
  story: "Since a firmware was updated, copies to beta run at a few megabits. Ping is fast and loses nothing.",
  groundTruth: { causes: [{ id: "offloadBroken", host: "beta" }] },
  parameters: { perMille: 110 },
  limits: { perMille: [80, 500] },
  variants: { slight: { perMille: 90 }, heavy: { perMille: 160 } },
  // Its timer may be what it waits for during two seconds.
  asks: [{ ...ASK, inputs: { ...ASK.inputs, expectedMbit: String(EXPECTED_MBIT), seconds: "4" } }],
  inject: async (lab, parameters) => {
    await cutInSoftware(lab, true);
    await loadTable(lab.switch, tableText(numberOf(parameters, "perMille")));
    await startBackup(lab, { owner: brokenOffload.id, from: hostOf(lab, "alpha"), to: hostOf(lab, "beta") });
  },
  heal: async (lab) => {
    await dropTable(lab.switch, TABLE);
    await cutInSoftware(lab, false);
  },
  check,
};

async function check(lab: Lab): Promise<SelfCheck> {
  const { result, change } = await around(
    () => protocolCounters(hostOf(lab, "beta")),
    () => watchStream(hostOf(lab, "alpha"), BACKUP_PORT, 1_500),
  );
  const refused = change["TcpInCsumErrors"] ?? 0;
  if (result === null)
    return { symptom: false, mechanism: refused > 0, saw: `nothing is sent to port ${BACKUP_PORT}; beta refused ${refused}` };
  return {
    symptom: result.mbitPerSecond < 0.8 * EXPECTED_MBIT,
    mechanism: refused > 0,
    saw: `${result.mbitPerSecond.toFixed(1)} Mbit/s, ${result.retransmitted} bytes sent again; beta refused ${refused} segments for their checksum`,
  };
}

const cutInSoftware = (lab: Lab, on: boolean): Promise<string> =>
  lab.switch.must(["ethtool", "-K", PORT, "tx", on ? "off" : "on", "tso", on ? "off" : "on"]);

const tableText = (perMille: number): string => `table ${TABLE} {
  chain forward {
    type filter hook forward priority 0; policy accept;
    oifname "${PORT}" tcp dport ${BACKUP_PORT} numgen random mod 1000 < ${perMille} tcp checksum set tcp checksum ^ ${MASK} counter
  }
}
`;
