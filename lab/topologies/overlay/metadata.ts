import { DHCP, ROUTER } from "./names.ts";

/** Where guests ask for their metadata, and the port that the router's proxy listens on, as in Neutron. */
export const METADATA = { address: "169.254.169.254", port: 9_697 };

/** The namespaces that may serve metadata: a network's router by a rule, or its DHCP server by having the address itself. */
export type Server = "router" | "dhcp";

const PLACE: Readonly<Record<Server, { readonly namespace: string; readonly listens: string; readonly pid: string }>> = {
  router: { namespace: ROUTER.namespace, listens: `0.0.0.0:${METADATA.port}`, pid: "/run/lab/metadata-router.pid" },
  dhcp: { namespace: DHCP.namespace, listens: `${METADATA.address}:80`, pid: "/run/lab/metadata-dhcp.pid" },
};

/** Calls itself what Neutron's agents start in a namespace. It answers every request alike, one after the other. */
const PROXY = String.raw`use IO::Socket::INET; my ($at, $status, $pid, $name) = @ARGV;
my $s = IO::Socket::INET->new(LocalAddr => $at, Listen => 64, ReuseAddr => 1) or die "$at: $@"; open my $f, ">", $pid; print $f $$; close $f; $0 = $name;
while (my $c = $s->accept) { eval { local $SIG{ALRM} = sub { die }; alarm 1; while (<$c>) { last if /^\r?$/ } print $c "HTTP/1.0 $status\r\nContent-Length: 3\r\n\r\n{}\n"; alarm 0 }; close $c }`;

/** Starts a proxy and waits until it listens. `status`: what it answers. */
export const startProxy = (server: Server, status = "200 OK"): string => {
  const { namespace, listens, pid } = PLACE[server];
  const name = `haproxy -f /var/lib/neutron/ns-metadata-proxy/${namespace.slice(namespace.indexOf("-") + 1)}.conf`;
  return `
mkdir -p /run/lab
rm -f ${pid}
ip netns exec ${namespace} perl -e '${PROXY}' ${listens} '${status}' ${pid} '${name}' </dev/null >/dev/null 2>&1 &
n=0; until [ -s ${pid} ]; do sleep 0.02; n=$((n + 1)); [ $n -lt 250 ] || exit 1; done`;
};

/** To be repeated as one likes. */
export const endProxy = (server: Server): string => {
  const { pid } = PLACE[server];
  return `if [ -e ${pid} ]; then kill -9 $(cat ${pid}) 2>/dev/null || :; rm -f ${pid}; fi`;
};

export const signalProxy = (server: Server, signal: "STOP" | "CONT"): string =>
  `[ ! -e ${PLACE[server].pid} ] || kill -${signal} $(cat ${PLACE[server].pid}) 2>/dev/null || :`;

/** What guests send to the metadata address goes to the proxy; a chain of its own can be emptied without the router's translation. */
export const REDIRECTED = `ip netns exec ${ROUTER.namespace} nft -f - <<'RULES'
table ip metadata
delete table ip metadata
table ip metadata {
  chain prerouting {
    type nat hook prerouting priority dstnat; policy accept;
    iifname "${ROUTER.inside}" ip daddr ${METADATA.address} tcp dport 80 counter redirect to :${METADATA.port}
  }
}
RULES`;

export const NOT_REDIRECTED = `ip netns exec ${ROUTER.namespace} nft delete table ip metadata 2>/dev/null || :`;

/** The DHCP server's namespace has the address itself, where guests are told to go there (option 121). */
export const servedByDhcp = (status?: string): string => `
${NOT_REDIRECTED}
${endProxy("router")}
${endProxy("dhcp")}
ip netns exec ${DHCP.namespace} ip addr replace ${METADATA.address}/32 dev ${DHCP.inside}
${startProxy("dhcp", status)}`;

/** As the lab is after it has been raised. Repeating it mends whatever something else has damaged. */
export const servedByRouter = (status?: string): string => `
${endProxy("dhcp")}
ip netns exec ${DHCP.namespace} ip addr del ${METADATA.address}/32 dev ${DHCP.inside} 2>/dev/null || :
${endProxy("router")}
${REDIRECTED}
${startProxy("router", status)}`;
