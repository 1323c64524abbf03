import { isUnknown, type Row } from "#machines/contract/value.ts";
import { textIn } from "../guest-rows.ts";
import { rowsOf } from "../source-readings.ts";
import { addressesOf, portNamed, tagOf, type Switch } from "../guest-switch.ts";

/** Where this switch believes the guest to be, when that is elsewhere than it is; null when it is right, or knows nothing. */
export function stale(own: Switch, guest: Switch, mac: string | null): Row | null {
  if (mac === null) return null;
  if (own.key === guest.key) return learntElsewhere(own, mac);
  const there = new Set(addressesOf(guest.ports).map(({ key }) => key));
  const wrong = rowsOf(own.flows, "unicasts").find((row) => {
    if (textIn(row, "mac") !== mac) return false;
    const ports = textIn(row, "outputs")
      .split(" ")
      .flatMap((output) => portNamed(own.ports, textIn(row, "bridge"), output) ?? []);
    const ends = ports.map((port) => textIn(port, "remote")).filter((remote) => remote !== "" && remote !== "flow");
    return ends.length > 0 && ends.every((end) => !there.has(end));
  });
  return wrong ?? null;
}

/** Its own switch learnt the guest's address on another port than the guest's. */
function learntElsewhere({ flows, port }: Switch, mac: string): Row | null {
  const number = port?.["ofport"];
  if (port === null || isUnknown(number) || number === undefined) return null;
  const tag = tagOf(port);
  const found = rowsOf(flows, "macs").find(
    (row) => textIn(row, "mac") === mac && textIn(row, "bridge") === textIn(port, "bridge") && row["vlan"] === tag,
  );
  return found !== undefined && textIn(found, "port") !== String(number) ? found : null;
}
