import { createSocket } from "node:dgram";

/**
 * A program: sends one datagram to each address of a /16 in turn, `perSecond` of them, as an inventory sweep does; it works for
 * `workMs`, rests for `restMs`, and begins again.
 */
const [network = "", perSecond = "1", workMs = "1000", restMs = "0"] = process.argv.slice(2);
const DISCARD = 9;
const TICK_MS = 20;
/** Leaves the last block of the /16 to the host that sweeps. */
const ADDRESSES = 250 * 250;

const socket = createSocket("udp4");
const started = performance.now();
let next = 0;

// Refusals, and answers of unreachable addresses, are what a sweep is for.
socket.on("error", () => socket.unref());
setInterval(() => {
  if ((performance.now() - started) % (Number(workMs) + Number(restMs)) > Number(workMs)) return;
  for (let n = 0; n < (Number(perSecond) * TICK_MS) / 1_000; n += 1) {
    socket.send("", DISCARD, `${network}.${Math.floor(next / 250)}.${(next % 250) + 1}`, () => {});
    next = (next + 1) % ADDRESSES;
  }
}, TICK_MS);
