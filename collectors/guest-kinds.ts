/** Kinds of frames to and from a guest that are told apart: echoes, ARP for its address and by it, DHCP. */
export const KINDS = ["request", "reply", "ask", "answer", "askBack", "answerBack", "dhcpRequest", "dhcpReply"] as const;
export type Kind = (typeof KINDS)[number];
