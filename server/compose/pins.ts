import { fingerprintOf, type PinStore } from "../ssh/host-keys.ts";
import type { Store } from "../store/store.ts";

/** The approved host keys of the database, as the SSH side asks for them. */
export function storedPins({ pins }: Pick<Store, "pins">): PinStore {
  return {
    find: async (host, port) => {
      const rows = await pins.find(host, port);
      return rows.map(({ algorithm, key, approvedBy, approvedAt }) => ({
        host,
        port,
        algorithm,
        key: Buffer.from(key, "base64"),
        where: `approved by ${approvedBy} on ${approvedAt.toISOString().slice(0, 10)}`,
      }));
    },
    // The transport adds a key only after a person approved it in an investigation; that event names the person.
    add: ({ host, port, algorithm, key }) =>
      pins.add({ address: host, port, algorithm, key: key.toString("base64"), fingerprint: fingerprintOf(key), approvedBy: "a person, in an investigation" }),
  };
}
