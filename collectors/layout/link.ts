import type { Value } from "#machines/contract/value.ts";

/** One network interface, whichever way it was read. `key` has its namespace before it, except in the namespace that was asked for: "qrouter-1f2e/qr-5c". */
export interface Link {
  readonly key: string;
  /** Key of its namespace; "" is the one that was asked for. */
  readonly namespace: string;
  readonly name: string;
  readonly ifindex: number;
  readonly mtu: Value;
  readonly kind: Value;
  readonly up: boolean;
  readonly loopback: boolean;
  readonly operstate: string;
  readonly mac: string;
  /** Name in the same namespace of the bridge, bond or switch it is a port of. */
  readonly master: string | null;
  /** What it is stacked on or paired with: a name in its own namespace, or a number in another one. */
  readonly lower: { readonly name?: string; readonly ifindex?: number; readonly namespace?: string; readonly nsid?: number } | null;
  /** What the kernel says about its kind: words of `ip -d`, by name. */
  readonly data: Readonly<Record<string, Value>>;
  /** An XDP program is attached. */
  readonly program: Value;
  readonly addresses: readonly Address[];
}

export interface Address {
  readonly address: string;
  readonly prefix: number;
  readonly family: "inet" | "inet6";
  readonly scope: string;
}

export const keyIn = (namespace: string, name: string): string => (namespace === "" ? name : `${namespace}/${name}`);
