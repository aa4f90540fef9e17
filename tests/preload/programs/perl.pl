# SPDX-License-Identifier: MIT
# fork, system, backticks and pipes, and what they leave in $? and $!.
use strict;
use warnings;
$| = 1;
my $pid = fork();
if ($pid == 0) { exit 7; }
waitpid($pid, 0);
print "fork ", $? >> 8, "\n";
print "system ", system('sh', '-c', 'exit 4') >> 8, "\n";
print "shell ", system('exit 5; true') >> 8, "\n";
print "backticks ", `echo through the shell | tr a-z A-Z`;
print "missing ", (system('/nonexistent/program') == -1 ? "$!" : 'found'), "\n";
open(my $in, '-|', 'seq', '3') or die;
print "read $_" while <$in>;
close($in);
open(my $out, '|-', 'sort -r') or die;
print $out "a\nb\n";
close($out);
my $child = open(my $own, '-|') // die;
if ($child == 0) { print "from a forked pipe\n"; exit 0; }
print <$own>;
exec('sh', '-c', 'exit 6');
