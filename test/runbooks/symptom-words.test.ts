import { describe, expect, it } from "vitest";
import { matchesFor } from "#app/_ui/start/matches.ts";
import { rankSymptoms } from "#machines/rank.ts";
import { runbooks } from "#runbooks";

/** What people on call type into the first field, in their words: the runbook that it is about has to come first. */
const SAID: Readonly<Record<string, readonly string[]>> = {
  "latency-under-load": [
    "ping goes up during backup",
    "ssh gets laggy as soon as someone downloads a big file",
    "voip breaks up in the afternoon when the line is full",
    "p99 latency jumps while the nightly copy runs",
    "round trip time explodes when we saturate the uplink",
    "zoom stutters when backup starts",
    "latency is 300 ms under load and 1 ms when idle",
  ],
  "small-packet-loss": [
    "we see about 0.3% packet loss between two racks",
    "mtr shows loss on the last hop",
    "tcp retransmissions went up but no interface errors",
    "metrics over udp have gaps",
    "a few pings out of a thousand get lost",
    "random packet drops between hypervisors",
    "multicast market data is missing datagrams",
  ],
  "large-packets-vanish": [
    "curl hangs on big responses, small ones are ok",
    "ping -s 1472 fails, ping -s 1400 works",
    "git clone over the vpn stalls",
    "mtu problem after we moved to vxlan",
    "ssh connects but hangs after the password",
    "https handshake stalls, ping works",
    "big packets do not get through the ipsec tunnel",
    "fragmentation needed but df set",
  ],
  "new-connections-time-out": [
    "we can't open new connections to the database, existing sessions still work",
    "clients get connection refused from the api",
    "dmesg says nf_conntrack: table full",
    "telnet to port 443 just hangs",
    "EADDRNOTAVAIL when the worker connects",
    "connect timeout to redis, ping ok",
    "syn sent but no syn ack in tcpdump",
    "no route to host",
    "too many connections, cannot assign requested address",
  ],
  "response-hangs-until-timeout": [
    "requests hang for 60 seconds and then return fine",
    "upstream timed out while reading response header from upstream",
    "lots of sockets in CLOSE_WAIT on the app server",
    "idle database connections get dropped by the firewall",
    "php page takes 60 seconds sometimes",
    "504 gateway timeout after 60s",
    "connection reset after being idle for an hour",
  ],
  "name-lookups-slow": [
    "name resolution takes 5 seconds",
    "dns queries time out now and then in kubernetes",
    "could not resolve host every few minutes",
    "dig with the second nameserver works, the first one is dead",
    "curl by ip is fast, by hostname slow",
    "resolv.conf points to an old dns server",
  ],
  "virtual-ip-flaps": [
    "keepalived keeps switching master and backup",
    "the VIP jumps back and forth between lb1 and lb2",
    "both haproxy nodes have the virtual ip at the same time",
    "vrrp failover every night at 2am",
    "split brain on our load balancers",
    "failover happens all the time without reason",
  ],
  "one-guest-unreachable": [
    "vm cannot be pinged after live migration",
    "a single openstack instance has no network",
    "new instance does not get an ip from dhcp",
    "can't ssh to floating ip of one server",
    "one VM lost connectivity, neighbours on the same host are ok",
    "instance metadata and dhcp not reachable",
  ],
  "throughput-below-line-rate": [
    "iperf3 only gets 1.5 Gbit/s on a 10 Gbit link",
    "copying to the remote datacenter is slow although the line is idle",
    "download speed is capped at 30 MB/s per connection",
    "replication between sites cannot keep up, bandwidth is not used",
    "scp is slow, only 20 MB/s over 10G",
    "backup takes ten times longer than before",
  ],
  "bond-or-lacp-churn": [
    "LACP keeps flapping on bond0",
    "only one of the two links in the bond is used",
    "port channel member suspended by the switch",
    "slave eth1 goes down and up every minute",
    "bonding: half of the bandwidth after switch replacement",
    "aggregator id mismatch",
  ],
  "first-look": [
    "something is broken and nobody knows where to start",
    "the server behaves strangely since the update",
    "customers complain that everything is slow, graphs look fine",
    "what is wrong with this host",
    "no idea what is going on",
    "what changed last night",
  ],
};

const types = runbooks.map((runbook) => ({ ...runbook, hypotheses: 0, tests: 0 }));

describe("what people on call would type", () => {
  it.each(Object.entries(SAID).flatMap(([id, sentences]) => sentences.map((sentence) => [sentence, id])))(
    "%j leads to %s",
    (sentence, id) => {
      expect(rankSymptoms(sentence, runbooks)[0]?.runbook.id).toBe(id);
      expect(matchesFor(types, sentence)[0]?.type.id).toBe(id);
    },
  );

  it("has sentences for every runbook", () => {
    expect(Object.keys(SAID).toSorted()).toEqual(runbooks.map(({ id }) => id).toSorted());
  });
});
