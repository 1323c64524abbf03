import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { counter, gauge, state } from "../field.ts";
import { parseIpsec } from "./parse.ts";
import { IPSEC_NONE_SCRIPT, IPSEC_SCRIPT } from "./script.ts";

/**
 * What the kernel encrypts between this host and others: the states of IPsec with what each adds to a packet, and its counters of what went wrong.
 *
 * Shape:
 *     == state
 *     src 203.0.113.1 dst 203.0.113.2
 *     	proto esp spi 0xc1a2b3c4(3248665540) reqid 1(0x00000001) mode tunnel
 *     	replay-window 0 seq 0x00000000 flag af-unspec (0x00100000)
 *     	aead rfc4106(gcm(aes)) key (160 bits) 128
 *     	lifetime current:
 *     	  1088(bytes), 8(packets)
 *     == policy
 *     src 10.1.0.0/24 dst 10.2.0.0/24 uid 0
 *     	dir out action allow index 1 priority 0 ptype main share any flag  (0x00000000)
 *     == errors
 *     XfrmOutNoStates         	2
 *     == end
 * Fields: states of this moment, counters since this network namespace was made. iv, icv and block are what the arithmetic of ESP needs: the payload is
 *   padded to whole blocks. inUdp: it travels inside UDP because of address translation, 8 bytes more.
 *   Example: states = 1, tunnels = 1, policies = 1, outErrors = 2, inErrors = 0, noState = 2
 * Empty: a host without IPsec has 0 of each.
 * Fails: denied without root; a kernel without IPsec has no counters, and its ip says so. A card that encrypts by itself has its states here as well. Keys are
 *   cut out on the host. A program with its own IPsec (userspace libreswan, DPDK) is not seen.
 * Source: ip-xfrm(8); https://docs.kernel.org/networking/xfrm/xfrm_proc.html; RFC 4303 2; net/xfrm/xfrm_algo.c of v6.12 (lengths of check values)
 */
export const ipsec = {
  id: "ipsec",
  title: "IPsec states",
  about: "What is encrypted between this host and others, what that adds to a packet, and what went wrong with it.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0.1,
  deadlineMs: 10_000,
  maxBytes: 1024 * 1024,
  fields: {
    states: gauge("states", "Directions that are encrypted or signed."),
    tunnels: gauge("states", "Those in tunnel mode."),
    policies: gauge("policies", "Policies that ask for it."),
    inErrors: counter(64, "packets", "Received and refused by IPsec, for any reason."),
    outErrors: counter(64, "packets", "Not sent because of IPsec, for any reason."),
    noState: counter(64, "packets", "A policy asked for a state that is not there."),
  },
  tables: {
    states: {
      source: state("Outer source."),
      target: state("Outer target."),
      protocol: state("esp, ah or comp."),
      mode: state("tunnel, transport, beet."),
      transform: state("Its algorithms."),
      iv: gauge("bytes", "Initialisation vector."),
      icv: gauge("bytes", "Integrity check value."),
      block: gauge("bytes", "What the payload is padded to."),
      inUdp: state("Inside UDP, for address translation."),
      packets: counter(64, "packets", "Carried by it."),
      bytes: counter(64, "bytes", "Carried by it."),
    },
    errors: { packets: counter(64, "packets", "How often.") },
  },
  ways: [
    { argv: ["sh", "-c", literally(IPSEC_SCRIPT)], parse: parseIpsec, privilege: "sudo", wouldLoad: ["xfrm_user"] },
    { argv: ["sh", "-c", literally(IPSEC_NONE_SCRIPT)], parse: parseIpsec, privilege: "user" },
  ],
} as const satisfies Collector;
