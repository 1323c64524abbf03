import { redirect } from "next/navigation";
import { guardedPage } from "#app/_guard/guarded-page.tsx";

/** It moved under the settings; links from before lead there. */
export default guardedPage("own", () => redirect("/settings/account"));
