import { hostsPage } from "#server/read/hosts.ts";
import { json, perform } from "../_http/answer.ts";
import { readJson } from "../_http/guard.ts";

/** The inventory. */
export async function GET(): Promise<Response> {
  return json((await hostsPage()).hosts);
}

export async function POST(request: Request): Promise<Response> {
  const read = await readJson(request);
  return read.ok ? perform(request, read.body) : read.answer;
}
