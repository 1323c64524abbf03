import type { Instrumentation } from "next";

/** What pages and routes throw ends here: Next answers 500 and, started within our server, says nothing of it anywhere. */
export const onRequestError: Instrumentation.onRequestError = async (error, request) => {
  // Next builds this file for its edge runtime as well, where there is no standard error.
  if (process.env["NEXT_RUNTIME"] === "edge") return;
  const { tellFailure } = await import("#server/door/failed-request.ts");
  tellFailure(request, error);
};
