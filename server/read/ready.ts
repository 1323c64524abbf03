import { web } from "../web.ts";

/** Whether pages can be served: the database answers. */
export async function isReady(): Promise<boolean> {
  try {
    const { store } = await web();
    await store.listInvestigations({ limit: 1 });
    return true;
  } catch (error) {
    process.stderr.write(`not ready: ${error instanceof Error ? error.message : String(error)}\n`);
    return false;
  }
}
