import { createSocket } from "node:dgram";

/** A program: receives datagrams on a port with a receive buffer of `bufferBytes`, and reads only every `everyMs` (0: at once). */
const [address = "", port = "0", bufferBytes = "0", everyMs = "0"] = process.argv.slice(2);
const pause = new Int32Array(new SharedArrayBuffer(4));
const socket = createSocket("udp4");

// Blocks the whole program, as one that is busy elsewhere: nothing is read meanwhile.
const beBusy = (): void => {
  Atomics.wait(pause, 0, 0, Number(everyMs));
  setTimeout(beBusy, 1);
};

socket.bind(Number(port), address, () => {
  socket.setRecvBufferSize(Number(bufferBytes));
  if (Number(everyMs) > 0) beBusy();
});
