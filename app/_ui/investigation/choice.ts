/** A completion behind `/` in the composer. */
export interface Choice {
  /** What the field holds when this is chosen. */
  readonly text: string;
  readonly command: string;
  readonly rest: string;
  readonly say: string;
  /** Nothing more is to be typed. */
  readonly complete: boolean;
}
