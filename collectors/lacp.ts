/** Bits of a port's state (IEEE 802.1AX 6.4.2.3): information made up, and information too old. */
export const DEFAULTED = 64;
export const EXPIRED = 128;

/** The system of a partner that nobody has heard of. */
export const NOBODY = "00:00:00:00:00:00";
