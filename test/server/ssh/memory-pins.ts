import type { PinnedKey, PinStore } from "#server/ssh/host-keys.ts";

/** Pins that live as long as the process. */
export function memoryPins(initial: readonly PinnedKey[] = []): PinStore {
  const pins = [...initial];
  return {
    find: (host, port) => Promise.resolve(pins.filter((pin) => pin.host === host && pin.port === port)),
    add: (pin) => {
      const known = pins.some(({ host, port, key }) => host === pin.host && port === pin.port && key.equals(pin.key));
      if (!known) pins.push({ ...pin, where: "this run" });
      return Promise.resolve();
    },
  };
}
