/** What the exit code of `culprit` means; scripts rely on it. */
export const EXIT = {
  /** A cause, a healthy host or an absent symptom was established. */
  found: 0,
  internal: 1,
  usage: 2,
  /** undetermined, several or noneOfThese; also a cause that is only suspected. */
  open: 3,
  /** A host could not be reached or authenticated. */
  unreached: 4,
} as const;

/** The command line was wrong; the message says what would be right. */
export class Usage extends Error {
  override readonly name = "Usage";
}
