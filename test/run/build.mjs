/** The build as `npm start` makes it, so that walks in a browser see what people get. Nothing is built when nothing changed. */
import { prepare } from "../../cli/bootstrap/prepare.mjs";

try {
  await prepare({ build: true, quiet: false });
} catch (error) {
  if (error.name !== "BootstrapTrouble") throw error;
  console.error(error.message);
  process.exitCode = 1;
}
