#!/bin/sh
# Fills the directory $1, on a file system of the test's making, with every kind of file. What the file system
# cannot hold (a large attribute without ea_inode, a file of 5 TB) is left out.
set -e
export LC_ALL=C
cd "$1"

# Sizes about the limits of inline data and blocks
mkdir sizes
for size in 0 1 59 60 61 100 150 159 160 161 200 511 512 513 1000 1023 1024 1025 4095 4096 4097 65535 65536 65537; do
  head -c $size /dev/urandom > sizes/$size
done
head -c 1500000 /dev/urandom > sizes/large
printf 'ten bytes.' > sizes/longer-than-written
truncate -s 100 sizes/longer-than-written

# Holes, unwritten extents, many extents
mkdir sparse
truncate -s 1234567 sparse/hole
printf tail | dd of=sparse/tail bs=1 seek=5000000 status=none
for i in 3 4 7 300 2000; do
  head -c 5000 /dev/urandom | dd of=sparse/islands bs=5000 seek=$i conv=notrunc status=none
done
if fallocate -l 300000 sparse/unwritten 2>/dev/null; then
  head -c 4096 /dev/urandom | dd of=sparse/unwritten bs=4096 seek=20 conv=notrunc status=none
  : > sparse/beyond-its-end
  fallocate -n -l 2000000 sparse/beyond-its-end
else
  # No extents: blocks of 1 KiB need three levels of pointers here
  printf deep | dd of=sparse/deep bs=1 seek=70000000 status=none
fi
perl -e 'open(my $f, ">", "sparse/comb") or die "$!"; for my $i (0..1500) { sysseek($f, $i * 8192, 0); syswrite($f, "block $i " x 400, 4096); }'
truncate -s 5000000000000 sparse/huge 2>/dev/null || rm -f sparse/huge
[ -f sparse/huge ] && printf end | dd of=sparse/huge bs=1 seek=4999999999990 conv=notrunc status=none

# Links, devices, pipes, sockets
mkdir kinds
ln -s short kinds/short
ln -s "$(printf '%059d' 0)" kinds/link59
ln -s "$(printf '%060d' 0)" kinds/link60
ln -s "$(printf '%0140d' 0)" kinds/link140
ln -s "$(printf '%0900d' 0)" kinds/link900
mknod kinds/pipe p
mknod kinds/null c 1 3
mknod kinds/disk b 8 17
mknod kinds/wide c 300 70001
mknod kinds/zero b 0 0
perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local => "kinds/socket", Listen => 1) or die "$!"'
ln sizes/1000 kinds/hard1
ln sizes/1000 kinds/hard2
ln kinds/pipe kinds/hard-pipe

# Modes, owners, times
mkdir modes
for mode in 0000 0644 0755 4755 2755 1777 7777; do
  : > modes/$mode
  chown 1000:1000 modes/$mode
  chmod $mode modes/$mode
done
: > modes/owner
chown 70000:3000000000 modes/owner
mkdir -m 2775 modes/folder
mkdir times
for year in 1902 1960 1969 1970 2024 2038 2039 2107 2200 2446; do
  : > times/$year
  touch -d "$year-01-02 03:04:05.123456789Z" times/$year 2>/dev/null || rm times/$year
done

# Names
mkdir names
touch "names/$(printf '%0255d' 0)" "names/with space" "names/$(printf 'new\nline')" "names/$(printf 'latin \351')" \
  'names/back\slash' names/... "names/$(printf 'gr\303\274n')"

# Attributes
mkdir xattrs
for i in none one many block; do : > xattrs/$i; done
setfattr -n user.one -v 1 xattrs/one
setfattr -n user.empty xattrs/one
setfattr -n "user.$(printf 'gr\303\274n')" -v green xattrs/one
for i in 1 2 3 4 5 6 7 8; do setfattr -n user.number$i -v "value $i" xattrs/many; done
setfattr -n trusted.owner -v me xattrs/many
setfattr -n security.label -v secret xattrs/many
setfattr -n user.block -v "$(printf '%0700d' 0)" xattrs/block
setfattr -n user.second -v "$(printf '%0100d' 0)" xattrs/block
setfattr -n user.large -v "$(printf '%030000d' 0)" xattrs/block 2>/dev/null || true
setfattr -h -n trusted.link -v link kinds/short
mkdir xattrs/acl
: > xattrs/acl/file
setfacl -m u:1234:rwx,g:4321:r,u:70000:x xattrs/acl/file
setfacl -m d:u:1:rw,d:g:2:r xattrs/acl
: > xattrs/acl/inherits
head -c 150 /dev/urandom > xattrs/inline
setfattr -n user.beside -v data xattrs/inline

# Directories
mkdir -p deep/1/2/3/4/5/6/7/8/9
: > deep/1/2/3/4/5/6/7/8/9/file
mkdir empty few many
# Enough for two levels of index in small blocks, for one in large ones
export COUNT=700
[ "$(stat -f -c %s .)" = 1024 ] && COUNT=3000
for i in 1 2 3; do : > few/$i; done
: > few/4-to-be-removed
rm few/4-to-be-removed
perl -e 'for my $i (1..$ENV{COUNT}) { open(my $f, ">", sprintf("many/name-%s-%d", "x" x ($i % 60), $i)) or die "$!"; }'
perl -e 'for my $i (1..$ENV{COUNT}) { unlink(sprintf("many/name-%s-%d", "x" x ($i % 60), $i)) or die "$!" if $i % 7 == 0; }'

# Flags
mkdir flags
for flag in i a d; do : > flags/$flag; chattr +$flag flags/$flag 2>/dev/null || true; done
