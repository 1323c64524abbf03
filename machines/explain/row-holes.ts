/**
 * Holes of advice that the name of the guilty row fills: "eth2 of bond0" says a leg and a bond. By the table that the row is of; each group of a form fills
 * the holes that stand at its place. Addresses, numbers and names only: no shell reads more in them.
 */
export function holesInRow(table: string, key: string): ReadonlyMap<string, string> {
  const forms = Object.hasOwn(FORMS, table) ? (FORMS[table] ?? []) : [];
  return new Map(
    forms.flatMap(({ form, fills }) => {
      const [found, ...groups] = form.exec(key) ?? [];
      if (found === undefined) return [];
      return fills.flatMap((holes, place) => holes.map((hole) => [hole, groups[place] ?? ""] as const));
    }),
  );
}

interface Form {
  readonly form: RegExp;
  /** The holes that each group fills. */
  readonly fills: readonly (readonly string[])[];
}

// A name that Linux lets an interface have, and that no shell reads otherwise.
export const NAME = "[A-Za-z0-9][A-Za-z0-9_.-]{0,14}";
const WORD = "[A-Za-z0-9][A-Za-z0-9_.-]*";
const ADDRESS = "[0-9a-f][0-9a-f.:]*(?:/[0-9]+)?";
const MTU = "[1-9][0-9]{2,4}";

const form = (text: string, ...fills: readonly (readonly string[])[]): Form => ({ form: new RegExp(text), fills });
const whole = (hole: string): readonly Form[] => [form(`^(${NAME})$`, [hole])];

/** By table. Collectors write these names for people; each form is that of a recorded case (test/machines/row-forms.test.ts), so that no name changes away from it unseen. */
export const FORMS: Readonly<Record<string, readonly Form[]>> = {
  interfaces: whole("interface"),
  own: whole("interface"),
  devices: whole("device"),
  taps: whole("device"),
  bonds: whole("bond"),
  ports: whole("port"),
  // "eth2 of bond0"
  legs: [form(`^(${NAME}) of (${NAME})$`, ["leg"], ["bond"])],
  // "eth1 tbf 8538:"
  qdiscs: [form(`^(${NAME}) `, ["interface"])],
  // "backup, pid 327"; "gateway-api (pid 31), TCP port 9000". What stands before it the process chose itself: only the end is ours.
  processes: [form(", pid ([0-9]+)$", ["pid", "its pid"]), form(" \\(pid ([0-9]+)\\), TCP port [0-9]+$", ["pid", "its pid"])],
  // "keepalived's VRRP process (66)"; "/var/log"
  waits: [form(" process \\(([0-9]+)\\)$", ["pid"]), form("^(/[A-Za-z0-9_./-]*)$", ["mount point"])],
  // "inet hardening input handle 2: ip protocol vrrp drop"
  dropRules: [form(`^((?:ip|ip6|inet|bridge|netdev) ${WORD} ${WORD}) handle [0-9]+: `, ["the rule's table and chain"])],
  // "table arp guard input handle 2: arp operation request drop"
  arp: [form(`^table arp (${WORD}) (${WORD}) handle [0-9]+: `, ["table"], ["chain"])],
  // "eth1, with an MTU of 1500 in a network of 1462". Of a guest that answered nobody saw the device: its pieces tell its MTU to a few bytes only.
  guests: [
    form(`^(${NAME}), with an MTU of (${MTU}) in a network of (${MTU})$`, ["interface"], ["what it was"], ["the network's"]),
    form(`, with answers in pieces of ${MTU} bytes in a network of (${MTU})$`, ["the network's"]),
  ],
  // "DHCP option 26 (MTU) 1476 on ns-e2b7409d-63: guests have 1476, the tunnel carries 1462: 14 bytes too many, the inner Ethernet header"
  oversized: [form(`: guests have (${MTU}), the tunnel carries `, ["what it was"])],
  // "br-int table 0: priority 500 ip,nw_dst=10.1.0.12"; what leads in a circle is no single flow.
  flows: [
    form(
      "^([A-Za-z0-9][A-Za-z0-9_.-]*) table ([0-9]+): priority ([0-9]+) ([A-Za-z0-9_=,.:/+-]+)$",
      ["bridge"],
      ["its table"],
      ["its priority"],
      ["its match"],
    ),
  ],
  culprits: [form(`^table arp (${WORD}) (${WORD}) handle [0-9]+: `, ["table"], ["chain"])],
  // "no route to 192.0.2.0/24 (192.0.2.11); own: 192.0.2.12/24 on eth1"
  missingRoutes: [form(`^no route to (${ADDRESS}) \\((${ADDRESS})\\)(?:$|;)`, ["network"], ["peer"])],
  // "203.0.113.128/25 via 203.0.113.11 dev eth2"
  wrongRoutes: [form(`^(${ADDRESS}(?: via ${ADDRESS})? dev ${NAME})$`, ["the route as it was"])],
};
