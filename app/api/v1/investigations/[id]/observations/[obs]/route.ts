import { guarded } from "#app/_guard/guarded.ts";
import { rawOutput } from "#server/read/investigations.ts";
import { missing } from "../../../../_http/answer.ts";

interface Context {
  readonly params: Promise<{ readonly id: string; readonly obs: string }>;
}

/** Raw output of one command. Plain text in a sandbox: whatever a host printed, a browser never runs it. */
export const GET = guarded("read", async (request, visitor, { params }: Context) => {
  const { id, obs } = await params;
  const output = await rawOutput(id, obs, visitor);
  if (output === null) return missing(`observation ${obs}`);
  const stream = new URL(request.url).searchParams.get("stream") === "stderr" ? output.stderr : output.stdout;
  return new Response(new Uint8Array(stream), {
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "content-security-policy": "sandbox; default-src 'none'",
      // An observation never changes, but it may be removed.
      "cache-control": "private, max-age=3600",
    },
  });
});
