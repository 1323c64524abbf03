import { guarded } from "#app/_guard/guarded.ts";
import { perform } from "../../_http/answer.ts";
import { readText } from "../../_http/guard.ts";

/** The body is a bundle as it was exported. A little above what is opened, so that the door says what is too large. */
const MOST_CHARACTERS = 260 * 1024 * 1024;

export const POST = guarded("write", async (request, visitor) => {
  const read = await readText(request, MOST_CHARACTERS);
  return read.ok ? perform(visitor, { do: "import", bundle: read.body }) : read.answer;
});
