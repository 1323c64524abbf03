/**
 * The kernel's IPsec states and policies, and its counters of what went wrong. Keys never leave the host: whatever is as long as one is cut out before
 * anything is printed, since not every release can be told to leave them out.
 */
export const IPSEC_SCRIPT = String.raw`
command -v ip >/dev/null 2>&1 || { echo 'culprit: toolMissing: ip' >&2; exit 3; }
list() {
  o=$(ip -s xfrm "$1" 2>&1); r=$?
  echo "== $1"; printf '%s\n' "$o" | sed -E 's/0x[0-9a-fA-F]{16,}/key/g' | head -n 4000
  [ $r -eq 0 ] || echo "== !$1"
}
list state; list policy
echo '== errors'; cat /proc/net/xfrm_stat 2>&1 || echo '== !errors'
echo '== end'
`.trim();

/** States and policies are put into the kernel by xfrm_user, or by af_key. Where neither was ever loaded there are none, and `ip xfrm` would load the first. */
export const IPSEC_NONE_SCRIPT = String.raw`
for m in af_key xfrm_user; do
  { [ -d /sys/module/$m ] || grep -qs "/$m\.ko" "/lib/modules/$(uname -r)/modules.builtin"; } && { echo "culprit: absent: a look at IPsec that loads no module" >&2; exit 3; }
done
echo '== state'; echo '== policy'
echo '== errors'; cat /proc/net/xfrm_stat 2>&1 || echo '== !errors'
echo '== end'
`.trim();
