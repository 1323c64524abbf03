/** What can be wrong with the replay server, for tests of those who talk to it. */
export interface Faults {
  /** Accepts a batch and never says a word. */
  readonly silent?: boolean;
  /** Cuts the link after so many bytes of output. */
  readonly dropAfterBytes?: number;
  /** As sshd's MaxSessions: refuses to open more sessions per connection. */
  readonly maxSessions?: number;
  /** Printed on both streams before the batch begins, as rc files do. */
  readonly banner?: string;
  /** A slow rc file: time before the batch begins. */
  readonly slowStartMs?: number;
  /** How far the host's clock is ahead of ours; negative: behind. */
  readonly clockSkewMs?: number;
}
