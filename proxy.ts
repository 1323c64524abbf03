import { NextResponse } from "next/server";
import type { NextRequest } from "next/server";

/**
 * Only scripts that this answer names may run; Next takes the nonce from the request header. Styles may stand inline: the virtualised
 * lists position their rows so, and no text from a host ever becomes markup.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = btoa(crypto.randomUUID());
  const policy = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${process.env.NODE_ENV === "development" ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

/** All that is a page or may answer with one; data and files have no scripts. */
export const config = { matcher: ["/((?!api/|_next/static/|healthz$|readyz$|metrics$).*)"] };
