import type { Namespace } from "../hosts/namespace.ts";

/** One VRRP advert as tcpdump saw it. */
export interface Advert {
  /** Seconds since 1970; every host of a lab has the same clock. */
  readonly at: number;
  readonly source: string;
  readonly destination: string;
  readonly virtualRouterId: number;
  readonly priority: number;
  readonly addresses: readonly string[];
  /** The password of simple authentication, which travels in clear; empty without. */
  readonly password: string;
}

export interface AdvertCapture {
  readonly from: number;
  readonly to: number;
  readonly adverts: readonly Advert[];
}

/** All VRRP packets of an interface, in both directions, for some seconds. @throws Error when the capture itself lost packets. */
export const captureAdverts = async (place: Namespace, dev: string, seconds: number): Promise<AdvertCapture> => {
  const capture = ["tcpdump", "-n", "-l", "-tt", "-v", "--immediate-mode", "-i", dev, "ip proto 112"];
  const from = Date.now() / 1_000;
  const ran = await place.exec(["timeout", "--signal=INT", String(seconds), ...capture]);
  const to = Date.now() / 1_000;
  const [, dropped] = /(\d+) packets? dropped by kernel/.exec(ran.stderr) ?? [];
  if (dropped !== "0") throw new Error(`tcpdump on ${place.name} says nothing that can be trusted: ${ran.stderr.trim()}`);
  return { from, to, adverts: advertsIn(ran.stdout) };
};

const ADVERT =
  /^([\d.]+) IP [^\n]*\n\s+(\S+) > (\S+): VRRPv2, Advertisement, [^\n]*?vrid (\d+), prio (\d+),[^\n]*? addrs[^:\n]*: ([\d.,]+)(?: auth "([^"\n]*)")?/gm;

const advertsIn = (text: string): readonly Advert[] =>
  [...text.matchAll(ADVERT)].map(([, at, source = "", destination = "", id, priority, addresses = "", password = ""]) => ({
    at: Number(at),
    source,
    destination,
    virtualRouterId: Number(id),
    priority: Number(priority),
    addresses: addresses.split(","),
    password: password.replaceAll("^@", ""),
  }));

export const advertsOf = ({ adverts }: AdvertCapture, source: string): readonly Advert[] =>
  adverts.filter((advert) => advert.source === source);

/** The longest time in which nothing came from this source, up to the ends of the capture. */
export const longestSilence = (capture: AdvertCapture, source: string): number => {
  const times = [capture.from, ...advertsOf(capture, source).map((advert) => advert.at), capture.to];
  return Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? at)));
};
