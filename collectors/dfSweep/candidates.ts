/**
 * Bytes that encapsulations take from a packet, as collectors/overhead works them out: a boundary is most likely one of these below the full size.
 * 4 and 8 are VLAN tags that a port does not allow for, 8 is PPPoE as well.
 */
export const OVERHEADS = [1, 4, 8, 14, 20, 24, 28, 32, 36, 38, 42, 46, 50, 54, 58, 60, 62, 66, 70, 72, 78, 80, 100] as const;
