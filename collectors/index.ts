import { PERSON, personSpec } from "#machines/contract/ask.ts";
import type { Catalogue, Collector, CollectorSpec, CommandOutput, Derivation, Given } from "#machines/contract/collector.ts";
import type { Failure } from "#machines/contract/failure.ts";
import type { Reading } from "#machines/contract/value.ts";
import { advertPath } from "./advertPath/derivation.ts";
import { adverts } from "./adverts/collector.ts";
import { advertSenders } from "./advertSenders/collector.ts";
import { bonding } from "./bonding/collector.ts";
import { bondLegs } from "./bondLegs/derivation.ts";
import { cardCounters } from "./cardCounters/collector.ts";
import { cardHardware } from "./cardHardware/collector.ts";
import { changed } from "./changed/derivation.ts";
import { closeProbe } from "./closeProbe/collector.ts";
import { connectProbe } from "./connectProbe/collector.ts";
import { conntrack } from "./conntrack/collector.ts";
import { conntrackTable } from "./conntrackTable/collector.ts";
import { cpuTime } from "./cpuTime/collector.ts";
import { delays } from "./delays/derivation.ts";
import { dfSweep } from "./dfSweep/collector.ts";
import { difference } from "./difference/derivation.ts";
import { dropReasons } from "./dropReasons/collector.ts";
import { isParseFailure } from "./failure.ts";
import { firewall } from "./firewall/collector.ts";
import { glance } from "./glance/collector.ts";
import { groupDrops } from "./groupDrops/derivation.ts";
import { guestFrames } from "./guestFrames/collector.ts";
import { guestMetadata } from "./guestMetadata/derivation.ts";
import { guestProbe } from "./guestProbe/collector.ts";
import { guestSizes } from "./guestSizes/derivation.ts";
import { guestSwitch } from "./guestSwitch/derivation.ts";
import { guestTrace } from "./guestTrace/derivation.ts";
import { handshakePath } from "./handshakePath/derivation.ts";
import { handshakes } from "./handshakes/collector.ts";
import { hostDrops } from "./hostDrops/derivation.ts";
import { cannotRun } from "./judge.ts";
import { ipsec } from "./ipsec/collector.ts";
import { keepalived } from "./keepalived/collector.ts";
import { lacpdus } from "./lacpdus/collector.ts";
import { largePackets } from "./largePackets/derivation.ts";
import { layout } from "./layout/collector.ts";
import { ledger } from "./ledger/collector.ts";
import { links } from "./links/collector.ts";
import { listeners } from "./listeners/collector.ts";
import { loadedPing } from "./loadedPing/collector.ts";
import { localPorts } from "./localPorts/collector.ts";
import { lookupFate } from "./lookupFate/derivation.ts";
import { lookups } from "./lookups/collector.ts";
import { metadataService } from "./metadataService/collector.ts";
import { mssClamp } from "./mssClamp/collector.ts";
import { mtuOffers } from "./mtuOffers/collector.ts";
import { nameService } from "./nameService/collector.ts";
import { namespaceCounters } from "./namespaceCounters/collector.ts";
import { namespaces } from "./namespaces/collector.ts";
import { outer } from "./outer/derivation.ts";
import { overhead } from "./overhead/derivation.ts";
import { ovsDatapath } from "./ovsDatapath/collector.ts";
import { ovsFlows } from "./ovsFlows/collector.ts";
import { ovsPorts } from "./ovsPorts/collector.ts";
import { passage } from "./passage/derivation.ts";
import { path } from "./path/derivation.ts";
import { pathCapture } from "./pathCapture/collector.ts";
import { pathCounters } from "./pathCounters/collector.ts";
import { peerSockets } from "./peerSockets/collector.ts";
import { ping } from "./ping/collector.ts";
import { preflight } from "./preflight/collector.ts";
import { profile } from "./profile/collector.ts";
import { protocolCounters } from "./protocolCounters/collector.ts";
import { qdisc } from "./qdisc/collector.ts";
import { queueWatch } from "./queueWatch/collector.ts";
import { rateLimits } from "./rateLimits/derivation.ts";
import { resolver } from "./resolver/collector.ts";
import { ruleset } from "./ruleset/collector.ts";
import { scheduling } from "./scheduling/collector.ts";
import { segmentFate } from "./segmentFate/derivation.ts";
import { securityGroups } from "./securityGroups/collector.ts";
import { segments } from "./segments/collector.ts";
import { signs } from "./signs/derivation.ts";
import { snapshot } from "./snapshot/collector.ts";
import { sockets } from "./sockets/collector.ts";
import { softirqs } from "./softirqs/collector.ts";
import { softnet } from "./softnet/collector.ts";
import { sound } from "./sound.ts";
import { sysctls } from "./sysctls/collector.ts";
import { taps } from "./taps/collector.ts";
import { throughput } from "./throughput/collector.ts";
import { rateLosses } from "./rateLosses/derivation.ts";
import { nextHop } from "./nextHop/collector.ts";
import { resolution } from "./resolution/derivation.ts";
import { tracedDrops } from "./tracedDrops/derivation.ts";
import { transferPeer } from "./transferPeer/collector.ts";
import { translations } from "./translations/collector.ts";
import { tunnelCapture } from "./tunnelCapture/collector.ts";
import { vhost } from "./vhost/collector.ts";
import { vrrpDaemon } from "./vrrpDaemon/collector.ts";
import { vrrpPair } from "./vrrpPair/derivation.ts";
import { waiting } from "./waiting/collector.ts";
import { way } from "./way/collector.ts";
import { wayFault } from "./wayFault/derivation.ts";

