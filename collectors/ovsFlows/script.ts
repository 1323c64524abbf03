/**
 * Flow tables, learnt addresses and the datapath's account, bridge by bridge. What the datapath has counted is written to the flows at a revalidation, so
 * one is waited for: without it a flow's count may be a second old. Bridges that speak later protocols only refuse the default one.
 */
export const FLOWS_SCRIPT = String.raw`
for t in ovs-vsctl ovs-ofctl ovs-appctl; do command -v $t >/dev/null 2>&1 || { echo "culprit: toolMissing: $t" >&2; exit 3; }; done
b=$(ovs-vsctl --timeout=5 list-br) || exit $?
ovs-appctl --timeout=3 revalidator/wait >/dev/null 2>&1 || timeout 3 ovs-appctl revalidator/wait >/dev/null 2>&1
show() { n=$1; shift; echo "== $n"; "$@" 2>&1 || echo "== !$n"; }
flows() { timeout 10 ovs-ofctl dump-flows "$1" 2>/dev/null || timeout 10 ovs-ofctl -O OpenFlow13 dump-flows "$1"; }
for i in $b; do
  show "flows $i" flows $i
  show "fdb $i" timeout 5 ovs-appctl fdb/show $i
  show "stats $i" timeout 5 ovs-appctl fdb/stats-show $i
done
show datapaths timeout 5 ovs-appctl dpctl/show
show events timeout 5 ovs-appctl coverage/show
echo '== end'
`.trim();
