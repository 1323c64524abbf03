import { guarded } from "#app/_guard/guarded.ts";
import { missing } from "../v1/_http/answer.ts";

/** What no route answers. Without this, a page would: to a program that reads JSON, and without the policy that pages have (proxy.ts). */
export const GET = guarded("read", (request) => missing(`address ${new URL(request.url).pathname} here`));
