export { parsePing } from "../ping-text.ts";
