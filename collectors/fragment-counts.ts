import type { Given } from "#machines/contract/collector.ts";
import { changeOf, isNumber } from "./source-readings.ts";

type Count = ReturnType<typeof changeOf>;

/**
 * What the kernel of a host counted of fragments in the window, of both versions of IP: a tunnel runs over either. Where IPv6 is not counted there is none.
 * Source: net/ipv4/ip_output.c, net/ipv6/ip6_output.c, net/ipv6/reassembly.c
 */
export function fragmentCount(
  given: Given,
  { count, ...at }: { readonly count: "FragOKs" | "FragCreates" | "ReasmReqds"; readonly role?: string; readonly host?: string },
): Count {
  const [four, six] = [
    changeOf(given, "protocolCounters", { ...at, field: `Ip${count}` }),
    changeOf(given, "protocolCounters", { ...at, field: `Ip6${count}` }),
  ];
  return isNumber(four) && isNumber(six) ? four + six : four;
}
