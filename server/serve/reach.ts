import type { Provider } from "../access/entry.ts";
import { isLoopback } from "./guard.ts";
import { proxyList } from "./gate.ts";

/** What `culprit serve` was asked for. */
export interface Asked {
  readonly host: string;
  readonly accounts: boolean;
  readonly url?: string | undefined;
  readonly tlsCert?: string | undefined;
  readonly tlsKey?: string | undefined;
  readonly proxies: readonly string[];
}

/** Who can reach this server, and how they are known. */
export interface Reach {
  readonly accounts: boolean;
  readonly origin: string | null;
  readonly tls: { readonly cert: string; readonly key: string } | null;
  readonly proxies: readonly string[] | null;
  readonly provider?: Provider;
}

export const LOOPBACK: Reach = { accounts: false, origin: null, tls: null, proxies: null };

/** Whether it may start like this; else a sentence that says what to do. */
export function reachOf(asked: Asked): Reach | { readonly say: string } {
  const { host, accounts, url, tlsCert: cert, tlsKey: key, proxies } = asked;
  if ((cert === undefined) !== (key === undefined))
    return { say: "A certificate needs its key, and the key its certificate: give --tls-cert FILE and --tls-key FILE." };
  const tls = cert === undefined || key === undefined ? null : { cert, key };
  const behind = proxies.length > 0;
  if (behind && proxyList(proxies) === null)
    return { say: `--proxy ${proxies.join(",")}: addresses or networks of proxies, as 10.0.0.7 or 10.0.0.0/24, with commas between.` };
  const alone = isLoopback(host) && !behind;
  if (!alone && !accounts) {
    const where = isLoopback(host) ? `--proxy ${proxies.join(",")}` : `--host ${host}`;
    return {
      say: `${where}: others can connect, so Culprit has to know who they are. Add --accounts: the first start prints a link that makes the first administrator. To stay alone, leave --host and --proxy away and come from elsewhere with ssh -L 3000:127.0.0.1:3000 <this machine>.`,
    };
  }
  if (behind && tls !== null) return { say: "--proxy and --tls-cert: either the proxy speaks TLS or Culprit does. Leave one away." };
  if (!alone && !behind && tls === null)
    return {
      say: `--host ${host}: passwords would cross the network readable. Give a certificate (--tls-cert FILE --tls-key FILE), or put a proxy that speaks TLS in front and name its address (--proxy ADDRESS).`,
    };
  const origin = url === undefined ? null : httpsOrigin(url);
  if (url !== undefined && origin === null)
    return { say: `--url ${url}: the address people type, as https://culprit.example.net, without a path.` };
  if (origin === null && (!alone || tls !== null))
    return {
      say: "--url is missing: say under which address people reach Culprit, as https://culprit.example.net. Requests for other names are refused.",
    };
  if (origin !== null && alone && tls === null)
    return { say: `--url ${url ?? ""}: nothing here speaks TLS. Give --tls-cert and --tls-key, or --proxy.` };
  return { accounts, origin, tls, proxies: behind ? proxies : null };
}

function httpsOrigin(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, origin, pathname, search, username } = new URL(url);
  return protocol === "https:" && pathname === "/" && search === "" && username === "" ? origin : null;
}
