import { perform } from "../../_http/answer.ts";
import { readText } from "../../_http/guard.ts";

/** The body is a bundle as it was exported. A little above what is opened, so that the door says what is too large. */
const MOST_CHARACTERS = 260 * 1024 * 1024;

export async function POST(request: Request): Promise<Response> {
  const read = await readText(request, MOST_CHARACTERS);
  return read.ok ? perform(request, { do: "import", bundle: read.body }) : read.answer;
}
