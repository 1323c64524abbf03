/**
 * Management addresses of the lab come from RFC 2544's 198.18.0.0/15, whichever part of it was free on that machine. In
 * recordings they become RFC 5737's TEST-NET-2, with the same last octet, so that recordings of two machines agree.
 */
export const scrubLabAddresses = (text: string): string =>
  text.replaceAll(DOTTED, "198.51.100.$1").replaceAll(LITTLE_ENDIAN_HEX, "$16433C6");

const DOTTED = /\b198\.1[89]\.\d{1,3}\.(\d{1,3})\b/g;
/** As /proc/net/tcp and /proc/net/udp of little-endian machines write it. */
const LITTLE_ENDIAN_HEX = /\b([0-9A-F]{2})[0-9A-F]{2}1[23]C6\b/g;
