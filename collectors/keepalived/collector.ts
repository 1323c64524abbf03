import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { gauge, saying, state } from "../field.ts";
import { parseKeepalived } from "./parse.ts";
import { KEEPALIVED_SCRIPT } from "./script.ts";

const lines = (about: string) => gauge("lines", about);

/**
 * Configuration of keepalived as far as it concerns VRRP, and what it said in its log since it last read it, an hour at most.
 *
 * Shape:
 *     == daemon
 *     64 keepalived
 *     822
 *     1
 *     == files
 *     823 /etc/keepalived/keepalived.conf
 *     == configuration
 *     vrrp_script chk_web {
 *       weight 60
 *     }
 *     vrrp_instance VI_1 {
 *       interface eth1
 *       virtual_router_id 51
 *       priority 90
 *       advert_int 1
 *       authentication {
 *         auth_type PASS
 *         auth_hash 6821
 *       }
 *       virtual_ipaddress {
 *         192.0.2.100/24 dev eth1
 *       }
 *       track_script {
 *         chk_web
 *       }
 *     }
 *     == now
 *     1795284505
 *     Nov 21 18:08:25
 *     == log
 *     /var/log/syslog
 *     Nov 21 18:08:20 lb1 Keepalived_vrrp[64]: A thread timer expired 3.423223 seconds ago
 *     Nov 21 18:08:21 lb1 Keepalived_vrrp[64]: (VI_1) Changing effective priority from 90 to 150
 *     == end
 *   Of the daemon its number and name, for how many seconds it runs, and how many there are; files with their age in seconds. A password is shown as 16
 *   bits of a hash of the eight characters that count.
 * Fields: of the instance that has the address that was asked about, or of the only one. A line of the log counts from the last start or reload on.
 *   timersExpired is keepalived's own admission that it did not run when it should have.
 *   Example: daemons = 1, changedSecondsAgo = 823, instances = 1, vrid = 51, priority = 90, highestPriority = 150, heaviestCheck = chk_web, advertMs = 1000, auth = pass 6821, timersExpired = 1, longestTimerMs = 3423, priorityChanges = 1, refusedAuth = 0
 * Empty: no vrrp_instance, or several and none with the address: the settings are unknown. No log: its counts are unknown, never 0.
 * Fails: denied without root; absent when no process has a VRRP socket in this network namespace, or its configuration is gone.
 * Source: keepalived.conf(5); https://github.com/acassen/keepalived/blob/v2.2.7/keepalived/vrrp/vrrp.c; https://github.com/acassen/keepalived/blob/v2.2.7/lib/scheduler.c
 */
export const keepalived = {
  id: "keepalived",
  title: "keepalived's configuration and log",
  about: "How this router is set, when that was changed last, and what it says about its timers and about the adverts it got.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0.3,
  deadlineMs: 20_000,
  maxBytes: 1024 * 1024,
  fields: {
    daemon: state("Its name and number."),
    runningSeconds: gauge("s", "Since it was started."),
    daemons: gauge("processes", "VRRP daemons in this network namespace; the first is meant."),
    file: state("Its configuration."),
    changedSecondsAgo: gauge("s", "Since a file of the configuration was changed last."),
    instances: gauge("instances", "How many vrrp_instance it has."),
    interface: state("Where the instance sends its adverts."),
    vrid: gauge("", "virtual_router_id."),
    priority: gauge("", "priority."),
    lowestPriority: gauge("", "What its checks can leave of it."),
    highestPriority: gauge("", "What its checks can make of it."),
    heaviestCheck: state("The check with the greatest weight; none."),
    advertMs: gauge("ms", "advert_int."),
    version: saying(gauge("", "vrrp_version."), { else: "VRRP version {value} is spoken" }),
    auth: state("Authentication, with 16 bits of a hash of the password."),
    addresses: state("virtual_ipaddress."),
    nopreempt: state("It does not take the address back."),
    unicast: state("Adverts go to named peers instead of the group."),
    logFile: state("Where its lines were found."),
    timersExpired: lines("Timers that it found to have expired long ago."),
    longestTimerMs: gauge("ms", "The latest of them."),
    refusedAuth: lines("Adverts refused for their authentication."),
    refused: lines("Adverts refused for any reason."),
    timeouts: lines("Times it heard nothing of a master for too long."),
    becameMaster: lines("Times it became the master."),
    priorityChanges: lines("Changes of its effective priority."),
    sendErrors: lines("Adverts that it could not send."),
    lateTakeovers: lines("Takeovers 255 to 300 s after it began to listen, in all of the log that was read."),
  },
  tables: {
    instances: {
      vrid: gauge("", "virtual_router_id."),
      priority: gauge("", "priority."),
      advertMs: gauge("ms", "advert_int."),
      auth: state("Authentication."),
      interface: state("Where it sends."),
      addresses: state("Its addresses."),
      weights: state("What its checks add or take off."),
    },
  },
  ways: [
    {
      argv: ["sh", "-c", literally(KEEPALIVED_SCRIPT), "culprit-keepalived", { slot: "ipAddress", name: "address" }],
      parse: parseKeepalived,
      privilege: "sudo",
    },
  ],
} as const satisfies Collector;
