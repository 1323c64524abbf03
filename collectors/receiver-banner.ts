/** What Culprit's own receiver says first. Nothing is sent to a program that says anything else. */
export const BANNER = "CULPRIT-RECEIVER";
