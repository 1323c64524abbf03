import { oldHost } from "../../blinds/iproute.ts";
import { advertsLost } from "../balancers/adverts-lost.ts";
import { bondLegDown } from "../bonds/links.ts";
import { guestMtu } from "../cloud/guest-mtu.ts";
import { wrongVlanTag } from "../cloud/wrong-vlan-tag.ts";
import type { Fault } from "../fault.ts";
import { finChecksum } from "../gateway/fin-checksum.ts";
import { bufferbloat } from "../neighbours/bufferbloat.ts";
import { mtuMismatch } from "../neighbours/mtu-mismatch.ts";
import { routeWrong } from "../neighbours/route-wrong.ts";
import { greOverhead } from "../overlay/black-hole.ts";
import { echoesEaten } from "../pair/echoes-eaten.ts";
import { queueDrop } from "../pair/queue-drop.ts";
import { shaperRate } from "../rates/shaper-rate.ts";
import { dnsTimeout } from "../sockets/dns-timeout.ts";
import { queriesEaten } from "../sockets/queries-eaten.ts";
import { synsDropped } from "../sockets/syns-dropped.ts";
import { tapQueue } from "../sockets/tap-queue.ts";
import { blinded } from "./blinded.ts";

interface Old {
  readonly fault: Fault;
  /** Every host that a runbook is pointed at. */
  readonly on: readonly string[];
  readonly notNameable?: string;
}

const PAIR = ["alpha", "beta"];

/** A fault or two of each runbook. What they show is in counters, tables and captures that are older than JSON. */
const OLD: readonly Old[] = [
  { fault: queueDrop, on: PAIR },
  {
    ...{ fault: echoesEaten, on: PAIR },
    notNameable:
      "Both hosts run on one machine, and what a program drops there only the machine's trace counts, which does not say whose it is.",
  },
  { fault: tapQueue, on: PAIR },
  { fault: shaperRate, on: PAIR },
  { fault: synsDropped, on: PAIR },
  { fault: dnsTimeout, on: PAIR },
  { fault: queriesEaten, on: PAIR },
  { fault: bufferbloat, on: PAIR },
  { fault: mtuMismatch, on: PAIR },
  { fault: routeWrong, on: PAIR },
  { fault: finChecksum, on: ["client1", "client2", "fw1", "gw", "server1"] },
  { fault: advertsLost, on: ["lb1", "lb2"] },
  { fault: bondLegDown, on: ["h1"] },
  { fault: greOverhead, on: ["net1", "cmp1", "cmp2"] },
  { fault: guestMtu, on: ["net1", "cmp1", "cmp2"] },
  { fault: wrongVlanTag, on: ["net1", "cmp1", "cmp2"] },
];

export const OLD_HOSTS: readonly Fault[] = OLD.map(({ fault, on, notNameable }) =>
  blinded(
    { ...fault, variants: {} },
    {
      id: `${fault.id}-old-host`,
      about: `${fault.about} The hosts' ip, tc and bridge print no JSON, and ethtool is not installed.`,
      blinds: Object.fromEntries(on.map((name) => [name, oldHost])),
      ...(notNameable === undefined ? {} : { notNameable }),
    },
  ),
);
