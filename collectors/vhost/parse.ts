import type { CommandOutput } from "#machines/contract/collector.ts";
import { isUnknown, type Reading, type Row } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { decimal } from "../number.ts";
import { linesOf, sections } from "../section.ts";

export function parseVhost(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  const guests = linesOf(all, "guests")
    .filter((line) => line !== "")
    .map(guestOf);
  const count = (field: string): number => guests.reduce((sum, row) => sum + (isUnknown(row[field]) ? 0 : Number(row[field])), 0);
  return {
    fields: {
      guests: guests.length,
      queues: count("queues"),
      vhostQueues: count("vhostQueues"),
      withoutVhost: guests.filter((row) => Number(row["missing"]) > 0).length,
      threads: decimal(linesOf(all, "threads")[0], "vhost threads"),
      module: linesOf(all, "module")[0] ?? unparsable("whether vhost_net is loaded is not said"),
      looked: true,
    },
    tables: { guests },
  };
}

/** `4242 2 1 1 web-1`: process, descriptors of /dev/net/tun and of /dev/vhost-net, how often its command line says virtio-net, and its name. */
function guestOf(line: string): Row {
  const found =
    /^(\d{1,10}) (\d{1,6}) (\d{1,6}) (\d{1,6}) (\S.*)$/.exec(line) ?? unparsable(`"${line.slice(0, 60)}" is not a virtual machine`);
  const [queues, vhostQueues, virtio] = [Number(found[2]), Number(found[3]), Number(found[4])];
  return {
    key: `${found[5] === "-" ? "a virtual machine" : (found[5] ?? "")} (${found[1] ?? ""})`,
    queues,
    vhostQueues,
    virtio,
    // Emulated cards, such as e1000, cannot be served by the kernel: that is not what is looked for.
    missing: virtio === 0 ? 0 : Math.max(0, queues - vhostQueues),
  };
}
