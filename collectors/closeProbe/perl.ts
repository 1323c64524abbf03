/** As the python way, one process a conversation. Only what perl-base has: no threads, no Time::HiRes where it is missing. */
export const PERL_SCRIPT = String.raw`
use strict; use Socket qw(:DEFAULT IPPROTO_TCP SOL_SOCKET SO_LINGER SO_ERROR); use POSIX ();
use IO::Handle;
my ($target, $port, $path, $number, $patience, $pause, $padding) = @ARGV;
my $fine = eval { require Time::HiRes; 1 };
sub clock { return Time::HiRes::clock_gettime(1) if $fine; open(my $f, "<", "/proc/uptime") or return time; my $l = <$f>; return (split " ", $l)[0] }
sub ready { my ($s, $for_writing, $left) = @_; return 0 if $left <= 0; my $bits = ""; vec($bits, fileno($s), 1) = 1;
  my $n = $for_writing ? select(undef, my $w = $bits, undef, $left) : select(my $r = $bits, undef, undef, $left); return $n > 0 }
sub request { my ($version, $last) = @_; my $host = $target =~ /:/ ? "[$target]" : $target;
  my @lines = ("GET $path HTTP/$version", "Host: $host");
  for (my $left = $padding; $left > 0; $left -= 4000) { push @lines, "X-Padding: " . ("p" x ($left < 4000 ? $left : 4000)) }
  return join("\r\n", @lines, "Connection: $last", "", "") }
sub transport { my ($s, $seen) = @_; my $d = getsockopt($s, 6, 11); return unless defined $d && length($d) >= 104;
  $seen->{timestamps} = ord(substr($d, 5, 1)) & 1; $seen->{mss} = unpack("L", substr($d, 16, 4));
  $seen->{unacked} = unpack("L", substr($d, 24, 4)); $seen->{again} = unpack("L", substr($d, 100, 4));
  $seen->{unsent} = unpack("L", substr($d, 144, 4)) if length($d) >= 148 }
sub put { my ($s, $data, $until) = @_;
  while (length $data) { return 0 unless ready($s, 1, $until - clock()); my $n = syswrite($s, $data); return 0 unless defined $n; substr($data, 0, $n) = "" }
  return 1 }
sub get { my ($s, $seen, $until, $quiet) = @_;
  while (1) {
    my $left = $until - clock(); $left = $quiet if $seen->{bytes} && $quiet && $quiet < $left;
    return ($seen->{bytes} && $quiet ? "quiet" : "timeout") unless ready($s, 0, $left);
    my $n = sysread($s, my $data, 65536);
    return ($! == POSIX::ETIMEDOUT() ? "timeout" : "reset") unless defined $n;
    return "close" if $n == 0;
    my $now = sprintf("%.1f", (clock() - $seen->{start}) * 1000);
    $seen->{first} = $now unless $seen->{bytes}; $seen->{last} = $now;
    $seen->{head} .= substr($data, 0, 4096) if length($seen->{head}) < 4096;
    $seen->{bytes} += $n; return "large" if $seen->{bytes} > 4000000;
    if (!$quiet) { $until = clock() + $patience; my $end = $seen->{start} + 4 * $patience; $until = $end if $end < $until }
  } }
sub converse { my ($kind, $seen) = @_; my $six = $target =~ /:/;
  socket(my $s, $six ? AF_INET6 : AF_INET, SOCK_STREAM, 0) or return "error";
  $s->blocking(0);
  my $to = $six ? Socket::pack_sockaddr_in6($port, Socket::inet_pton(AF_INET6, $target)) : pack_sockaddr_in($port, inet_aton($target));
  if (!connect($s, $to)) {
    if ($! != POSIX::EINPROGRESS()) { return $! == POSIX::ECONNREFUSED() ? "refused" : "error" }
    my $made = ready($s, 1, $patience);
    if (my $name = getsockname($s)) { $seen->{port} = unpack("n", substr($name, 2, 2)) }
    return "timeout" unless $made;
    my $error = unpack("i", getsockopt($s, SOL_SOCKET, SO_ERROR));
    if ($error) { return $error == POSIX::ECONNREFUSED() ? "refused" : $error == POSIX::ECONNRESET() ? "reset" : $error == POSIX::ETIMEDOUT() ? "timeout" : "error" }
  }
  $seen->{port} = unpack("n", substr(getsockname($s), 2, 2));
  $seen->{connected} = 1; $seen->{connect} = sprintf("%.1f", (clock() - $seen->{start}) * 1000);
  my $ended;
  if ($kind eq "close") { put($s, request("1.0", "close"), clock() + $patience); $ended = get($s, $seen, clock() + $patience, 0) }
  else {
    put($s, request("1.1", "keep-alive"), clock() + $patience); $ended = get($s, $seen, clock() + $patience, 0.3);
    if ($ended eq "quiet") {
      transport($s, $seen); select(undef, undef, undef, $pause);
      if (ready($s, 0, 0.001)) { my $n = sysread($s, my $data, 65536); return defined $n ? "close" : "reset" if !$n }
      $seen->{asked} = 1; $seen->{bytes} = 0; $seen->{start} = clock();
      put($s, request("1.1", "close"), clock() + $patience); $ended = get($s, $seen, clock() + $patience, 0.3);
    }
  }
  $seen->{end} = sprintf("%.1f", (clock() - $seen->{start}) * 1000);
  transport($s, $seen); setsockopt($s, SOL_SOCKET, SO_LINGER, pack("ii", 1, 0)); close($s);
  return $ended }
$SIG{PIPE} = "IGNORE"; $| = 1;
print "== conversations\n";
for my $kind (("close") x $number, "again") {
  next if fork;
  my $seen = { head => "", bytes => 0, start => clock() };
  $seen->{ended} = converse($kind, $seen);
  my ($head) = split /\r\n\r\n/, lc delete $seen->{head}; delete $seen->{start};
  $seen->{keepalive} = 1 if defined $head && $head =~ /^connection:[^\r]*keep-alive/m;
  syswrite(STDOUT, join(" ", "conversation", "kind=$kind", map { "$_=$seen->{$_}" } sort keys %$seen) . "\n"); POSIX::_exit(0);
}
1 while wait() >= 0;
print "== end\n";
`.trim();
