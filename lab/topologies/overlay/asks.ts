import type { Ask } from "../../hosts/topology.ts";
import { guestOf, OUTSIDE, UNDERLAY_ADDRESS } from "./names.ts";

/** Two guests on two compute nodes; those of network B have no DHCP server. */
export const largePacketsAsk = (from: string, to: string): Ask => {
  const [sender, receiver] = [guestOf(from), guestOf(to)];
  return {
    runbook: "large-packets-vanish",
    roles: {
      sender: [sender.name],
      receiver: [receiver.name],
      senderHost: [sender.node],
      receiverHost: [receiver.node],
      ...(sender.network === "A" ? { network: ["net1"] } : {}),
    },
    inputs: {
      target: receiver.address,
      source: sender.address,
      underlayTarget: UNDERLAY_ADDRESS[receiver.node],
      underlaySource: UNDERLAY_ADDRESS[sender.node],
    },
  };
};

/** From a guest to the server outside: its tunnel ends on the network node, and nobody can log in to the server's side. */
export const largePacketsOutsideAsk = (from: string): Ask => {
  const sender = guestOf(from);
  return {
    runbook: "large-packets-vanish",
    roles: { sender: [sender.name], senderHost: [sender.node], receiverHost: ["net1"], network: ["net1"] },
    inputs: {
      target: OUTSIDE.server,
      source: sender.address,
      underlayTarget: UNDERLAY_ADDRESS.net1,
      underlaySource: UNDERLAY_ADDRESS[sender.node],
    },
  };
};
