import type { Collector } from "#machines/contract/collector.ts";
import { gauge, state } from "../field.ts";
import { ARGUMENTS } from "./arguments.ts";
import { parseLookups } from "./parse.ts";
import { PERL_SCRIPT } from "./perl.ts";
import { PYTHON_SCRIPT } from "./python.ts";

const lookupCount = (about: string) => gauge("lookups", about);
const queryCount = (about: string) => gauge("queries", about);

/**
 * Looks a name up as programs do, through the system's resolver, and then asks each name server of its configuration by itself.
 *
 * Shape:
 *     == lookups
 *     lookup kind=search found=1 error=- ms=1003.2
 *     lookup kind=absolute found=1 error=- ms=1002.8
 *     == servers
 *     192.0.2.12
 *     == queries
 *     query server=192.0.2.12 kind=A via=udp answered=0 why=silent
 *     query server=192.0.2.12 kind=AAAA via=udp answered=0 why=silent
 *     query server=192.0.2.12 kind=EDNS via=udp answered=0 why=silent
 *     query server=192.0.2.12 kind=A via=tcp answered=1 ms=0.9 rcode=0 truncated=0 answers=1 bytes=60 connect=0.2
 *     == end
 * Fields: of this run. A lookup is slow when it took at least `slow` milliseconds, found or not. Queries are those without EDNS over UDP: three for IPv4 and
 *   three for IPv6 addresses, each from a socket of its own, and two pairs from one socket; unanswered are those on which nothing came, not those that
 *   were refused. A server is silent with two unanswered ones or more. At most three servers are asked, as the resolver does.
 *   wayMs is what the way there and back takes at most: until a connection to its port 53 was accepted or refused, which no program has a part in, or
 *   until its fastest answer where that was not half of late. lateByItself are answers that are late by half of what counts as slow when the way is taken off.
 *   Example: lookups = 1, slow = 1, found = 1, unresolved = 0, slowestMs = 1003.2, absoluteMs = 1002.8, servers = 1, queries = 2, unanswered = 2, silentServers = 1
 * Empty: no lookup is unparsable. Without a name server in the configuration servers is 0 and nothing was asked directly.
 * Fails: toolMissing without python3 and perl. A lookup that has not come back after 45 seconds is counted as one of 45 seconds.
 * Source: https://man7.org/linux/man-pages/man5/resolv.conf.5.html; RFC 1035 section 4.1; RFC 6891 section 6.1
 */
export const lookups = {
  id: "lookups",
  title: "name lookups",
  about: "How long a name takes to be found as programs ask for it, and what each name server answers when it is asked itself.",
  risk: "R2",
  probe: true,
  effects: [
    "looks the name up as often as the incident asks for, at once, and twice with a final dot",
    "sends 11 queries for the name by UDP and one by TCP to each of at most three configured name servers",
  ],
  scope: "netns",
  costSeconds: 6,
  // 45 s for the lookups, and the patience with each server.
  deadlineMs: 90_000,
  maxBytes: 128 * 1024,
  fields: {
    lookups: lookupCount("Through the system's resolver."),
    slow: lookupCount("Took at least as long as counts as slow."),
    found: lookupCount("Found an address."),
    unresolved: lookupCount("Ended without an answer, neither an address nor that there is none."),
    slowestMs: gauge("ms", "The slowest."),
    fastestMs: gauge("ms", "The fastest."),
    absoluteMs: gauge("ms", "The slowest of those with a final dot, for which no search list is tried."),
    servers: gauge("servers", "In the configuration."),
    queries: queryCount("Sent to the servers themselves, by UDP and without EDNS."),
    unanswered: queryCount("Of these, on which nothing came."),
    slowAnswers: queryCount("Of these, answered as late as counts as slow."),
    truncated: queryCount("Answered with the truncation bit: the program has to ask again by TCP."),
    silentServers: gauge("servers", "That left two queries or more unanswered."),
    slowAtMs: gauge("ms", "What counts as slow."),
  },
  tables: {
    servers: {
      address: state("Its address."),
      place: gauge("", "In the order in which it is asked."),
      asked: state("It was asked directly."),
      queries: queryCount("Sent to it."),
      unanswered: queryCount("On which nothing came."),
      unansweredA: queryCount("For IPv4 addresses, on which nothing came."),
      unansweredAaaa: queryCount("For IPv6 addresses, on which nothing came."),
      refused: queryCount("Refused at once: nobody listens there."),
      silent: state("Two or more came to nothing; unknown where others were answered and the way is long."),
      allSilent: state("All came to nothing."),
      slow: queryCount("Answered late."),
      wayMs: gauge("ms", "The way there and back, at most."),
      lateByItself: queryCount("Of those that were late, not because of the way."),
      failing: queryCount("Answered with SERVFAIL or REFUSED."),
      truncated: queryCount("Answered with the truncation bit."),
      ednsLost: queryCount("With EDNS, on which nothing came."),
      tcpLost: queryCount("By TCP, without an answer."),
      slowestMs: gauge("ms", "Its slowest answer."),
    },
    attempts: {
      tookMs: gauge("ms", "How long the lookup took; all were begun at once."),
      end: state("found, noSuchName, slow or unresolved."),
    },
  },
  ways: [
    { argv: ["python3", "-I", "-c", PYTHON_SCRIPT, ...ARGUMENTS], parse: parseLookups, privilege: "user" },
    { argv: ["perl", "-M-lib=.", "-e", PERL_SCRIPT, ...ARGUMENTS], parse: parseLookups, privilege: "user" },
  ],
} as const satisfies Collector;
