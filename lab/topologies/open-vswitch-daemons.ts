/** Open vSwitch of a host of its own, empty and in userspace. */
export const DAEMONS = `
mkdir -p /run/openvswitch /var/log/openvswitch /etc/openvswitch
rm -f /etc/openvswitch/conf.db
ovsdb-tool create /etc/openvswitch/conf.db /usr/share/openvswitch/vswitch.ovsschema
ovsdb-server /etc/openvswitch/conf.db -vconsole:off -vsyslog:off --remote=punix:/run/openvswitch/db.sock \\
  --pidfile --detach --log-file </dev/null >/dev/null 2>&1
ovs-vsctl --no-wait -- init -- set Open_vSwitch . external_ids:system-id=$(hostname) external_ids:hostname=$(hostname)
ovs-vswitchd unix:/run/openvswitch/db.sock -vconsole:off -vsyslog:off --pidfile --detach --log-file </dev/null >/dev/null 2>&1
`;
