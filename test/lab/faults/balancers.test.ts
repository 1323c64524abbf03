import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { injectFault } from "#lab/faults/perform.ts";
import { must } from "#lab/hosts/run.ts";
import { hostOf } from "#lab/hosts/lab.ts";
import { BALANCERS } from "#lab/topologies/balancers/balancers.ts";
import { VIRTUAL_ADDRESS } from "#lab/topologies/balancers/configuration.ts";
import { imageName } from "#lab/topologies/balancers/volume.ts";
import { itUnless } from "../../needs.ts";
import { proving } from "./proving.ts";

const ASK = `
import socket
for _ in range(2):
    print(socket.create_connection(("${VIRTUAL_ADDRESS}", 80), timeout=2).recv(99).decode().strip())`;

await proving(BALANCERS, ["healthy-balancers", "blocked-logger", "adverts-lost"], (theLab) => {
  it("share their servers among the clients of the virtual address", async () => {
    const said = await hostOf(theLab(), "client").must(["/usr/bin/python3", "-c", ASK]);
    expect(said.trim().split("\n").toSorted()).toEqual(["web1", "web2"]);
  });

  const whyNoThrottle = existsSync("/sys/fs/cgroup/blkio")
    ? null
    : "a disk is slowed down by version 1 of control groups, which this machine does not have";
  itUnless(
    whyNoThrottle,
    "leave no loop device behind when the lab goes down with a file system frozen and a disk slowed down",
    async () => {
      const lab = theLab();
      const images = async () =>
        (await must(["losetup", "--noheadings", "--output", "BACK-FILE"])).includes(imageName(lab.directory, "lb1"));
      await injectFault(lab, "slow-disk", { bytesPerSecond: 100_000 });
      await injectFault(lab, "frozen-file-system:for-good");
      expect(await images()).toBe(true);
      await lab.down();
      expect(await images()).toBe(false);
      const limits = await must(["cat", "/sys/fs/cgroup/blkio/blkio.throttle.write_bps_device"]);
      expect(limits).not.toContain(" 100000");
    },
  );
});
