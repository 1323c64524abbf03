/**
 * For hosts with neither python nor perl. Bash connects by itself, cannot ask the kernel about its connection, and ends it with a FIN instead of
 * a reset; what the send queue still holds comes from /proc/net/tcp. A timeout kills a connect that hangs.
 */
export const BASH_SCRIPT = String.raw`
target=$1 port=$2 path=$3 number=$4 patience=$5 pause=$6 padding=$7
command -v timeout >/dev/null || { echo 'culprit: toolMissing: timeout' >&2; exit 3; }
[ -e /dev/fd ] && [ -n "$BASH_VERSION" ] || { echo 'culprit: toolMissing: bash' >&2; exit 3; }
one() {
  kind=$1 bytes=0 connected= port_= ended=timeout asked= unacked=0 keep=
  request() {
    printf 'GET %s HTTP/%s\r\nHost: %s\r\n' "$path" "$1" "$target"
    left=$padding
    while [ "$left" -gt 0 ]; do n=$((left < 4000 ? left : 4000)); printf 'X-Padding: %*s\r\n' "$n" '' ; left=$((left - 4000)); done
    printf 'Connection: %s\r\n\r\n' "$2"
  }
  row() {
    inode=$(readlink /proc/self/fd/3); inode=\${inode#socket:[}; inode=\${inode%]}
    while read -r _ here _ _ queues _ _ _ _ number_ _; do
      [ "$number_" = "$inode" ] && { port_=$((16#\${here##*:})); unacked=$((16#\${queues%%:*})); }
    done < <(cat /proc/net/tcp /proc/net/tcp6 2>/dev/null)
  }
  answer() {
    ended=timeout wait_=$patience
    while IFS= read -r -t "$wait_" -n 4096 -u 3 text; r=$?; [ $r -le 128 ]; do
      bytes=$((bytes + \${#text} + 1))
      case $text in [Cc]onnection:*eep-[Aa]live*) keep=1;; esac
      [ $r = 0 ] || { ended=close; bytes=$((bytes - 1)); break; }
      [ "$1" = 0 ] || wait_=$1
    done
    [ "$1" = 0 ] || [ $ended = close ] || [ $bytes = 0 ] || ended=quiet
  }
  if ! said=$( { timeout "$patience" bash -c "exec 3<>/dev/tcp/$target/$port" ; } 2>&1 ); then
    case $said in *refused*) ended=refused;; *nreachable*|*'No route'*) ended=error;; esac
  elif exec 3<>"/dev/tcp/$target/$port"; then
    connected=1; row
    if [ "$kind" = close ]; then request 1.0 close >&3; answer 0
    else
      request 1.1 keep-alive >&3; answer 0.3
      if [ $ended = quiet ]; then sleep "$pause"; asked=1 bytes=0; request 1.1 close >&3; answer 0.3; fi
    fi
    row; exec 3>&-
  fi 2>/dev/null
  printf 'conversation kind=%s bytes=%s ended=%s%s%s%s%s\n' "$kind" "$bytes" "$ended" "\${connected:+ connected=1 unacked=$unacked}" \
    "\${port_:+ port=$port_}" "\${asked:+ asked=1}" "\${keep:+ keepalive=1}"
}
echo '== conversations'
for i in $(seq "$number"); do one close & done
one again &
wait
echo '== end'
`
  .trim()
  .replaceAll("\\$", "$");
