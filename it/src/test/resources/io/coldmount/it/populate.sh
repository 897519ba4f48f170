# Fills the folder it runs in with files of every kind. $1 is "plain" where the file system has no
# room for large attributes or no attributes at all.
set -eu
kind=${1:-full}

lines() { seq -f "line %.0f of $1" "$2"; }
# Writes a text at many places of one file: put FILE TEXT FIRST STEP LAST
put() {
  perl -e 'my ($file, $text, $first, $step, $last) = @ARGV;
    open(my $out, "+>>", $file) and close($out); open($out, "+<", $file) or die;
    for (my $at = $first; $at <= $last; $at += $step) { sysseek($out, $at, 0); syswrite($out, $text); }' "$@"
}

# Sizes about each limit: inline data, a block, a page, an indirect block
mkdir sizes
for size in 0 1 59 60 61 100 156 1023 1024 1025 4095 4096 4097 12288 70000 1500000; do
  yes "$size bytes" | head -c $size >sizes/$size || true
done

# Holes: at the beginning, in the middle, at the end; allocated but never written; punched
mkdir sparse
truncate -s 1000000 sparse/nothing
truncate -s 60M sparse/huge
put sparse/beginning end 2000001 1 2000001
put sparse/middle x 0 131072 2621440
printf beginning >sparse/tail && truncate -s 300000 sparse/tail
fallocate -l 200000 sparse/unwritten 2>/dev/null || truncate -s 200000 sparse/unwritten
put sparse/unwritten part 100000 1 100000
lines keep 10 >sparse/beyond && { fallocate -n -l 300000 sparse/beyond 2>/dev/null || true; }
lines punched 20000 >sparse/punched && { fallocate -p -o 40000 -l 200000 sparse/punched 2>/dev/null || true; }

# Many extents, so that their tree has inner nodes
put fragments 'a little data' 0 8192 5734400

# Directories: large, deep, with long and odd names
mkdir many && (cd many && seq -f 'an-entry-with-a-name-of-some-length-%05.0f' 1 1500 | xargs touch)
mkdir sparse-directory && (cd sparse-directory && seq 1 300 | xargs touch && seq 2 2 300 | xargs rm)
deep=deep; for i in $(seq 1 30); do deep=$deep/level$i; done; mkdir -p "$deep"; echo bottom >"$deep/file"
mkdir names
touch "names/$(printf 'n%.0s' $(seq 255))" 'names/with space' names/$'with\nnewline' names/$'with\\backslash' \
  names/$'\344\366\374' names/Grüße names/$'\001\177' 'names/"quoted"' names/-dash names/...

# Links
mkdir links
ln -s target links/short
ln -s "$(printf 't%.0s' $(seq 59))" links/of-59
ln -s "$(printf 't%.0s' $(seq 60))" links/of-60
ln -s "$(printf 't%.0s' $(seq 1000))" links/of-1000
ln -s ../sizes/100 links/that-resolves
ln -s $'\344\366\374' links/odd
echo one >links/one && for i in $(seq 1 20); do ln links/one links/one-$i; done

# Devices, a FIFO, a socket
mkdir special
mknod special/null c 1 3
mknod special/disk b 8 1
mknod special/large c 3000 500000
mkfifo special/fifo
perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 1) or die' special/socket

# Modes and owners
mkdir modes
for mode in 0000 0400 0755 4755 2755 1777 6777; do echo $mode >modes/$mode; chown 1000:1000 modes/$mode; chmod $mode modes/$mode; done
echo large >modes/owner && chown 4000000000:3000000000 modes/owner
mkdir -m 2770 modes/setgid && chown 0:50 modes/setgid

# Times
mkdir times
touch -d @-1 times/before
touch -d '1901-12-14 00:00:00 UTC' times/first
touch -d '2038-01-19 03:14:08.999999999 UTC' times/after-2038
touch -d '2106-02-07 06:28:17.5 UTC' times/after-2106
touch -d '2400-01-01 00:00:00.000000001 UTC' times/far
touch -a -d '2001-09-09 01:46:40 UTC' times/far

# Attributes
mkdir attributes
for name in small several large access; do echo $name >attributes/$name; done
if [ "$kind" = full ]; then
  setfattr -n user.name -v value attributes/small
  setfattr -n trusted.overlay -v 0x00ff00 attributes/small
  setfattr -n security.capability -v 0x0100000200200000000000000000000000000000 attributes/small
  for i in $(seq 1 12); do setfattr -n "user.number-$i" -v "value $i" attributes/several; done
  setfattr -n user.empty attributes/several
  setfattr -n user.large -v "$(printf 'v%.0s' $(seq 600))" attributes/large
  setfacl -m u:1001:rwx,g:1002:r attributes/access
  mkdir attributes/default && setfacl -d -m u:1001:rwx attributes/default
  ln -s target attributes/link && setfattr -h -n trusted.link -v 'of a link' attributes/link
  mknod attributes/device c 1 5 && setfattr -n trusted.device -v yes attributes/device
fi
