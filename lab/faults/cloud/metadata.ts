import { startProcess } from "../../hosts/extra.ts";
import { placeOf, type Lab } from "../../hosts/lab.ts";
import { undoRules } from "../../means/bridge-filter.ts";
import { metadataOf } from "../../measure/metadata.ts";
import { pythonProgram } from "../../programs/python.ts";
import { endProxy, METADATA, NOT_REDIRECTED, servedByDhcp, servedByRouter, signalProxy } from "../../topologies/overlay/metadata.ts";
import { DHCP, guestOf, ROUTER } from "../../topologies/overlay/names.ts";
import type { Ask } from "../../hosts/topology.ts";
import type { Cause, Fault, FaultKind } from "../fault.ts";
import { oneGuestWithNetwork } from "../../topologies/overlay/asks.ts";
import { reach } from "./reach.ts";

/** One way in which vma2 gets no metadata while everybody reaches it, or a way in which it does get some. */
interface Without {
  readonly id: string;
  readonly kind: FaultKind;
  readonly about: string;
  readonly story: string;
  readonly cause: Cause | null;
  /** The same, as somebody sees it who knows rules and nothing of clouds. */
  readonly plainly?: Cause;
  readonly on: "net1" | "cmp2" | "vma2";
  readonly break: string;
  readonly mend?: (lab: Lab) => Promise<void>;
  /** Exits 0 while the mechanism, or of a decoy its misleading sign, is there. */
  readonly show: string;
  /** What a guest that asks once gets. */
  readonly gets: readonly string[];
}

const GUEST = guestOf("vma2");
const CHAIN = `neutron-openvswi-o${GUEST.port.slice(0, 10)}`;
const JUMP = `FORWARD -m physdev --physdev-in tap${GUEST.port} --physdev-is-bridged -j ${CHAIN}`;
const sh = async (lab: Lab, on: string, script: string): Promise<void> => void (await placeOf(lab, on).must(["sh", "-euc", script]));
const inRouter = (command: string): string => `ip netns exec ${ROUTER.namespace} ${command}`;
const nobodyListens = `! ${inRouter("ss -tln")} | grep -q ':${METADATA.port} '`;
const proxyOf = (namespace: string): string => `haproxy in ${namespace}`;

const LINK_ROUTE = "169.254.0.0/16 dev eth1 scope link";
const FILTER = "table inet metafilter";

