import { unparsable } from "../failure.ts";
import { exactJson, isList, isObject, type Json } from "../json.ts";

/** A transfer that was made. */
export interface Sent {
  readonly tool: string;
  readonly mbit: number;
  readonly seconds: number;
  /** Of the connection that carried the data, where it had others beside it. */
  readonly localPort?: number;
}

/**
 * What iperf3 -J says at the sending end.
 *
 * Shape (3.1 to 3.20, without the intervals; 3.1 has no `sndbuf_actual`, no `tos` and one more `sender_tcp_congestion` at most):
 *     {"start": {"connected": [{"socket": 5, "local_host": "192.0.2.11", "local_port": 40574, "remote_host": "192.0.2.12", "remote_port": 5201}], "version": "iperf 3.1.6", ...},
 *      "intervals": [...],
 *      "end": {"sum_sent": {"seconds": 2.0, "bytes": 20971520, "retransmits": 3}, "sum_received": {"start": 0, "end": 2.0, "seconds": 2.0, "bytes": 20840448}, ...}}
 * Before 3.2 a share of CPU time may be "-nan", which no JSON has, and warnings may stand before it (up to 3.5).
 * sum_received is what the receiver told; it may have 0 seconds where a version did not measure there, and then the sender's count.
 */
export function iperf3Said(text: string): Sent {
  const json = exactJson(text.replaceAll(/:\s*-?nan\b/g, ": null"), "iperf3");
  const [start, end] = [part(json, "start"), part(json, "end")];
  if (isObject(json) && "error" in json) return unparsable("iperf3 reports an error, and a result");
  const [received, sent] = [part(end, "sum_received"), part(end, "sum_sent")];
  const bytes = numberOf(received, "bytes");
  const seconds = [numberOf(received, "seconds"), numberOf(sent, "seconds")].find((each) => each !== null && each > 0);
  if (bytes === null || seconds === undefined || seconds === null)
    return unparsable("iperf3 does not say what was received, or in which time");
  const connected = isObject(start) && isList(start["connected"]) ? start["connected"][0] : undefined;
  const localPort = numberOf(connected, "local_port") ?? unparsable("iperf3 does not say on which connection it sent");
  const version =
    isObject(start) && typeof start["version"] === "string" ? /^iperf (\d[\w.+-]{0,20})$/.exec(start["version"])?.[1] : undefined;
  return { tool: version === undefined ? "iperf3" : `iperf3 ${version}`, mbit: (8 * bytes) / seconds / 1e6, seconds, localPort };
}

const part = (json: Json | undefined, name: string): Json | undefined => (isObject(json) ? json[name] : undefined);

const numberOf = (json: Json | undefined, name: string): number | null => {
  const found = part(json, name);
  return typeof found === "number" && Number.isFinite(found) && found >= 0 ? found : null;
};
