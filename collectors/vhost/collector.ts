import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { gauge, state } from "../field.ts";
import { parseVhost } from "./parse.ts";
import { VHOST_SCRIPT } from "./script.ts";

const queues = (about: string) => gauge("queues", about);

/**
 * Which network queues of a host's virtual machines the kernel serves (vhost-net), and which are left to the machine's own process.
 *
 * Shape:
 *     == module
 *     loaded
 *     == threads
 *     1
 *     == guests
 *     4242 1 1 1 web-1
 *     4250 1 0 1 lb-1
 *     == end
 *   A guest: process, open /dev/net/tun, open /dev/vhost-net, how often its command line says virtio-net, name.
 * Fields: at this moment. A queue without a descriptor of /dev/vhost-net is served by QEMU itself. Guests with emulated cards only do not count.
 *   Example: guests = 2, queues = 2, vhostQueues = 1, withoutVhost = 1, threads = 1, module = loaded
 * Empty: no guests: each count is 0.
 * Fails: denied without root. Guests with vhost-user (DPDK) have neither descriptor, and do not count. Threads are the kernel's up to 6.3 and the
 *   process's own from 6.4 on; both are counted.
 * Source: https://elixir.bootlin.com/linux/v6.6/source/drivers/vhost/net.c; qemu-system-x86_64(1) (-netdev tap, vhost)
 */
export const vhost = {
  id: "vhost",
  title: "vhost-net",
  about: "Whether the kernel serves the network queues of this host's virtual machines.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "machine",
  costSeconds: 0.5,
  deadlineMs: 15_000,
  maxBytes: 1024 * 1024,
  fields: {
    guests: gauge("guests", "Virtual machines."),
    queues: queues("Their network queues on taps."),
    vhostQueues: queues("Of them, served by the kernel."),
    withoutVhost: gauge("guests", "Machines with virtio cards and a queue that the kernel does not serve."),
    threads: gauge("threads", "Threads of vhost."),
    module: state("Whether vhost_net is loaded."),
    looked: state("It was looked at: true in each reading."),
  },
  tables: {
    guests: {
      queues: queues("On taps."),
      vhostQueues: queues("Served by the kernel."),
      virtio: gauge("", "How often its command line says virtio-net."),
      missing: queues("Not served by the kernel, though a virtio card has them."),
    },
  },
  ways: [{ argv: ["sh", "-c", literally(VHOST_SCRIPT)], parse: parseVhost, privilege: "sudo" }],
} as const satisfies Collector;
