/** Who looks, as far as a question or an approval has to know. */
export interface Decides {
  readonly me: string;
  /** May steer what runs, and undo what was left. */
  readonly steer: boolean;
  /** May approve changes of hosts. */
  readonly change: boolean;
  /** May say whether a host is who it says it is. */
  readonly trust: boolean;
  /** Without accounts there is one person only, and no second one ever comes. */
  readonly alone: boolean;
}
