import { MANAGEMENT_INTERFACE } from "../../hosts/topology.ts";
import { TO_INSIDE, TO_UPLINK } from "./addresses.ts";

/** Asking for a connection's state is what makes the kernel track connections. Management stays out of it, whatever a fault does. */
const UNTRACKED = `
  chain unmanaged {
    type filter hook prerouting priority raw; policy accept;
    iifname "${MANAGEMENT_INTERFACE}" notrack
  }
  chain answers {
    type filter hook output priority raw; policy accept;
    oifname "${MANAGEMENT_INTERFACE}" notrack
  }`;

export const FILTER = "inet filter";

/** The comment of the rule by which both firewalls drop what connection tracking calls invalid. */
export const INVALID = "invalid";
/** The comment of the rule that drops what belongs to no connection and begins none. */
const NOT_BEGUN = "not begun";

/** The one rule of the chain "ip nat postrouting" on the gateway. */
export const TRANSLATION = `oifname "${TO_UPLINK}" counter masquerade comment "uplink"`;

/** A stateful filter as administrators write it: from inside connections may begin, nothing else may. */
export const GATEWAY_RULES = `table ${FILTER} {${UNTRACKED}
  chain forward {
    type filter hook forward priority filter; policy drop;
    ct state invalid counter drop comment "${INVALID}"
    ct state established,related counter accept comment "known"
    ct state new tcp flags & (fin | syn | rst | ack) != syn counter drop comment "${NOT_BEGUN}"
    iifname "${TO_INSIDE}" oifname != "${TO_INSIDE}" counter accept comment "from inside"
    counter drop comment "refused"
  }
}
table ip nat {
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    ${TRANSLATION}
  }
}
`;

/** A transparent firewall, which bridges and lets everything pass but what is invalid. */
export const BRIDGE_RULES = `table ${FILTER} {${UNTRACKED}
  chain forward {
    type filter hook forward priority filter; policy accept;
    ct state invalid counter drop comment "${INVALID}"
    ct state established,related counter accept comment "known"
    counter accept comment "new"
  }
}
`;
