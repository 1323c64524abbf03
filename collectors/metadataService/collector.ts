import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { gauge, state } from "../field.ts";
import { parseMetadataService } from "./parse.ts";
import { ARGUMENTS, SERVICE_SCRIPT } from "./script.ts";

/**
 * Where a guest's metadata is served on this host: namespaces that have the guest on a network of their own, what they lead 169.254.169.254 to, whether
 * anything listens there, and whether anything reached it while this ran.
 *
 * Shape:
 *     == addresses
 *     3: eth1    inet 10.20.0.11/24 scope global eth1\       valid_lft forever preferred_lft forever
 *     == before qrouter-2d6f8a41-93b7-4c50-8e1d-7fa20c3b9e65
 *     tcp 37 1
 *     rule iifname "qr-5c6d7e8f-90" ip daddr 169.254.169.254 tcp dport 80 counter packets 7 bytes 420 redirect to :9697
 *     drop table inet filter input: tcp dport 9697 counter packets 0 bytes 0 drop
 *     == state qrouter-2d6f8a41-93b7-4c50-8e1d-7fa20c3b9e65
 *     device qr-5c6d7e8f-90
 *     neighbour fa:16:3e:7b:e0:4d
 *     owns no
 *     listen 00000000:25E1
 *     CULPRIT-ARMED
 *     == after qrouter-2d6f8a41-93b7-4c50-8e1d-7fa20c3b9e65
 *     tcp 40 2
 *     rule iifname "qr-5c6d7e8f-90" ip daddr 169.254.169.254 tcp dport 80 counter packets 8 bytes 480 redirect to :9697
 *     drop table inet filter input: tcp dport 9697 counter packets 3 bytes 180 drop
 *     == end
 * Fields: ledTo is the port behind a rule, or 80 where the namespace has the address itself; 0 where it does neither. serves is true where something
 *   listens on that port. taken and resets are of the window and of all of the namespace's TCP, which in these namespaces is hardly anything else.
 *   Example: namespaces = 1, serving = 1
 * Empty: no namespace that has the guest on its network: 0. Other hosts may have one, and a guest that is asked about by a wrong address has none.
 * Fails: toolMissing without iproute2; denied without root; absent for IPv6. Rules that neither nft nor iptables-save shows make serves unknown.
 *   Networks of several tenants may use the same addresses: only the entry for the guest's Ethernet address tells their namespaces apart.
 * Source: https://opendev.org/openstack/neutron/src/tag/22.0.0/neutron/agent/metadata/driver.py; https://docs.openstack.org/neutron/2023.1/admin/ovn/ovn.html;
 *   https://www.kernel.org/doc/html/v6.1/networking/snmp_counter.html (TcpInSegs, TcpOutRsts)
 */
export const metadataService = {
  id: "metadataService",
  title: "metadata service",
  about: "Looks into the namespaces that may serve a guest's metadata: what leads there, what listens, and whether requests reach it.",
  risk: "R0",
  probe: false,
  effects: ["enters the network namespaces of routers and DHCP servers on the guest's network, to read"],
  scope: "host",
  costSeconds: 0.5,
  deadlineMs: 30_000,
  maxBytes: 512 * 1024,
  fields: {
    namespaces: gauge("namespaces", "Have the guest on a network of their own."),
    serving: gauge("namespaces", "Lead the metadata address to a port that something listens on."),
  },
  tables: {
    namespaces: {
      kind: state("router, dhcp, or ovn."),
      device: state("Interface on the guest's network."),
      mac: state("Ethernet address that it knows for the guest."),
      owns: state("It has the metadata address itself."),
      ledTo: gauge("", "Port that requests are led to; 0: none."),
      serves: state("Something listens there."),
      proxy: state("Something listens where Neutron's proxies do, whether a rule leads there or not."),
      taken: gauge("segments", "TCP segments that reached this namespace's own sockets in the window."),
      resets: gauge("segments", "Resets that it sent in the window."),
    },
    rules: { dropped: gauge("packets", "In the window, by a rule of such a namespace.") },
    addresses: { device: state("Interface."), length: gauge("", "Prefix length.") },
  },
  ways: [
    {
      argv: ["sh", "-c", literally(SERVICE_SCRIPT), "culprit-metadata-service", ...ARGUMENTS],
      parse: parseMetadataService,
      privilege: "sudo",
    },
  ],
} as const satisfies Collector;
