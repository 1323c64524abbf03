import type { Slot } from "#machines/contract/collector.ts";

/** $1 target, $2 port, $3 attempts, $4 milliseconds between two of them. */
export const ARGUMENTS = [
  { slot: "ipAddress", name: "target" },
  { slot: "port", name: "port" },
  { slot: "count", name: "attempts" },
  { slot: "milliseconds", name: "spacing" },
] as const satisfies readonly Slot[];

/**
 * How long each attempt may take. A SYN is sent again after 1 s and after 3 s (RFC 6298 2.1; kernels from 6.5 on also after 2 s): whatever loses one or two
 * segments in a row shows as a connection that was late, and what loses all of them as one that timed out.
 */
export const PATIENCE_MS = 3_500;

/** Echo requests beside the connections tell a host that is gone from a port that does not answer. Fewer than a rate limit of ICMP notices. */
const ECHO = [
  "v=; case $1 in *:*) v=-6;; esac",
  "if command -v ping >/dev/null 2>&1; then { ping $v -n -c 4 -i 0.5 -W 1 \"$1\" 2>&1 | sed 's/^/ping /'; } & else echo 'ping missing'; fi",
].join("\n");

const missing = (program: string): string =>
  `command -v ${program} >/dev/null 2>&1 || { echo 'culprit: toolMissing: ${program}' >&2; exit 3; }`;

/** No single quotes inside: each program stands between two of them. */
const PYTHON = `
import errno, select, socket, sys, time
target, port, attempts, spacing = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]) / 1000.0
patience = ${PATIENCE_MS} / 1000.0
family = socket.AF_INET6 if ":" in target else socket.AF_INET
words = {errno.ECONNREFUSED: "refused", errno.ECONNRESET: "reset", errno.EADDRNOTAVAIL: "noLocalPort", errno.EHOSTUNREACH: "hostUnreachable",
  errno.ENETUNREACH: "netUnreachable", errno.EPERM: "denied", errno.EACCES: "denied", errno.EINVAL: "invalid", errno.ETIMEDOUT: "timedOut"}
poll, waiting, lines, begin = select.poll(), {}, [], time.time()
zero = time.monotonic()
def ended(number, since, error, client):
  try: local = client.getsockname()[1]
  except OSError: local = 0
  word = "connected" if error == 0 else words.get(error, "errno%d" % error) if error > 0 else "timedOut"
  lines.append("attempt %d %d %d %s %d" % (number, (since - zero) * 1000, (time.monotonic() - since) * 1000, word, local))
  client.close()
source, begun = "-", 0
while begun < attempts or waiting:
  now = time.monotonic()
  if begun < attempts and now - zero >= begun * spacing:
    try: client = socket.socket(family, socket.SOCK_STREAM)
    except OSError as failure:
      lines.append("attempt %d %d 0 errno%d 0" % (begun, (now - zero) * 1000, failure.errno))
      begun += 1
      continue
    client.setblocking(False)
    error = client.connect_ex((target, port))
    if error in (0, errno.EINPROGRESS):
      source = client.getsockname()[0]
      waiting[client.fileno()] = (begun, now, client)
      poll.register(client, select.POLLOUT)
    else: ended(begun, now, error, client)
    begun += 1
    continue
  rest = begun * spacing - (now - zero) if begun < attempts else 0.05
  for descriptor, event in poll.poll(max(1, min(50, rest * 1000))):
    number, since, client = waiting.pop(descriptor)
    poll.unregister(descriptor)
    ended(number, since, client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR), client)
  late = time.monotonic() - patience
  for descriptor in [each for each in waiting if waiting[each][1] <= late]:
    number, since, client = waiting.pop(descriptor)
    poll.unregister(descriptor)
    ended(number, since, -1, client)
print("source %s" % source)
print("\\n".join(lines))
`.trim();

const PERL = String.raw`
use Socket; use Errno qw(:POSIX); use Fcntl; use Time::HiRes qw(time);
my ($target, $port, $attempts, $spacing) = @ARGV; $spacing /= 1000; my $patience = ${PATIENCE_MS / 1_000};
my $six = $target =~ /:/; my $family = $six ? Socket::AF_INET6() : AF_INET;
my $address = $six ? Socket::pack_sockaddr_in6($port, Socket::inet_pton($family, $target)) : sockaddr_in($port, inet_aton($target));
my %words = (ECONNREFUSED, "refused", ECONNRESET, "reset", EADDRNOTAVAIL, "noLocalPort", EHOSTUNREACH, "hostUnreachable",
  ENETUNREACH, "netUnreachable", EPERM, "denied", EACCES, "denied", EINVAL, "invalid", ETIMEDOUT, "timedOut");
my (%waiting, @lines); my ($source, $begun, $zero) = ("-", 0, time());
sub name { my $own = getsockname($_[0]) or return ("-", 0);
  my ($p, $a) = $six ? Socket::unpack_sockaddr_in6($own) : sockaddr_in($own); return (Socket::inet_ntop($family, $a), $p); }
sub ended { my ($number, $since, $error, $client) = @_; my ($a, $local) = name($client);
  my $word = $error == 0 ? "connected" : $error < 0 ? "timedOut" : $words{$error} || "errno$error";
  push @lines, sprintf("attempt %d %d %d %s %d", $number, ($since - $zero) * 1000, (time() - $since) * 1000, $word, $local); close $client; }
while ($begun < $attempts || %waiting) {
  my $now = time();
  if ($begun < $attempts && $now - $zero >= $begun * $spacing) {
    socket(my $client, $family, SOCK_STREAM, 0) or do { push @lines, sprintf("attempt %d %d 0 errno%d 0", $begun++, ($now - $zero) * 1000, $!+0); next; };
    fcntl($client, F_SETFL, fcntl($client, F_GETFL, 0) | O_NONBLOCK);
    my $error = connect($client, $address) ? 0 : $!+0;
    if ($error == 0 || $error == EINPROGRESS) { ($source) = name($client); $waiting{fileno $client} = [$begun, $now, $client]; }
    else { ended($begun, $now, $error, $client); }
    $begun++; next;
  }
  my $rest = $begun < $attempts ? $begun * $spacing - ($now - $zero) : 0.05; $rest = 0.05 if $rest > 0.05; $rest = 0.001 if $rest < 0.001;
  my $mask = ""; vec($mask, $_, 1) = 1 for keys %waiting;
  my $ready = $mask; select(undef, $ready, undef, $rest) if %waiting; select(undef, undef, undef, $rest) if !%waiting;
  for my $descriptor (keys %waiting) {
    my ($number, $since, $client) = @{$waiting{$descriptor}};
    if (vec($ready, $descriptor, 1)) { delete $waiting{$descriptor}; ended($number, $since, unpack("i", getsockopt($client, SOL_SOCKET, SO_ERROR)), $client); }
    elsif (time() - $since >= $patience) { delete $waiting{$descriptor}; ended($number, $since, -1, $client); }
  }
}
print "source $source\n", map({ "$_\n" } @lines);
`.trim();

export const PYTHON_SCRIPT = [missing("python3"), ECHO, `python3 -I -c '${PYTHON}' "$@"; s=$?; wait; [ $s = 0 ] && echo end; exit $s`].join(
  "\n",
);
export const PERL_SCRIPT = [missing("perl"), ECHO, `perl -M-lib=. -e '${PERL}' -- "$@"; s=$?; wait; [ $s = 0 ] && echo end; exit $s`].join(
  "\n",
);
