import type { Answered, BriefHost, NamedCause, Trigger } from "../contract/index.ts";
import { sayChanged, sayRestarted, saySaid } from "../explain/trigger.ts";
import type { Weighing } from "../judge.ts";

/** What was changed or started longer ago is no news: symptoms are reported within days. */
export const NEWS_SECONDS = 7 * 86_400;

/**
 * What may have set the named causes off: what people said had changed, when what is wrong was written last, and a start of its host. A mechanism may have been
 * there for months before. That one came before the other proves nothing, so none of it is judged.
 */
export function triggersOf({ asked }: Weighing, named: readonly NamedCause[]): readonly Trigger[] {
  const { brief, runbook } = asked.facts;
  if (named.length === 0 || runbook.signature !== undefined) return [];
  const said = saySaid(brief);
  return [
    ...(said === null ? [] : [{ kind: "said" as const, say: said }]),
    ...named.flatMap((cause) => changed(asked, cause)),
    ...restarted(asked, named),
  ];
}

type Asked = Weighing["asked"];

function changed(asked: Asked, { id, object }: NamedCause): readonly Trigger[] {
  const setOff = asked.facts.runbook.hypotheses[id]?.setOff;
  const host = hostOf(asked, object.host);
  if (setOff === undefined || host === undefined) return [];
  const ago = latest(asked, host.key, (answer) => answer.request.test === setOff.test)?.reading.fields[setOff.field];
  if (typeof ago !== "number" || ago < 0 || ago > NEWS_SECONDS) return [];
  return [{ kind: "changed", say: sayChanged(setOff.say, host.name, ago), host: host.key, secondsAgo: ago }];
}

/** Once for a machine, however many hosts of the incident run on it. */
function restarted(asked: Asked, named: readonly NamedCause[]): readonly Trigger[] {
  const guilty = [...new Set(named.flatMap(({ object }) => object.host ?? []))];
  const boots = Map.groupBy(
    guilty.flatMap((key) => {
      const host = hostOf(asked, key);
      const taken = latest(asked, key)?.taken;
      const { bootId = null, uptimeSeconds = null } = taken ?? {};
      return host === undefined || uptimeSeconds === null || uptimeSeconds > NEWS_SECONDS ? [] : [{ host, bootId, uptimeSeconds }];
    }),
    ({ host, bootId }) => bootId ?? host.key,
  );
  return [...boots.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const names = same.map(({ host }) => host.name);
    return [
      { kind: "restarted" as const, say: sayRestarted(names, first.uptimeSeconds), host: first.host.key, secondsAgo: first.uptimeSeconds },
    ];
  });
}

type Read = Extract<Answered, { readonly reading: unknown }>;

/** By the host's own clock, whatever the order in which answers came. */
function latest({ facts }: Asked, host: string, which: (answer: Read) => boolean = () => true): Read | undefined {
  const up = ({ taken }: Read): number => taken.uptimeSeconds ?? -1;
  return facts.answers
    .flatMap((answer) => ("reading" in answer && answer.request.host === host && which(answer) ? [answer] : []))
    .reduce<Read | undefined>((best, each) => (best === undefined || up(each) > up(best) ? each : best), undefined);
}

const hostOf = (asked: Asked, key: string | undefined): BriefHost | undefined => (key === undefined ? undefined : asked.hosts.get(key));
