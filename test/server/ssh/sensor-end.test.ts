import { afterAll, beforeAll, expect, it } from "vitest";
import { describeUnless } from "../../needs.ts";
import { backends, reach, type Backend } from "./backends.ts";

for (const kind of backends.slice(0, 1)) {
  describeUnless(kind.skip, `a sensor of ${kind.name} that ended by itself`, () => {
    let backend: Backend;
    beforeAll(async () => {
      backend = await kind.start();
    });
    afterAll(() => backend.stop());

    it("leaves no timer behind when it is told to finish afterwards", async () => {
      const { transport, session } = await reach(backend);
      const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
      const sensor = session.sensor({ key: "s", argv: ["sh", "-c", "exit 3"], privilege: "user", deadlineMs: 90_000, maxBytes: 1_000 });
      expect(await sensor.armed).toMatchObject({ kind: "exited", code: 3 });
      const before = timers();
      await sensor.finish();
      expect(timers()).toBeLessThanOrEqual(before);
      await transport.close();
    });
  });
}