/** Everything that may run on a host; one line each. Its argvs are listed in test/commands.txt. */
export const collectors = {
  adverts,
  advertSenders,
  bonding,
  cardCounters,
  cardHardware,
  closeProbe,
  connectProbe,
  conntrack,
  conntrackTable,
  cpuTime,
  dfSweep,
  dropReasons,
  firewall,
  glance,
  guestFrames,
  guestProbe,
  handshakes,
  ipsec,
  keepalived,
  lacpdus,
  layout,
  ledger,
  links,
  listeners,
  loadedPing,
  localPorts,
  lookups,
  metadataService,
  mssClamp,
  mtuOffers,
  nameService,
  nextHop,
  namespaceCounters,
  namespaces,
  ovsDatapath,
  ovsFlows,
  ovsPorts,
  pathCapture,
  pathCounters,
  peerSockets,
  ping,
  preflight,
  profile,
  protocolCounters,
  qdisc,
  queueWatch,
  resolver,
  ruleset,
  scheduling,
  securityGroups,
  segments,
  snapshot,
  sockets,
  softirqs,
  softnet,
  sysctls,
  taps,
  throughput,
  transferPeer,
  translations,
  tunnelCapture,
  vhost,
  vrrpDaemon,
  waiting,
  way,
} as const satisfies Readonly<Record<string, Collector>>;

/** Readings that are worked out from those of collectors, on Culprit's own side; one line each. */
export const derivations = {
  advertPath,
  bondLegs,
  changed,
  delays,
  difference,
  groupDrops,
  guestMetadata,
  guestSizes,
  guestSwitch,
  guestTrace,
  handshakePath,
  hostDrops,
  largePackets,
  lookupFate,
  outer,
  overhead,
  passage,
  path,
  rateLimits,
  segmentFate,
  signs,
  rateLosses,
  resolution,
  tracedDrops,
  vrrpPair,
  wayFault,
} as const satisfies Readonly<Record<string, Derivation>>;

export type Collectors = typeof collectors;
export type CollectorId = keyof Collectors;

/** The registry as data: no parsers and no commands. */
export const catalogue: Catalogue = Object.fromEntries([
  ...Object.entries<Collector>(collectors).map(([id, collector]) => [id, specOf(collector)] as const),
  ...Object.entries<Derivation>(derivations).map(([id, derivation]) => [id, specOfDerivation(derivation)] as const),
  // Nothing runs for it: a person is asked.
  [PERSON, personSpec] as const,
]);

/** What a derivation makes of the readings it was given. @throws RangeError for an id that does not exist */
export function derive(id: string, given: Given): Reading {
  const derivation = Object.entries<Derivation>(derivations).find(([known]) => known === id)?.[1];
  if (derivation === undefined) throw new RangeError(`there is no derivation "${id}"`);
  return sound(derivation.derive(given));
}

/**
 * What one command's output says: a reading, or why there is none. Truncated and timed-out answers never come here.
 * Throws only for bugs: an id or way that does not exist, a parser that failed to foresee a text.
 */
export function parse(id: string, way: number, output: CommandOutput): Reading | Failure {
  const chosen = isCollectorId(id) ? collectors[id].ways[way] : undefined;
  if (chosen === undefined) throw new RangeError(`there is no collector "${id}" with a way ${way}`);
  try {
    return sound(chosen.parse(output));
  } catch (error) {
    if (!isParseFailure(error)) throw error;
    // The parser comes first: a probe that lost everything exits 1, and what it met on the way looks like refusals.
    return cannotRun(output, toolOf(chosen.argv)) ?? error.failure;
  }
}

const isCollectorId = (id: string): id is CollectorId => Object.hasOwn(collectors, id);

const toolOf = (argv: readonly unknown[]): string => String(argv[0]);

function specOfDerivation({ derive: _derive, ...spec }: Derivation): CollectorSpec {
  return spec;
}

function specOf({ ways: _ways, ...spec }: Collector): CollectorSpec {
  return spec;
}
