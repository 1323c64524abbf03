/** The build as `npm start` makes it, so that walks in a browser see what people get. Nothing is built when nothing changed. */
import { prepare } from "../../cli/bootstrap/prepare.mjs";

await prepare({ build: true, quiet: false });
