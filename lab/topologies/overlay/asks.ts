import type { Ask } from "../../hosts/topology.ts";
import { guestOf, OUTSIDE, UNDERLAY_ADDRESS, UNDERLAY_ADDRESS6 } from "./names.ts";

/** Two guests on two compute nodes; those of network B have no DHCP server. */
export const largePacketsAsk = (from: string, to: string, underlay = UNDERLAY_ADDRESS): Ask => {
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
      underlayTarget: underlay[receiver.node],
      underlaySource: underlay[sender.node],
    },
  };
};

/** The same where the tunnel's ends have addresses of IPv6. */
export const largePacketsOverIpv6Ask = (from: string, to: string): Ask => largePacketsAsk(from, to, UNDERLAY_ADDRESS6);

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

/** What the service in a guest listens on, where one is asked for. */
export const SERVICE_PORT = 8_080;

/** From one guest to a service in another, with the compute nodes of both. */
export const guestConnections = (): Ask => {
  const [client, server] = [guestOf("vma1"), guestOf("vma2")];
  return {
    runbook: "new-connections-time-out",
    roles: { client: [client.name], server: [server.name], compute: [client.node, server.node] },
    inputs: { target: server.address, source: client.address, port: String(SERVICE_PORT) },
  };
};

/** A guest on another compute node than the prober. */
export const oneGuest = (): Ask => {
  const [near, far] = [guestOf("vma1"), guestOf("vma2")];
  return {
    runbook: "one-guest-unreachable",
    roles: { prober: [near.name], compute: [far.node], origin: [near.node] },
    inputs: { target: far.address, tap: `tap${far.port}`, proberTap: `tap${near.port}` },
  };
};

/** The same, and the node whose namespaces serve the guest's metadata. */
export const oneGuestWithNetwork = (): Ask => {
  const ask = oneGuest();
  return { ...ask, roles: { ...ask.roles, network: ["net1"] } };
};
