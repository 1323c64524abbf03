import { hostOf, placeOf, type Lab } from "../../hosts/lab.ts";
import { undoRules } from "../../means/bridge-filter.ts";
import { startClients, startService } from "../../means/service.ts";
import { attemptConnections, describeAttempts } from "../../measure/attempts.ts";
import { guestConnections, SERVICE_PORT } from "../../topologies/overlay/asks.ts";
import { guestOf, UNDERLAY, underlayPort } from "../../topologies/overlay/names.ts";
import type { Cause, Fault, FaultKind } from "../fault.ts";

/** A service in vma2, behind a security group that lets connections to it through, and what is otherwise done to them or to others. */
interface Served {
  readonly id: string;
  readonly kind: FaultKind;
  readonly about: string;
  readonly story: string;
  readonly cause: Cause | null;
  readonly on: string;
  readonly break: string;
  readonly mend: string;
  /** Exits 0 while the mechanism, or of a decoy its misleading sign, is there. */
  readonly show: string;
}

const { port, address, mac } = guestOf("vma2");
const CHAIN = `neutron-openvswi-i${port.slice(0, 10)}`;
const JUMP = `FORWARD -m physdev --physdev-out tap${port} --physdev-is-bridged -j ${CHAIN}`;
const OTHER_PORT = 9_999;
const CUT = "table bridge servicecut";
const OWN_LIMIT = "table inet ownlimit";

/**
 * The switch that loses the tunnel's packets loses the questions for the guest's Ethernet address as well. Some eight seconds later the entry would
 * have failed, and what is seen then is another cause's: nobody hears the questions. Seen on 2026-11-22, one time in three.
 */
const PIN = `ip neigh replace ${address} lladdr ${mac} dev eth1 nud permanent`;
const UNPIN = `ip neigh del ${address} dev eth1 2>/dev/null || :`;

const SERVED: readonly Served[] = [
  {
    id: "guest-service-healthy",
    kind: "healthy",
    about: "A guest's security group lets connections to its service through.",
    story: "Somebody wants to know whether a guest's service can be reached.",
    cause: null,
    on: "cmp2",
    break: ":",
    mend: ":",
    show: "false",
  },
  {
    id: "security-group-other",
    kind: "decoy",
    about: "A guest's security group drops what somebody sends to another port all the time; its service is reached.",
    story: "Somebody saw the drops of a security group rise.",
    cause: null,
    on: "cmp2",
    break: ":",
    mend: ":",
    show: `iptables -nvxL ${CHAIN} | grep -q '^ *[1-9][0-9]* .*DROP'`,
  },
  {
    id: "guest-service-cut",
    kind: "fault",
    about:
      "The nodes' switch loses the tunnel's packets in one direction; the security group meanwhile drops what somebody sends to another port.",
    story: "A guest's service cannot be reached from another compute node since the network was rebuilt.",
    cause: { id: "lossOutside" },
    on: UNDERLAY,
    break: `nft '${CUT} { chain forward { type filter hook forward priority 0; iifname ${underlayPort("cmp1")} oifname ${underlayPort("cmp2")} ether type ip counter drop; }; }'`,
    mend: `nft delete ${CUT} 2>/dev/null || :`,
    show: `nft list ${CUT} | grep -q 'counter packets [1-9]'`,
  },
  {
    id: "guest-own-limit",
    kind: "fault",
    about:
      "A guest's own filter takes one new connection a second to its service and drops the others; the security group drops what somebody sends to another port.",
    story:
      "A guest's service hangs for some of those who call it at once, since its owner hardened it. Somebody saw the drops of its security group rise.",
    cause: {
      id: "firewallDrop",
      host: "vma2",
      object: `tcp dport ${SERVICE_PORT} tcp flags & (syn | ack) == syn limit rate over 1/second burst 2 packets drop`,
    },
    on: "vma2",
    break: `nft '${OWN_LIMIT} { chain input { type filter hook input priority 0; tcp dport ${SERVICE_PORT} tcp flags & (syn | ack) == syn limit rate over 1/second burst 2 packets counter drop; }; }'`,
    mend: `nft delete ${OWN_LIMIT} 2>/dev/null || :`,
    show: `nft list ${OWN_LIMIT} | grep -q 'counter packets [1-9]'`,
  },
];

const GROUP = [
  `iptables -N ${CHAIN}`,
  `iptables -A ${CHAIN} -m state --state RELATED,ESTABLISHED -j RETURN`,
  `iptables -A ${CHAIN} -p tcp -m tcp --dport ${SERVICE_PORT} -j RETURN`,
  `iptables -A ${CHAIN} -p icmp -j RETURN`,
  `iptables -A ${CHAIN} -j DROP`,
  `iptables -A ${JUMP}`,
].join("\n");

const faultFrom = (one: Served): Fault => ({
  id: one.id,
  kind: one.kind,
  topology: "overlay",
  about: one.about,
  story: one.story,
  groundTruth: { causes: one.cause === null ? [] : [one.cause] },
  parameters: {},
  asks: [guestConnections()],
  inject: async (lab) => {
    await startService(lab, { owner: one.id, name: "guest-service", on: hostOf(lab, "vma2"), port: SERVICE_PORT });
    await placeOf(lab, "cmp2").must(["sh", "-euc", GROUP]);
    if (one.id !== "guest-service-healthy") await knock(lab, one.id);
    if (one.id === "guest-service-cut") await placeOf(lab, "vma1").must(["sh", "-euc", PIN]);
    await placeOf(lab, one.on).must(["sh", "-euc", one.break]);
  },
  heal: async (lab) => {
    await placeOf(lab, one.on).must(["sh", "-c", one.mend]);
    if (one.id === "guest-service-cut") await placeOf(lab, "vma1").must(["sh", "-c", UNPIN]);
    await undoRules(placeOf(lab, "cmp2"), [`-D ${JUMP}`, `-F ${CHAIN}`, `-X ${CHAIN}`]);
    await placeOf(lab, "cmp2").must(["conntrack", "-F"]);
  },
  check: async (lab) => {
    const made = await attemptConnections({ from: placeOf(lab, "vma1"), to: address, port: SERVICE_PORT, count: 5, patienceMs: 1_500 });
    const { exitCode } = await placeOf(lab, one.on).exec(["sh", "-c", one.show]);
    return {
      // Once it is healed nothing listens any more: that is answered, with a reset.
      symptom: made.unanswered > 0,
      mechanism: exitCode === 0,
      saw: `${describeAttempts(made)}; on ${one.on} ${exitCode === 0 ? "it is so" : "it is not so"}: ${one.about}`,
    };
  },
});

/** What somebody else sends, and the group refuses: before and while anybody looks. */
const knock = (lab: Lab, owner: string): Promise<void> =>
  startClients(lab, {
    ...{ owner, name: "knocking", from: hostOf(lab, "vma1"), to: hostOf(lab, "vma2"), port: OTHER_PORT },
    ...{ everyMs: 200, burst: 1, patienceMs: 500 },
  });

/** New connections to a guest's service. */
export const GUEST_SERVICE_FAULTS: readonly Fault[] = SERVED.map(faultFrom);
