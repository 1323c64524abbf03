/** As the python way, one process for each lookup or query. */
export const PERL_SCRIPT = String.raw`
use strict; use POSIX (); use Socket qw(:DEFAULT getaddrinfo inet_pton pack_sockaddr_in6 AF_INET6 SOL_SOCKET SO_ERROR); use IO::Handle;
my ($name, $number, $patience) = @ARGV; my $limit = 45; $name =~ s/\.$//;
my $fine = eval { require Time::HiRes; 1 };
sub clock { return Time::HiRes::clock_gettime(1) if $fine; open(my $f, "<", "/proc/uptime") or return time; return (split " ", scalar <$f>)[0] }
sub say_ { syswrite(STDOUT, join(" ", @_) . "\n") }
sub ready { my ($s, $w, $left) = @_; return 0 if $left <= 0; my $b = ""; vec($b, fileno($s), 1) = 1;
  return 0 < ($w ? select(undef, my $x = $b, undef, $left) : select(my $y = $b, undef, undef, $left)) }
sub together { my @kids; for my $job (@_) { my $kid = fork; if (!$kid) { $job->(); POSIX::_exit(0) } push @kids, $kid; select(undef, undef, undef, 0.01) } waitpid $_, 0 for @kids }
sub look_up { my ($kind, $asked) = @_; my $start = clock();
  local $SIG{ALRM} = sub { say_("lookup", "kind=$kind", "found=0", "error=pending", "ms=" . $limit * 1000); POSIX::_exit(0) }; alarm $limit;
  my ($error, @found) = getaddrinfo($asked, 80, { socktype => SOCK_STREAM }); my $code = $error + 0;
  say_("lookup", "kind=$kind", "found=" . scalar(@found), "error=" . ($code ? $code : "-"), sprintf("ms=%.1f", (clock() - $start) * 1000)) }
sub servers { my $stub = [];
  for my $path ("/etc/resolv.conf", "/run/systemd/resolve/resolv.conf") {
    open(my $file, "<", $path) or next; my @found = map { /^\s*nameserver\s+([^\s%]+)/ ? $1 : () } <$file>; next unless @found;
    return @found if $path !~ /^.etc/ || grep { !/^127\./ } @found; $stub = \@found }
  return @$stub }
sub query { my ($kind, $edns) = @_; my $id = int rand 65536;
  my $labels = join "", map { pack("C", length) . $_ } split /\./, $name;
  return ($id, pack("n6", $id, 0x0100, 1, 0, 0, $edns ? 1 : 0) . $labels . pack("Cnn", 0, $kind, 1) . ($edns ? "\0\0\x29\x10\0\0\0\0\0\0\0" : "")) }
sub tell_ { my ($server, $kind, $via, $data, $start, @more) = @_; my ($flags, $q, $answers) = unpack "x2nnn", $data;
  say_("query", "server=$server", "kind=$kind", "via=$via", "answered=1", sprintf("ms=%.1f", (clock() - $start) * 1000), "rcode=" . ($flags & 15),
    "truncated=" . ($flags >> 9 & 1), "answers=$answers", "bytes=" . length($data), @more) }
sub silence { my ($server, $kind, $via, $why, @more) = @_; say_("query", "server=$server", "kind=$kind", "via=$via", "answered=0", "why=$why", @more) }
sub open_ { my ($server, $type) = @_; my $six = $server =~ /:/;
  socket(my $s, $six ? AF_INET6 : AF_INET, $type, 0) or return; $s->blocking(0);
  my $to = $six ? pack_sockaddr_in6(53, inet_pton(AF_INET6, $server)) : pack_sockaddr_in(53, inet_aton($server));
  return connect($s, $to) || $! == POSIX::EINPROGRESS() ? $s : undef }
sub by_udp { my ($server, $kinds, $label) = @_; my $start = clock(); my %open; my $why = "silent"; my $s = open_($server, SOCK_DGRAM);
  if (!$s) { silence($server, $label || $_, "udp", "error") for @$kinds; return }
  for my $kind (@$kinds) { my ($id, $data) = query($kind eq "A" ? 1 : 28, $label); $why = $! == POSIX::ECONNREFUSED() ? "refused" : "error" unless defined syswrite($s, $data); $open{$id} = $kind }
  while (%open && $why eq "silent") {
    last unless ready($s, 0, $start + $patience - clock());
    if (!defined sysread($s, my $data, 65536)) { $why = $! == POSIX::ECONNREFUSED() ? "refused" : "error" }
    elsif (length($data) >= 12) { my $id = unpack "n", $data; next unless $open{$id}; tell_($server, $label || $open{$id}, "udp", $data, $start); delete $open{$id} } }
  silence($server, $label || $_, "udp", $why) for values %open }
sub by_tcp { my ($server) = @_; my $start = clock(); my $s = open_($server, SOCK_STREAM); my $until = $start + $patience;
  return silence($server, "A", "tcp", "error") unless $s; return silence($server, "A", "tcp", "silent") unless ready($s, 1, $until - clock());
  my $error = unpack "i", getsockopt($s, SOL_SOCKET, SO_ERROR);
  my $way = sprintf("connect=%.1f", (clock() - $start) * 1000);
  return silence($server, "A", "tcp", "refused", $way) if $error == POSIX::ECONNREFUSED(); return silence($server, "A", "tcp", "error") if $error;
  my ($id, $data) = query(1, 0); syswrite($s, pack("n", length $data) . $data); my $answer = "";
  while (length($answer) < 2 || length($answer) < 2 + unpack("n", $answer)) {
    return silence($server, "A", "tcp", "silent", $way) unless ready($s, 0, $until - clock());
    return silence($server, "A", "tcp", "closed", $way) unless sysread($s, $answer, 65536, length $answer) }
  tell_($server, "A", "tcp", substr($answer, 2), $start, $way) }
$| = 1; srand;
print "== lookups\n";
together((sub { look_up("search", $name) }) x $number);
together((sub { look_up("absolute", "$name.") }) x 2);
my @servers = servers();
print "== servers\n", map("$_\n", @servers), "== queries\n";
together(map { my $server = $_; ((sub { by_udp($server, ["A"]) }, sub { by_udp($server, ["AAAA"]) }) x 3, (sub { by_udp($server, ["A", "AAAA"]) }) x 2,
  sub { by_udp($server, ["A"], "EDNS") }, sub { by_tcp($server) }) } grep { defined } @servers[0 .. 2]);
print "== end\n";
`.trim();