const WITHOUT: readonly Without[] = [
  {
    id: "metadata-healthy",
    kind: "healthy",
    about: "A guest asks for its metadata and gets it.",
    story: "A guest was started anew, and somebody wants to know whether its network is all right.",
    cause: null,
    on: "net1",
    break: ":",
    show: "false",
    gets: ["200"],
  },
  {
    id: "metadata-proxy-down",
    kind: "fault",
    about: "The metadata proxy of a router is not there, and requests for metadata are refused.",
    story: "New guests of one network come up without their key, and nobody can log in to them.",
    cause: { id: "metadataDown", host: "net1", object: proxyOf(ROUTER.namespace) },
    on: "net1",
    break: endProxy("router"),
    show: nobodyListens,
    gets: ["refused"],
  },
  {
    id: "metadata-redirect-missing",
    kind: "fault",
    about: "The router has no rule that leads requests for metadata to its proxy, which runs.",
    story: "Guests hang for minutes while they start, and come up without their key. They ping each other.",
    cause: { id: "metadataRedirectMissing", host: "net1", object: ROUTER.namespace },
    on: "net1",
    break: NOT_REDIRECTED,
    show: `! ${inRouter("nft list ruleset")} | grep -q redirect`,
    gets: ["silent", "refused"],
  },
  {
    id: "metadata-route-missing",
    kind: "fault",
    about: "The DHCP server's namespace serves the metadata, and a guest was not told the way there: it asks its router.",
    story: "One image comes up without its key; other images of the same network are fine.",
    cause: { id: "metadataRouteMissing", host: "cmp2" },
    on: "net1",
    break: servedByDhcp(),
    show: `ip netns exec ${DHCP.namespace} ss -tln | grep -q '${METADATA.address}:80 '`,
    gets: ["silent", "refused"],
  },
  {
    id: "metadata-link-route",
    kind: "fault",
    about:
      "A guest takes the metadata address for a neighbour's, as images with a route for link-local addresses do, and asks for it by ARP.",
    story: "One guest comes up without its key since its owner changed the network settings of the image.",
    cause: { id: "metadataRouteMissing", host: "cmp2" },
    on: "vma2",
    break: `ip route replace ${LINK_ROUTE}`,
    mend: (lab) => sh(lab, "vma2", `ip route del ${LINK_ROUTE} 2>/dev/null || :`),
    show: `ip route show 169.254.0.0/16 | grep -q eth1`,
    gets: ["silent", "refused"],
  },
  {
    id: "metadata-filtered",
    kind: "fault",
    about: "A guest's security group lets everything out but requests for metadata.",
    story: "A tenant tightened a security group; guests that were started since have no key.",
    cause: { id: "metadataDropped", host: "cmp2", object: CHAIN },
    plainly: { id: "securityGroupDrop", host: "cmp2", object: CHAIN },
    on: "cmp2",
    break: [
      `iptables -N ${CHAIN}`,
      `iptables -A ${CHAIN} -d ${METADATA.address}/32 -p tcp -m tcp --dport 80 -j DROP`,
      `iptables -A ${CHAIN} -j RETURN`,
      `iptables -A ${JUMP}`,
    ].join("\n"),
    mend: (lab) => undoRules(placeOf(lab, "cmp2"), [`-D ${JUMP}`, `-F ${CHAIN}`, `-X ${CHAIN}`]),
    show: `iptables -nvxL ${CHAIN} | grep -q DROP`,
    gets: ["silent"],
  },
  {
    id: "metadata-filtered-in-router",
    kind: "fault",
    about: "A rule in the router's namespace drops what is redirected to the metadata proxy.",
    story: "Since a hardening of the network nodes, new guests come up without their key.",
    cause: { id: "metadataDropped", host: "net1" },
    plainly: { id: "firewallDrop", host: "net1" },
    on: "net1",
    break: inRouter(`nft '${FILTER} { chain input { type filter hook input priority 0; tcp dport ${METADATA.port} counter drop; }; }'`),
    mend: (lab) => sh(lab, "net1", `${inRouter(`nft delete ${FILTER}`)} 2>/dev/null || :`),
    show: `${inRouter(`nft list ${FILTER}`)} | grep -q drop`,
    gets: ["silent"],
  },
  {
    id: "metadata-backend",
    kind: "fault",
    about: "The metadata proxy answers that nobody is behind it.",
    story: "Guests come up without their key; their logs speak of an error 503.",
    cause: { id: "metadataBackend", host: "net1", object: ROUTER.namespace },
    on: "net1",
    break: servedByRouter("503 Service Unavailable"),
    show: `${inRouter("ss -tln")} | grep -q ':${METADATA.port} '`,
    gets: ["503"],
  },
  {
    id: "metadata-hung",
    kind: "fault",
    about: "The metadata proxy takes connections and does not answer.",
    story: "Guests hang while they start, and come up without their key.",
    cause: { id: "metadataBackend", host: "net1", object: ROUTER.namespace },
    on: "net1",
    break: signalProxy("router", "STOP"),
    show: `${inRouter("ss -tln")} | grep -q ':${METADATA.port} '`,
    gets: ["silent"],
  },
  {
    id: "metadata-by-dhcp",
    kind: "decoy",
    about: "A guest gets its metadata from the DHCP server's namespace; the router has neither a rule nor a proxy for it.",
    story: "Somebody noticed that a router has no metadata proxy.",
    cause: null,
    on: "net1",
    break: servedByDhcp(),
    mend: (lab) => sh(lab, "vma2", `ip route del ${METADATA.address}/32 2>/dev/null || :`),
    show: nobodyListens,
    gets: ["200"],
  },
];

const faultFrom = (one: Without): Fault => ({
  id: one.id,
  kind: one.kind,
  topology: "overlay",
  about: one.about,
  story: one.story,
  groundTruth: {
    causes: one.cause === null ? [] : [one.cause],
    ...(one.plainly === undefined ? {} : { contributing: [one.plainly] }),
  },
  parameters: {},
  asks: [oneGuestWithNetwork()] satisfies readonly Ask[],
  inject: async (lab) => {
    await sh(lab, one.on, one.break);
    // What its DHCP server would have told it.
    if (one.id === "metadata-by-dhcp") await sh(lab, "vma2", `ip route replace ${METADATA.address}/32 via ${DHCP.address}`);
    const argv = pythonProgram("metadata-client.py");
    await startProcess(lab, { owner: one.id, name: "client", on: placeOf(lab, GUEST.name), argv });
  },
  heal: async (lab) => {
    await one.mend?.(lab);
    await sh(lab, "net1", `${signalProxy("router", "CONT")}\n${servedByRouter()}`);
  },
  check: async (lab) => {
    const [got, echoes] = [
      await metadataOf(placeOf(lab, GUEST.name), METADATA.address),
      await reach(lab, { from: "vma1", to: GUEST.name }),
    ];
    const { exitCode } = await placeOf(lab, one.on).exec(["sh", "-c", one.show]);
    return {
      symptom: echoes.lost === 0 && got !== "200",
      mechanism: exitCode === 0 && one.gets.includes(got),
      saw: `a request for metadata ended in "${got}", ${echoes.lost} of ${echoes.sent} pings lost; on ${one.on} ${exitCode === 0 ? "it is so" : "it is not so"}: ${one.about}`,
    };
  },
});

/** Guests that are reached by everybody, and get no metadata. */
export const METADATA_FAULTS: readonly Fault[] = WITHOUT.map(faultFrom);
