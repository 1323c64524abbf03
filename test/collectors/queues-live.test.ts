import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { literally } from "../../collectors/echo.ts";
import { QDISC_SCRIPT } from "../../collectors/qdisc-script.ts";
import { parseQdiscText } from "../../collectors/qdisc/parse.ts";
import { describeUnless, missing } from "../needs.ts";
import { output } from "./recording.ts";

/** Disciplines of every form in a network namespace of their own: nested, inbound, with several queues, and one that has dropped. */
const WITH_ALL_KINDS = `
ip link set lo up
ip link add v0 numtxqueues 2 type veth peer name v1
ip link add v2 type veth peer name v3
tc qdisc add dev v0 root handle 5: mq
tc qdisc add dev v1 ingress
tc qdisc add dev v2 root handle 1: htb default 10
tc class add dev v2 parent 1: classid 1:10 htb rate 8mbit
tc qdisc add dev v2 parent 1:10 handle a: pfifo limit 5
tc qdisc add dev lo root handle 6: tbf rate 8kbit burst 100 limit 100
ping -c 2 -i 0.1 -W 0.1 -s 500 127.0.0.1 >/dev/null
echo tc; tc -s qdisc show
echo kernel; sh -c "$0"
`;

describeUnless(missing("root", "unshare", "tc", "python3", "ping"), "a host without tc", () => {
  it("says the same of its disciplines as one with it", () => {
    // The command that is looked for has another name: tc itself stays where the shell finds it.
    const script = literally(QDISC_SCRIPT.replace("command -v tc ", "command -v no-such-tc "));
    const { stdout, stderr } = spawnSync("unshare", ["-n", "sh", "-c", WITH_ALL_KINDS, script], { encoding: "utf8" });
    const [, byTc = "", byKernel = ""] = /^tc\n([\s\S]*)^kernel\n([\s\S]*)$/m.exec(stdout) ?? [];
    const [one, other] = [byTc, byKernel].map((text) => parseQdiscText(output(text)));
    expect(one?.fields["qdiscs"], stderr).toBe(7);
    expect(one?.fields["drops"]).toBeGreaterThan(0);
    expect(other).toEqual(one);
  });
});
