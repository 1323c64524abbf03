/** Kinds of frames to and from a guest that are told apart: echoes, small and large, ARP for its address and by it, DHCP, and what it asks of the metadata address. */
export const KINDS = [
  ...["request", "reply", "largeRequest", "largeReply", "ask", "answer", "askBack", "answerBack", "dhcpRequest", "dhcpReply"],
  ...["metaSyn", "metaAccept", "metaRefuse", "metaGet", "metaServe", "metaFail", "metaAsk", "metaAnswer"],
] as const;
export type Kind = (typeof KINDS)[number];

/** Where every guest asks for its metadata: link-local, the same on all clouds. */
export const METADATA_ADDRESS = "169.254.169.254";

/** An echo message of so many bytes is a large one; of a message in pieces, this is the first piece. */
export const LARGE_BYTES = 500;
