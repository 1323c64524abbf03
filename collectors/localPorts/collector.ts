import type { Collector } from "#machines/contract/collector.ts";
import { gauge, saying, settingOf, state } from "../field.ts";
import { parseLocalPorts } from "./parse.ts";
import { ARGUMENTS, PORTS_SCRIPT } from "./script.ts";

const ports = (about: string) => gauge("ports", about);

/**
 * Local ports that this host uses towards one address and port, against those that it may take.
 *
 * Shape:
 *     == /proc/sys/net/ipv4/ip_local_port_range
 *     40000	40099
 *     == /proc/sys/net/ipv4/ip_local_reserved_ports
 *     40010-40011
 *     == /proc/sys/net/ipv4/tcp_tw_reuse
 *     2
 *     == sockets
 *     count ESTAB worker 90
 *     count TIME-WAIT - 8
 *     == end
 * Fields: of this moment. A port can be used once for each address and port that is connected to; one in TIME-WAIT is used for a minute.
 *   Example: range = 98, used = 98, timeWait = 8, usedPercent = 100, reusesTimeWait = 2
 * Empty: no socket towards this service: used is 0.
 * Fails: wouldLoadModule where ss would load tcp_diag; toolMissing without ss. Without root the holder's name is not to be seen. Several local addresses, or a
 *   source port that programs choose themselves, have room of their own: used may then be above the range, or the range free and the program's own choice taken.
 * Source: https://docs.kernel.org/networking/ip-sysctl.html (ip_local_port_range, tcp_tw_reuse); ss(8); ip(7)
 */
export const localPorts = {
  id: "localPorts",
  title: "local ports",
  about: "Ports of this host in use towards one service, and who holds them.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0.3,
  deadlineMs: 10_000,
  maxBytes: 64 * 1024,
  fields: {
    range: ports("Ports that the host may take by itself."),
    rangeAsSet: settingOf("net.ipv4.ip_local_port_range", state("The first and the last port of that range, as it is set.")),
    used: ports("In use towards this service, whatever state."),
    timeWait: ports("In use by connections that are closed and wait out their minute."),
    usedPercent: saying(gauge("percent", "Used of the range."), { else: "{value} of the local ports are in use" }),
    reusesTimeWait: gauge("", "1: a new connection may take a port in TIME-WAIT, 2: on loopback only, 0: never."),
  },
  tables: { holders: { ports: ports("Held by these.") } },
  ways: [
    {
      argv: ["sh", "-c", PORTS_SCRIPT, "culprit-ports", ...ARGUMENTS],
      parse: parseLocalPorts,
      privilege: "sudo",
      wouldLoad: ["inet_diag", "tcp_diag"],
    },
  ],
} as const satisfies Collector;
