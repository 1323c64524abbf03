import { createSocket } from "node:dgram";

/**
 * A program: sends VRRP-sized adverts to VRRP's multicast group from an address of this host, `perSecond` on average,
 * at uneven times so that they never fall into step with a probe.
 */
const [from = "", perSecond = "1"] = process.argv.slice(2);
const averageMs = 1_000 / Number(perSecond);
const advert = Buffer.alloc(20);
const socket = createSocket("udp4");

const next = (): void => {
  socket.send(advert, 8112, "224.0.0.18");
  setTimeout(next, averageMs * (0.5 + Math.random()));
};

socket.bind(0, from, () => {
  socket.setMulticastInterface(from);
  next();
});
