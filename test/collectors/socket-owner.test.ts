import { describe, expect, test } from "vitest";
import { ownerIn, withoutOwners } from "../../collectors/socket-owner.ts";
import { socketIn } from "../../collectors/peerSockets/socket.ts";
import { connectionsIn, retransmittedIn } from "../../collectors/tcp-info.ts";

describe("who has a socket", () => {
  test("is the first that ss names", () => {
    expect(ownerIn('users:(("named",pid=61,fd=3))')).toEqual({ name: "named", pid: "61" });
    expect(ownerIn('users:(("a (pid 1)",pid=61,fd=3),("named",pid=60,fd=3)) ino:1 sk:2')).toEqual({ name: "a (pid 1)", pid: "61" });
    expect(ownerIn("ino:15423987 sk:a95b")).toBeNull();
  });

  // 15 characters at most: TASK_COMM_LEN of the kernel.
  test.each(['x",pid=1', 'x",pid=1,fd=3', '",pid=1,fd=3),(', '"),("x",pid=1,f'])("is nobody where a process calls itself %s", (name) => {
    const line = `users:(("${name}",pid=61,fd=3))`;
    expect(ownerIn(line)).toBeNull();
    expect(socketIn(`ESTAB 0 0 192.0.2.12:9000 192.0.2.11:40001 ${line}`).owner).toBeNull();
  });

  test("writes nothing into what ss counted", () => {
    expect(withoutOwners('users:(("x rtt:9",pid=1,fd=3)) rtt:1')).toBe(" rtt:1");
    const line = '0 0 192.0.2.11:5000 192.0.2.12:80 users:(("x retrans:0/99",pid=61,fd=3)) cubic retrans:0/4';
    expect(connectionsIn([line]).map((each) => [each.process, retransmittedIn(each)])).toEqual([["x retrans:0/99", 4]]);
  });
});
