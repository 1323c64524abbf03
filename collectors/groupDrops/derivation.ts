import type { Derivation, Given } from "#machines/contract/collector.ts";
import { type Reading, unknown } from "#machines/contract/value.ts";
import { gauge, saying } from "../field.ts";
import { droppedHere, guiltyChains } from "../handshake-groups.ts";
import { addUp, lossesOf } from "../handshake-losses.ts";
import { sceneOf } from "../handshake-scene.ts";

const segments = (about: string) => gauge("segments", about);

/**
 * Whether a security group of this compute node dropped the segments that are missing between client and server.
 *
 * From: the captures of the probe's handshakes on client, server and what is between them, and the counts of the groups on this host in the same window.
 *   A SYN that is sent again is dropped again and missing again, so both counts are one, but for what else the chain drops meanwhile.
 * Unknown: with the client's capture, and with the counts of the groups.
 */
export const groupDrops = {
  id: "groupDrops",
  title: "handshakes in security groups",
  about: "Compares what the security groups of a compute node dropped with the segments that are missing.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "host",
  costSeconds: 0,
  deadlineMs: 1_000,
  maxBytes: 64 * 1024,
  from: ["connectProbe", "handshakes", "securityGroups"],
  fields: {
    groupDrops: saying(segments("Dropped by the security group whose count fits what is missing between the hosts; 0 where none does."), {
      "0": "No security group dropped as much as is missing between the hosts",
      else: "{value} dropped by the security group whose count fits what is missing between the hosts",
    }),
  },
  tables: { groups: { dropped: segments("By this chain or flow of a security group, in the window.") } },
  derive,
} as const satisfies Derivation;

function derive(given: Given): Reading {
  const scene = sceneOf(given);
  const missing = "why" in scene ? unknown(scene.why) : addUp([...lossesOf(scene).after.values()]);
  return { fields: { groupDrops: droppedHere(given, missing) }, tables: { groups: guiltyChains(given, given.host, missing) } };
}
