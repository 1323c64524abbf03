/**
 * The database of Open vSwitch as it is: all columns, since releases differ in them. JSON has been there since the first release with a database; where
 * a build lacks it, the list format says the same.
 *
 * The agent's name is written so that this script does not find itself among the processes.
 */
export const PORTS_SCRIPT = String.raw`
command -v ovs-vsctl >/dev/null 2>&1 || { echo 'culprit: toolMissing: ovs-vsctl' >&2; exit 3; }
list() { ovs-vsctl --timeout=5 -f json list "$1" 2>/dev/null || ovs-vsctl --timeout=5 list "$1" 2>&1; }
ovs-vsctl --timeout=5 list-br >/dev/null || exit $?
for t in Bridge Port Interface; do echo "== $t"; list $t; echo; done
echo '== addresses'; ip -o -4 addr show 2>/dev/null || ip -4 addr show 2>&1
echo '== agent'
a=agent
for f in /etc/neutron/plugins/ml2/openvswitch_$a.ini /etc/kolla/neutron-openvswitch-$a; do [ -e $f ] && echo "configured $f"; done
grep -sq 'neutron-[o]penvswitch-agent' /proc/[0-9]*/cmdline && echo running
echo '== end'
`.trim();
