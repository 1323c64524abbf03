import { createSocket } from "node:dgram";

/** A program: sends `burst` datagrams of `bytes` back to back, every `everyMs`, from the host it runs on. */
const [address = "", port = "0", burst = "1", bytes = "1", everyMs = "1000"] = process.argv.slice(2);
const payload = Buffer.alloc(Number(bytes));
const socket = createSocket("udp4");

// Refusals of a closed port come back as errors here; that nobody listens is often the point.
socket.on("error", () => socket.unref());
setInterval(() => {
  for (let n = 0; n < Number(burst); n += 1) socket.send(payload, Number(port), address);
}, Number(everyMs));
