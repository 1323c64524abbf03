import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { gauge, state } from "../field.ts";
import { parseMtuOffers } from "./parse.ts";
import { ARGUMENTS, OFFERS_SCRIPT } from "./script.ts";

/**
 * Which MTU the DHCP servers (and router advertisers) of this host hand out, to everybody and to one client.
 *
 * Shape:
 *     server 412 dnsmasq
 *     command dnsmasq --interface=ns-e2b7409d-63 --dhcp-optsfile=/var/lib/neutron/dhcp/9c41/opts --dhcp-hostsfile=/var/lib/neutron/dhcp/9c41/host --dhcp-range=set:subnet,10.1.0.0,static,255.255.255.0,86400s
 *     serves ns-e2b7409d-63 1476
 *     option option:mtu,1476
 *     host fa:16:3e:3f:2a:91,host-10-1-0-11,10.1.0.11
 *     end
 * Fields: what is configured at this moment; a client keeps what it was told until it asks again. networkMtu is offered to everybody on the
 *   client's network, offeredMtu to this client, which may have an option of its own.
 *   Example: servers = 1, servesClient = true, networkMtu = 1476, offeredMtu = 1476, offersMtu = true, servingLink = ns-e2b7409d-63, servingMtu = 1476
 * Empty: no server: servers is 0 and nobody here tells the client anything.
 * Fails: without root other accounts' processes hide their files: what could not be read makes the offer unknown. A server of OVN is no process: its
 *   options are in OVN's database and not seen here. Options that a program adds at run time (--dhcp-script) are not seen either.
 * Source: dnsmasq(8) (--dhcp-option, --dhcp-optsfile, --dhcp-hostsfile); RFC 2132 5.1 (option 26); RFC 4861 4.6.4; radvd.conf(5)
 */
export const mtuOffers = {
  id: "mtuOffers",
  title: "offered MTU",
  about: "Which MTU DHCP and router advertisements of this host tell a client.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "host",
  costSeconds: 0.3,
  deadlineMs: 15_000,
  maxBytes: 2 * 1024 * 1024,
  fields: {
    servers: gauge("servers", "DHCP servers and router advertisers that run here."),
    servesClient: state("One of them hands out the client's address."),
    networkMtu: gauge("bytes", "MTU that everybody on the client's network is told."),
    offeredMtu: gauge("bytes", "MTU that this client is told."),
    offersMtu: state("The client is told an MTU from here."),
    servingLink: state("Interface that the server serves."),
    servingMtu: gauge("bytes", "That interface's own MTU."),
  },
  tables: {
    offers: {
      mtu: gauge("bytes", "The MTU that is offered."),
      forClient: state("By the server that hands out the client's address."),
      tag: state('Whom it is for; "none": everybody.'),
      pid: gauge("", "The server's process."),
    },
  },
  ways: [
    { argv: ["sh", "-c", literally(OFFERS_SCRIPT), "culprit-offers", ...ARGUMENTS], parse: parseMtuOffers, privilege: "sudo" },
    { argv: ["sh", "-c", literally(OFFERS_SCRIPT), "culprit-offers", ...ARGUMENTS], parse: parseMtuOffers, privilege: "user" },
  ],
} as const satisfies Collector;
