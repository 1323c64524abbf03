/** Five of each kind of large probe: what a device or a tunnel is too small for is lost always, not now and then. */
export const LARGE = 5;
/** Bytes of each piece of a large request, without its header: with it below 576, which every IPv4 host takes (RFC 791), and a multiple of eight. */
const PIECE = 528;

/**
 * Asks in small pieces for an answer of two packets' size. However small its own MTU is, the guest gets the question; and since an answer carries no
 * Don't Fragment, it comes in pieces as large as the guest's MTU, which whoever captures at its tap can read. ping cannot send pieces that are smaller
 * than its own MTU, so perl builds them, as root; where it cannot, ping asks in pieces of full size. $t target, $size bytes of the whole message, $n how many.
 */
export const PIECES = String.raw`
use Socket; use Time::HiRes "time"; my ($t, $size, $n) = @ARGV; my $a = inet_aton($t) or exit 1; my $to = sockaddr_in(0, $a);
socket(my $out, 2, 3, 255) or exit 1; socket(my $in, 2, 3, 1) or exit 1; my $id = $$ & 0xffff; my ($sent, %seen) = (0);
for my $q (1 .. $n) {
  my $m = pack("CCnnn", 8, 0, 0, $id, $q) . "Q" x ($size - 8); my $sum = 0; $sum += $_ for unpack("n*", $m);
  $sum = ($sum & 0xffff) + ($sum >> 16) while $sum >> 16; substr($m, 2, 2) = pack("n", ~$sum & 0xffff); my $ok = 1;
  for (my $o = 0; $o < length $m; $o += ${PIECE}) {
    my $p = substr($m, $o, ${PIECE}); my $f = ($o + ${PIECE} < length $m ? 0x2000 : 0) | $o >> 3;
    send($out, pack("CCnnnCCna4a4", 69, 0, 20 + length $p, ($id + $q) % 65535 + 1, $f, 64, 1, 0, "", $a) . $p, 0, $to) or $ok = 0;
  }
  $sent += $ok; my $end = time + ($q == $n ? 1.2 : 0.2);
  while ((my $left = $end - time) > 0) {
    my $r = ""; vec($r, fileno $in, 1) = 1; select($r, undef, undef, $left) > 0 or last; recv($in, my $b, 65535, 0);
    my ($type, $i, $s) = (unpack("C", substr($b, 20, 1)), unpack("nn", substr($b, 24, 4)));
    $seen{$s} = 1 if $type == 0 && $i == $id && substr($b, 12, 4) eq $a; last if keys %seen == $n;
  }
}
printf "asked in pieces of ${PIECE} bytes: %d sent, %d answered\n", $sent, scalar keys %seen; exit($sent ? 0 : 1)
`.trim();
