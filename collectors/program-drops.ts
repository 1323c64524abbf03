/** XDP since 5.18 where a program redirects or a driver says so; the ways in and out of tc's filters likewise. */
const REASONS: ReadonlySet<string> = new Set(["XDP", "TC_INGRESS", "TC_EGRESS", "TC_COOKIE_ERROR", "TC_CHAIN_NOTFOUND", "BPF_DROP"]);

/** What a generic XDP program drops is freed here, for no reason that is given (seen on 6.18). */
const GENERIC_XDP: ReadonlySet<string> = new Set(["do_xdp_generic", "netif_receive_generic_xdp", "bpf_prog_run_generic_xdp"]);

/** A program at an interface dropped it: by the kernel's reason, or by the function that freed it. */
export const isProgramDrop = (reason: string, at: string): boolean => REASONS.has(reason) || GENERIC_XDP.has(at);

/** By what name it goes: the reason, where there is one. */
export const programOf = (reason: string): string => (REASONS.has(reason) ? reason : "XDP");
