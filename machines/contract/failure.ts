/** What people can be granted on the hosts of a group: reading them, sending traffic from them, changing them. */
export type GroupRight = "investigate" | "probe" | "intervene";

/**
 * What can go wrong on the way to an observation. Values, not exceptions: each kind carries what somebody needs to act.
 * Sentences for people are composed in one place (machines/explain/failure.ts).
 */
export type Failure =
  | { readonly kind: "unreachable"; readonly detail: string }
  | { readonly kind: "nameNotFound"; readonly name: string }
  | { readonly kind: "authenticationFailed"; readonly user: string; readonly tried: readonly string[]; readonly detail: string }
  | { readonly kind: "hostKeyUnknown"; readonly algorithm: string; readonly fingerprint: string; readonly key: string }
  | {
      readonly kind: "hostKeyChanged";
      readonly algorithm: string;
      readonly pinned: string;
      readonly offered: string;
      readonly where: string;
    }
  | { readonly kind: "hostKeyRefused"; readonly fingerprint: string; readonly revokedAt?: string }
  | { readonly kind: "connectionLost"; readonly detail: string; readonly afterMs: number }
  | { readonly kind: "channelRefused"; readonly detail: string }
  | { readonly kind: "timedOut"; readonly afterMs: number }
  | { readonly kind: "cancelled" }
  | { readonly kind: "denied"; readonly stderr: string }
  | { readonly kind: "toolMissing"; readonly tool: string }
  | { readonly kind: "wouldLoadModule"; readonly module: string }
  | { readonly kind: "absent"; readonly what: string }
  | { readonly kind: "exited"; readonly code: number | null; readonly signal: string | null; readonly stderr: string }
  | { readonly kind: "truncated"; readonly keptBytes: number; readonly limitBytes: number }
  | { readonly kind: "unparsable"; readonly why: string }
  | { readonly kind: "badFrame"; readonly why: string }
  | { readonly kind: "badArgument"; readonly slot: string; readonly why: string }
  /** `takenBack`: whoever skipped it wants it after all, so it may be asked once more. */
  | { readonly kind: "skipped"; readonly by: string; readonly takenBack?: true }
  /** A person was asked and did not know; `by` is Culprit where nobody could be asked. */
  | { readonly kind: "notKnown"; readonly by: string }
  /** The person behind it may not do this on hosts of these groups; "" stands for hosts outside the inventory. */
  | { readonly kind: "notGranted"; readonly who: string; readonly right: GroupRight; readonly groups: readonly string[] }
  | { readonly kind: "internal"; readonly detail: string };

export type FailureKind = Failure["kind"];
