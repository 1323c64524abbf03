import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { counter, gauge } from "../field.ts";
import { parseTaps, TAP_SCRIPT } from "./parse.ts";

/**
 * Tun and tap devices, what their queues dropped, and the program behind each.
 *
 * Shape:
 *     tap tun0 500 40 3017 openvpn
 *     tap tap3f2a91c0-1b 0 1000 - -
 *     end
 * Fields: counters since the device was made. Its queue holds txqueuelen packets until the program reads them; what does not fit is tx dropped of the device,
 *   and nothing else counts it.
 *   Example: taps = 2, dropped = 500
 * Empty: no such device: 0, and truly so.
 * Fails: without root a program of another user is not seen: the device has its name alone.
 * Source: https://elixir.bootlin.com/linux/v6.1/source/drivers/net/tun.c#L1085 (tun_net_xmit); https://docs.kernel.org/6.1/networking/tuntap.html
 */
export const taps = {
  id: "taps",
  title: "tun and tap devices",
  about: "What waits for programs in user space, and was dropped because they did not read.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0.2,
  deadlineMs: 10_000,
  maxBytes: 1024 * 1024,
  fields: {
    taps: gauge("devices", "Tun and tap devices in this network namespace."),
    dropped: counter(64, "packets", "Dropped because the program behind a device did not read in time."),
  },
  tables: {
    taps: {
      dropped: counter(64, "packets", "Dropped because its queue was full."),
      queueLength: gauge("packets", "That its queue holds."),
    },
  },
  ways: [{ argv: ["sh", "-c", literally(TAP_SCRIPT)], parse: parseTaps, privilege: "user" }],
} as const satisfies Collector;
