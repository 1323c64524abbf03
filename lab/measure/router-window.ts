import { hostOf, type Lab } from "../hosts/lab.ts";
import type { Parameters, SelfCheck } from "../faults/fault.ts";
import { LOG_VOLUME } from "../topologies/balancers/volume.ts";
import { VIRTUAL_ADDRESS, type Router } from "../topologies/balancers/configuration.ts";
import { advertsOf, captureAdverts, longestSilence, type Advert, type AdvertCapture } from "./adverts.ts";
import { changeOf, type Counters } from "./counters.ts";
import { watchDaemon, type Moment } from "./daemon.ts";
import { droppedByRules } from "./rules.ts";

/** How long a window is. A fault that comes and goes does so in less than two of them. */
const USUAL_SECONDS = 5;
/** Adverts come every second: one is missing. On a busy machine the longest interval seen without any fault was 1.3 s. */
export const SILENCE_LIMIT = 2;

/** One measurement of the pair of routers, of both at once. */
export interface RouterWindow {
  /** On the interface of lb1, which ought to be the master, and of lb2. */
  readonly captures: Readonly<Record<Router, AdvertCapture>>;
  /** The longest time without an advert of lb1, where it leaves and where it arrives. */
  readonly silenceAtSender: number;
  readonly silenceAtReceiver: number;
  /** Adverts of lb1 that both captures could have seen, where they left and where they arrived. */
  readonly sent: number;
  readonly arrived: number;
  /** Adverts of lb2, and of anybody else, seen on either host. */
  readonly ofBackup: readonly Advert[];
  readonly strangers: readonly Advert[];
  /** Routers that had the virtual address at the end. */
  readonly holders: readonly Router[];
  readonly moments: Readonly<Record<Router, readonly Moment[]>>;
  readonly reader: readonly Moment[];
  /** What keepalived wrote to its log meanwhile. */
  readonly said: Readonly<Record<Router, string>>;
  /** Drops that rules counted: lb1, lb2, switch. */
  readonly ruleDropped: Counters;
  /** Ports of the switch that hand on no multicast. */
  readonly portsWithoutFlood: readonly string[];
  /** What people complain about: the master is silent for too long, the backup is master too, or the address is elsewhere. */
  readonly troubled: boolean;
}

export const observeRouters = async (lab: Lab, seconds = USUAL_SECONDS): Promise<RouterWindow> => {
  const [lb1, lb2] = [hostOf(lab, "lb1"), hostOf(lab, "lb2")];
  const before = await Promise.all([readRules(lab), logSize(lab, "lb1"), logSize(lab, "lb2")]);
  const [atLb1, atLb2, ofLb1, ofLb2, reader] = await Promise.all([
    captureAdverts(lb1, lb1.dataInterface, seconds),
    captureAdverts(lb2, lb2.dataInterface, seconds),
    watchDaemon(lb1, "/run/vrrp.pid", seconds - 0.5),
    watchDaemon(lb2, "/run/vrrp.pid", seconds - 0.5),
    watchDaemon(lb1, "/run/rsyslogd.pid", seconds - 0.5),
  ]);
  const after = await Promise.all([readRules(lab), logSince(lab, "lb1", before[1]), logSince(lab, "lb2", before[2])]);
  const [holders, portsWithoutFlood] = await Promise.all([holdersOf(lab), deafPorts(lab)]);
  const silenceAtReceiver = longestSilence(atLb2, lb1.dataAddress);
  const seen = [...atLb1.adverts, ...atLb2.adverts];
  const ofBackup = seen.filter((advert) => advert.source === lb2.dataAddress);
  return {
    captures: { lb1: atLb1, lb2: atLb2 },
    silenceAtSender: longestSilence(atLb1, lb1.dataAddress),
    silenceAtReceiver,
    ...inBoth(atLb1, atLb2, lb1.dataAddress),
    ofBackup,
    strangers: seen.filter((advert) => advert.source !== lb1.dataAddress && advert.source !== lb2.dataAddress),
    holders,
    moments: { lb1: ofLb1, lb2: ofLb2 },
    reader,
    said: { lb1: after[1], lb2: after[2] },
    ruleDropped: changeOf(before[0], after[0]),
    portsWithoutFlood,
    troubled: silenceAtReceiver > SILENCE_LIMIT || ofBackup.length > 0 || holders.join() !== "lb1",
  };
};

/** The check of a fault that one window shows. */
export const inRouterWindow =
  (judge: (window: RouterWindow, parameters: Parameters) => SelfCheck) =>
  async (lab: Lab, parameters: Parameters): Promise<SelfCheck> =>
    judge(await observeRouters(lab), parameters);

/** In seconds and numbers, what every such check has to say. */
export const describeRouters = (window: RouterWindow): string =>
  `silence of lb1 at lb1 ${window.silenceAtSender.toFixed(1)} s, at lb2 ${window.silenceAtReceiver.toFixed(1)} s; ` +
  `adverts of lb1 left ${window.sent}, arrived ${window.arrived}; of lb2 ${window.ofBackup.length}, of others ${window.strangers.length}; ` +
  `${VIRTUAL_ADDRESS} on ${window.holders.join(" and ") || "neither"}`;

export const holdersOf = async (lab: Lab): Promise<readonly Router[]> => {
  const routers = ["lb1", "lb2"] as const;
  const texts = await Promise.all(routers.map((name) => hostOf(lab, name).must(["ip", "-o", "-4", "addr"])));
  return routers.filter((_, index) => texts[index]?.includes(` ${VIRTUAL_ADDRESS}/`));
};

/** The captures do not begin and end together: what one could not have seen, the other is not asked for. */
const inBoth = (one: AdvertCapture, other: AdvertCapture, source: string): { sent: number; arrived: number } => {
  const [from, to] = [Math.max(one.from, other.from) + 0.3, Math.min(one.to, other.to) - 0.3];
  const count = (capture: AdvertCapture) => advertsOf(capture, source).filter(({ at }) => at > from && at < to).length;
  return { sent: count(one), arrived: count(other) };
};

const readRules = async (lab: Lab): Promise<Counters> => {
  const places = [hostOf(lab, "lb1"), hostOf(lab, "lb2"), lab.switch];
  return Object.fromEntries(await Promise.all(places.map(async (place) => [place.name, await droppedByRules(place)] as const)));
};

const deafPorts = async (lab: Lab): Promise<readonly string[]> => {
  const links = await lab.switch.must(["bridge", "-details", "link", "show"]);
  return [...links.matchAll(/^\d+: ([^@:\s]+)(?:(?!^\d)[\s\S])*? mcast_flood off/gm)].map(([, port = ""]) => port);
};

const LOG = `${LOG_VOLUME}/keepalived.log`;

const logSize = async (lab: Lab, router: Router): Promise<number> => Number(await hostOf(lab, router).must(["stat", "--format=%s", LOG]));

const logSince = (lab: Lab, router: Router, size: number): Promise<string> => hostOf(lab, router).must(["tail", "-c", `+${size + 1}`, LOG]);
