import { TOLD } from "../access/headers.ts";

/** Under this name each answer says what its request is called. */
export const REQUEST_ID = "x-request-id";

/** As Node and Next hand requests over. */
export interface FailedRequest {
  readonly method?: string | undefined;
  /** With its query, of which nothing is written. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Causes of causes are rarely deeper, and a circle of them ends. */
const MOST_CAUSES = 4;

/**
 * A defect, as one line of JSON: what somebody who quotes the id of a request, or the digest that a page shows, is found by. Of the request only method and
 * path: queries hold what people searched for, headers hold cookies and keys. Of the error no other property than its stack: drivers hang rows on theirs.
 */
export function failureLine({ method = "GET", path, headers }: FailedRequest, error: unknown, now: Date): string {
  const digest = isObject(error) && typeof error["digest"] === "string" ? { digest: error["digest"] } : {};
  return JSON.stringify({
    time: now.toISOString(),
    level: "error",
    event: "requestFailed",
    request: [headers[TOLD.request]].flat()[0] ?? null,
    method,
    path: path.split(/[?#]/, 1)[0],
    ...digest,
    error: stackOf(error),
  });
}

/** Into the server's log: its standard error, where whatever started it keeps lines. */
export const tellFailure = (request: FailedRequest, error: unknown): void => {
  process.stderr.write(`${failureLine(request, error, new Date())}\n`);
};

function stackOf(error: unknown, depth = 0): string {
  if (!(error instanceof Error)) return isObject(error) && typeof error["stack"] === "string" ? error["stack"] : String(error);
  const stack = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause === undefined || depth >= MOST_CAUSES ? stack : `${stack}\ncaused by ${stackOf(error.cause, depth + 1)}`;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
