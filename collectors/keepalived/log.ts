/** What keepalived said, as far as its meaning is known; the last of each since it last read its configuration, an hour at most. */
export interface Said {
  readonly timersExpired: number;
  readonly longestTimerMs: number;
  readonly refusedAuth: number;
  readonly refused: number;
  readonly timeouts: number;
  readonly becameMaster: number;
  readonly priorityChanges: number;
  readonly sendErrors: number;
  /** How often it took over four to five minutes after it had begun to listen. */
  readonly lateTakeovers: number;
}

const RECENT_SECONDS = 3_600;
/** A membership that no query renews ends after 2 x 125 + 10 s (RFC 3376 8.4); from then on the backup waits for its own limit. */
const FORGOTTEN: readonly [number, number] = [255, 300];

interface Line {
  /** Seconds before the reading. */
  readonly ago: number;
  readonly text: string;
}

export function saidIn(lines: readonly string[], now: { readonly epoch: number; readonly local: string }): Said {
  const dated = lines.flatMap((line) => lineOf(line, now) ?? []);
  const start = dated.findLastIndex(({ text }) => /Opening file|Starting VRRP child|Reloading/.test(text));
  const recent = dated.slice(Math.max(0, start)).filter(({ ago }) => ago <= RECENT_SECONDS);
  const count = (pattern: RegExp): number => recent.filter(({ text }) => pattern.test(text)).length;
  const timers = recent.flatMap(({ text }) => /thread timer expired (\d{1,9}(?:\.\d+)?) seconds ago/.exec(text)?.[1] ?? []).map(Number);
  return {
    timersExpired: timers.length,
    longestTimerMs: Math.round(1_000 * Math.max(0, ...timers)),
    refusedAuth: count(/invalid passwd|received a \d auth, expecting \d|Invalid auth|authentication/i),
    refused: count(/not present in|mismatch|invalid|expecting/i),
    timeouts: count(/advertisement timeout/),
    becameMaster: count(/Entering MASTER STATE|Transition to MASTER STATE/),
    priorityChanges: count(/effective priority/),
    sendErrors: count(/send advert|sendmsg|Operation not permitted/i),
    lateTakeovers: lateTakeovers(dated),
  };
}

function lateTakeovers(dated: readonly Line[]): number {
  let since: number | undefined;
  let found = 0;
  for (const { ago, text } of dated) {
    if (/Entering BACKUP STATE/.test(text)) since = ago;
    if (!/Entering MASTER STATE/.test(text) || since === undefined) continue;
    if (since - ago >= FORGOTTEN[0] && since - ago <= FORGOTTEN[1]) found += 1;
    since = undefined;
  }
  return found;
}

/** Journal (`1795284505.123 host Keepalived_vrrp[64]: text`), syslog (`Nov 21 18:08:25 host ...`), RFC 3339, or the daemon's own log. */
function lineOf(line: string, now: { readonly epoch: number; readonly local: string }): Line | null {
  const journal = /^(\d{9,11}(?:\.\d+)?) \S+ \S+: (.*)$/.exec(line);
  if (journal !== null) return { ago: now.epoch - Number(journal[1]), text: journal[2] ?? "" };
  const dated = /^(\d{4}-\d\d-\d\dT\S+) \S+ \S+: (.*)$/.exec(line);
  if (dated !== null) {
    const at = Date.parse(dated[1] ?? "") / 1_000;
    return Number.isNaN(at) ? null : { ago: now.epoch - at, text: dated[2] ?? "" };
  }
  const syslog =
    /^([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) \S+ \S+: (.*)$/.exec(line) ??
    /^[A-Z][a-z]{2} ([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) \d{4}: (.*)$/.exec(line);
  if (syslog === null) return null;
  // Both in the host's own zone and of the same year, or of the one before.
  const [at, local] = [syslog[1] ?? "", now.local].map((text) => Date.parse(`${text} 2024 GMT`) / 1_000);
  if (at === undefined || local === undefined || Number.isNaN(at) || Number.isNaN(local)) return null;
  const ago = local - at;
  return { ago: ago < -86_400 ? ago + 366 * 86_400 : ago, text: syslog[2] ?? "" };
}
