/**
 * What can be wrong, one id each. Ground truth of the lab, and the ids that hypotheses of runbooks carry: a fault is named rightly
 * when the runbook's hypothesis of this id is.
 */
export const CAUSES = {
  // Maximum transmission units and encapsulation
  tunnelOverhead: "The tunnel's overhead was not subtracted from the guests' MTU.",
  outerDontFragment: "The outer packet of a tunnel carries Don't Fragment and is too large for the underlay.",
  outerFragmentation: "The outer packets of a tunnel are fragmented on the way.",
  fragmentsDropped: "Fragments are dropped on the way.",
  icmpFiltered: "Fragmentation Needed is filtered on the way back, so the sender never learns the path's MTU.",
  mssClampMissing: "A router onto a smaller link does not clamp the MSS.",
  linkMtuMismatch: "Two ends of one link have different MTUs.",
  underlayMtu: "One link of the underlay has a smaller MTU than the others.",
  guestMtu: "One guest has a larger MTU than its network carries.",
  // Connection tracking
  conntrackChecksum: "Connection tracking takes segments for invalid because of their checksum, and a rule drops them.",
  endHostChecksum: "The end host itself refuses segments because of their checksum.",
  conntrackWindow: "Connection tracking takes segments for out of the window, and a rule drops them.",
  conntrackFull: "The connection-tracking table is full.",
  asymmetricRouting: "Only one direction passes the stateful filter, which refuses what it has not seen begin.",
  idleTimeout: "An idle connection's entry expires before the connection is used again.",
  natPortsExhausted: "The ports for translated connections are used up.",
  natClash: "Two datagrams of one socket race for one translation, and one is dropped.",
  peerNeverCloses: "The peer never closes the connection.",
  // Receive path, CPU, queues
  backlogOverflow: "A CPU's receive backlog overflows.",
  flowLimit: "The flow limit drops packets of the largest flow.",
  softirqBudget: "The soft interrupt runs out of its budget.",
  ksoftirqdStarved: "A real-time process keeps the soft interrupt's thread from running.",
  ringOverrun: "A card's receive ring overruns.",
  tapQueueFull: "A tap's or tun's queue is full because its reader is too slow.",
  qdiscDrop: "A queueing discipline drops packets.",
  bufferbloat: "A queue that is too long delays everything behind a bulk transfer.",
  spinningDaemon: "A daemon spins in the kernel.",
  // Sockets
  listenOverflow: "A listening socket's queue overflows.",
  portsExhausted: "The local ports for outgoing connections are used up.",
  socketBufferOverflow: "A UDP socket's receive buffer is full.",
  socketLeak: "A process never closes connections that its peers have closed, until it can open no more.",
  slowReader: "A process reads its connection too slowly; the window it offers closes.",
  windowTooSmall: "The TCP window is too small for the path.",
  // Neighbours, routes, filters
  neighbourTableFull: "The neighbour table is full.",
  neighbourUnresolved: "A neighbour's address is not resolved.",
  duplicateAddress: "Two hosts use one address.",
  reversePathFilter: "The reverse path filter drops packets that came in by another interface than answers leave by.",
  routeMissing: "A route is missing.",
  routeWrong: "A route leads the wrong way.",
  firewallDrop: "A packet filter rule drops packets.",
  securityGroupDrop: "A guest's security group drops packets.",
  icmpRateLimited: "A host limits the rate of its ICMP answers, so that probes are lost and nothing else.",
  lossOutside: "Packets are lost outside the hosts looked at.",
  // Virtual router redundancy
  blockedLogger: "The daemon that sends adverts waits for a log reader that does not read.",
  slowDisk: "The daemon that sends adverts waits for a slow disk.",
  frozenFileSystem: "The daemon that sends adverts waits for a frozen file system.",
  stoppedProcess: "The daemon that sends adverts is stopped.",
  cpuStarvation: "The daemon that sends adverts gets no CPU time.",
  advertsLostOnPath: "Adverts are lost or filtered on the way.",
  advertsIgnored: "Adverts arrive, and the receiver's filter or daemon ignores them.",
  splitBrain: "Both routers of a pair believe that they are the master.",
  duplicateVrid: "Another pair on the same network uses the same virtual router id.",
  vrrpAuthMismatch: "The routers of a pair do not share the same authentication.",
  vrrpPriorityWrong: "The priorities of a pair are set so that the wrong router is, or keeps becoming, the master.",
  // Overlays and name service
  wrongVlanTag: "A port of the virtual switch carries the wrong VLAN tag.",
  missingTunnel: "The tunnel to one peer is missing.",
  flowTableDrop: "A flow of the virtual switch drops packets.",
  dnsTimeout: "A name server does not answer, and every lookup waits for it first.",
} as const;

export type CauseId = keyof typeof CAUSES;
