/** From one and a half intervals on an advert is missing: without any fault 1.3 were seen on a busy machine. */
export const LATE = 1.5;
/** A backup waits for three intervals and a part of one (RFC 5798 6.1, Master_Down_Interval): from there on any of them may take over. */
export const TAKEOVER = 3;
