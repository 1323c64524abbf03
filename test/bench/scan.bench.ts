/** `node test/bench/scan.bench.ts`: 100 MB of output through the scanner for secrets, at once and in pieces as they come from a connection. */
import { Buffer } from "node:buffer";
import { collectors, type CollectorId } from "#collectors";
import { scannerOf } from "#server/secrets/scan.ts";
import { tokensOf } from "#server/secrets/tokens.ts";
import { recordingsOf } from "../collectors/recording.ts";
import { HOSTILE } from "../server/secrets/hostile.ts";
import { WITH_SECRETS } from "../server/secrets/samples.ts";

const BYTES = 100_000_000;
/** What ssh2 gives at a time. */
const PIECE = 32_768;

const scanner = scannerOf(tokensOf(Buffer.alloc(32, 7)));
const filled = (unit: string): Buffer => Buffer.alloc(BYTES, unit, "utf8");

function seconds(work: () => unknown): number {
  const began = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1e6;
}

function inPieces(data: Buffer): void {
  const scan = scanner.open();
  for (let at = 0; at < data.length; at += PIECE) scan.push(data.subarray(at, at + PIECE));
  scan.end();
}

const recordings = (Object.keys(collectors) as CollectorId[]).flatMap((id) => recordingsOf(id).map(({ stdout }) => stdout)).join("\n");
const secrets = `${WITH_SECRETS.map((line) => line.replaceAll(/[«»]/g, "")).join("\n")}\n`;
const say = (what: string, unit: string): number => {
  const data = filled(unit);
  const [whole, pieces] = [seconds(() => scanner.bytes(data)), seconds(() => inPieces(data))];
  console.log(`${what}: ${whole.toFixed(1)} s at once, ${pieces.toFixed(1)} s in pieces`);
  return Math.max(whole, pieces);
};

say("all recordings, one after the other", recordings);
say("every known form of a secret, one after the other", secrets);
const slowest = HOSTILE.map((unit) => say(JSON.stringify(unit), unit)).reduce((a, b) => Math.max(a, b));
console.log(`The slowest hostile text took ${slowest.toFixed(1)} s of CPU for ${BYTES / 1e6} MB.`);
