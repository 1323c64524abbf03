import type { Counted } from "./rows.ts";

/** Seen on healthy hosts; most free a packet that was used up, or nobody's. */
const REASONS: ReadonlySet<string> = new Set([
  "NO_SOCKET",
  "SOCKET_CLOSE",
  "OTHERHOST",
  "TCP_OLD_DATA",
  "TCP_OLD_SEQUENCE",
  "TCP_OLD_ACK",
  "TCP_CLOSE",
  "TCP_OFOMERGE",
  "QUEUE_PURGE",
  "NEIGH_FAILED",
  "UNIX_DISCONNECT",
  "UNIX_SKIP_OOB",
]);

/** Functions that free packets of no interest without saying why, or on kernels that cannot say it. */
const FUNCTIONS = /^(unix_|netlink_|skb_queue_purge|skb_rbtree_purge|sk_stream_kill_queues|ip6_mc_input$|ping_rcv$|ovs_vport_cmd_get$)/;

export function isNoise({ reason, location }: Counted): boolean {
  return REASONS.has(reason) || ((reason === "NOT_SPECIFIED" || reason === "-") && FUNCTIONS.test(functionOf(location)));
}

/** "nft_do_chain+0x3e8/0x610 [nf_tables]" -> "nft_do_chain"; compilers append ".constprop.0" and ".isra.0". */
export const functionOf = (location: string): string => location.replace(/[+.\s].*$/, "");
