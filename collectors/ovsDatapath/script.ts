/**
 * The datapath's own account. Its flows are shown only where there are few: ovs-vswitchd answers from its main thread, and a listing of a hundred thousand
 * keeps it from everything else for seconds. Of them, those that drop are printed, two hundred at most.
 *
 * Counters of events that never happened are not listed, and a release that lacks them does not list them either: each that matters is asked for by its name.
 */
export const MOST_FLOWS = 20_000;

export const DATAPATH_SCRIPT = String.raw`
command -v ovs-appctl >/dev/null 2>&1 || { echo 'culprit: toolMissing: ovs-appctl' >&2; exit 3; }
show() { n=$1; shift; echo "== $n"; timeout 5 "$@" 2>&1 || echo "== !$n"; }
d=$(timeout 5 ovs-appctl dpctl/show) || exit $?
echo '== datapaths'; printf '%s\n' "$d"
show upcalls ovs-appctl upcall/show
show events ovs-appctl coverage/show
# Releases without these events refuse the question: then none of them was ever counted.
show knows ovs-appctl coverage/read-counter drop_action_recursion_too_deep
show knowsLimit ovs-appctl coverage/read-counter upcall_flow_limit_hit
n=0; for c in $(printf '%s\n' "$d" | sed -n 's/^  flows: \([0-9]*\)$/\1/p'); do n=$((n + c)); done
if [ "$n" -gt ${MOST_FLOWS} ]; then echo "== drops"; echo "too many: $n"
else
  f=$(timeout 10 ovs-appctl dpctl/dump-flows 2>&1) && { echo '== drops'; printf '%s\n' "$f" | grep 'actions:drop$' | head -n 200; echo "flows $(printf '%s\n' "$f" | grep -c 'actions:')"; } ||
    { echo '== drops'; printf '%s\n' "$f" | head -n 3; echo '== !drops'; }
fi
echo '== end'
`.trim();
