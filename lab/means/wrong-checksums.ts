import type { Lab } from "../hosts/lab.ts";
import { placeOf } from "../hosts/lab.ts";
import { SERVER1 } from "../topologies/gateway/addresses.ts";
import { PAGES_PORT } from "../topologies/gateway/pages.ts";
import { dropTable, loadTable } from "./filter.ts";

/** Applied twice it changes nothing; applied once no checksum stays right. */
const MASK = "0x5a5a";
/** An Ethernet frame has at least 60 bytes, 14 of them its header: what is shorter inside gets padded, and padding is where it goes wrong. */
const SHORT = "ip length < 46";

const table = (name: string, ports: readonly string[]): string => `table bridge ${name} {
  chain forward {
    type filter hook forward priority 0; policy accept;
    oifname { ${ports.map((port) => `"${port}"`).join(", ")} } ip saddr ${SERVER1} tcp sport ${PAGES_PORT} ${SHORT} tcp checksum set tcp checksum ^ ${MASK} counter
  }
}
`;

export interface WrongChecksums {
  /** The host before which they become wrong. */
  readonly before: "gw" | "fw1";
  /** They are right again behind it: the client has nothing to refuse. */
  readonly mended: boolean;
}

/** Short segments of server1's pages get a wrong checksum on the network before a firewall. */
export const spoilChecksums = async (lab: Lab, { before, mended }: WrongChecksums): Promise<void> => {
  if (before === "gw") await loadTable(placeOf(lab, "wire"), table("wear", ["wire-gw"]));
  else await loadTable(lab.switch, table("wear", ["sw-fw1"]));
  // Through fw1 goes client2's share; what passes only gw leaves the switch at client1.
  const behind = before === "gw" ? ["sw-client1", "sw-fw1"] : ["sw-client2"];
  if (mended) await loadTable(lab.switch, table("mend", behind));
};

export const stopSpoiling = async (lab: Lab): Promise<void> => {
  await dropTable(placeOf(lab, "wire"), "bridge wear");
  await dropTable(lab.switch, "bridge wear");
  await dropTable(lab.switch, "bridge mend");
};
