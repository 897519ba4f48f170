#!/usr/bin/env bash
# Makes guest.vmdk, guest-000001.vmdk and guest-000002.vmdk: a disk and two snapshots of it. Needs no
# root: mke2fs and debugfs write the file systems, qemu-img and qemu-io the disks. With the same
# versions of these tools the result is the same, but for the time in a commit block of the journal.
#
#   make-samples.sh [DIRECTORY]     writes to this folder, or to DIRECTORY
set -euo pipefail
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"

target=$(readlink -f "${1:-$(dirname "$0")}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

disk_size=$((20 * 1024 * 1024))
root_start=2048 root_sectors=24576
data_start=26624 data_sectors=12288

now() { export E2FSPROGS_FAKE_TIME=$1 SOURCE_DATE_EPOCH=$1; }
fs() { debugfs -w -f "$1" "$2" >debugfs.log 2>&1 </dev/null || { cat debugfs.log >&2; exit 1; }; }
# debugfs ends with 0 whatever happens; a command that failed says so behind its name.
checked() { if grep -E '^[a-z_]+: .*(not|No|Unknown|[Ii]nvalid|exists|Usage)' debugfs.log | grep -v '^debugfs:'; then exit 1; fi; }
edit() { cat >edit.script; fs edit.script "$1"; checked; }

owner() { printf 'sif %s mode %s\nsif %s uid %s\nsif %s gid %s\n' "$1" "$2" "$1" "$3" "$1" "$4"; }
times() { printf 'sif %s mtime @%s\nsif %s atime @%s\nsif %s ctime @%s\n' "$1" "$2" "$1" "$2" "$1" "$2"; }

# --- Version 0: a machine as it was installed -------------------------------------------------

seq -f 'line %g of a file that is stored in several blocks' 1 400 >lines
head -c 4096 /dev/zero | tr '\0' 'x' >block
printf 'guest\n' >hostname
printf 'root:x:0:0:root:/root:/bin/sh\nann:x:1000:1000:Ann:/home/ann:/bin/sh\n' >passwd
printf '#!/bin/sh\necho hello\n' >hello
printf 'Hello from the guest.\n' >greeting
: >empty
truncate -s 3M sparse
printf 'in the middle' | dd of=sparse bs=1 seek=1500000 conv=notrunc status=none
long=$(printf 'n%.0s' $(seq 255))

now 1700000000
truncate -s $((root_sectors * 512)) root.img
mke2fs -q -F -t ext4 -b 1024 -I 256 -N 512 -J size=1 -L guest-root -M / \
  -U 11111111-2222-4333-8444-555555555501 -O metadata_csum,64bit,^resize_inode \
  -E hash_seed=11111111-2222-4333-8444-5555555555aa,lazy_itable_init=0,lazy_journal_init=0 root.img
{
  for folder in /bin /dev /etc /home /home/ann /home/ann/deep /home/ann/deep/er /root /tmp /var /var/log /many; do
    echo "mkdir $folder"
  done
  echo 'write hostname /etc/hostname'
  echo 'write passwd /etc/passwd'
  echo 'write hello /bin/hello'
  echo 'write greeting /home/ann/greeting.txt'
  echo 'write empty /home/ann/empty'
  echo 'write sparse /home/ann/sparse'
  echo 'write lines /var/log/messages'
  echo "write greeting /home/ann/$long"
  echo 'write greeting "/home/ann/with space"'
  printf 'write greeting /home/ann/Gr\303\274\303\237e\n'
  printf 'write greeting /home/ann/latin1-\344\366\374\n'
  for i in $(seq -w 1 60); do echo "write greeting /many/file-$i"; done
  echo 'symlink /etc/localtime ../usr/share/zoneinfo/UTC'
  echo "symlink /home/ann/long-link /home/ann/$(printf 'l%.0s' $(seq 100))"
  echo 'ln /bin/hello /bin/hello-again'
  echo 'sif /bin/hello links_count 2'
  echo 'cd /dev'
  echo 'mknod null c 1 3'
  echo 'mknod sda b 8 0'
  echo 'mknod pipe p'
  owner /bin/hello 0104755 0 0
  owner /etc/passwd 0100644 0 0
  owner /home/ann 040750 1000 1000
  owner /home/ann/greeting.txt 0100600 1000 1000
  owner /home/ann/sparse 0100640 100000 2000000
  owner /root 040700 0 0
  owner /tmp 041777 0 0
  times /home/ann/greeting.txt 4102444800
  times /etc/passwd 1000000000
  echo 'sif /home/ann/empty mtime @-86400'
  echo 'sif /home/ann/greeting.txt mtime_extra 0x1d6f3455'
  echo 'ea_set /home/ann/greeting.txt user.comment "set by the guest"'
  echo 'ea_set /home/ann user.folder "an attribute of a folder"'
  echo 'ea_set -f block /home/ann/greeting.txt user.large'
  echo 'ea_set -f acl /home/ann/greeting.txt system.posix_acl_access'
} >root.script
# An access list as the kernel hands it over: user::rw-, user:1001:r--, group::---, mask::r--, other::---
printf '\2\0\0\0\1\0\6\0\377\377\377\377\2\0\4\0\351\3\0\0\4\0\0\0\377\377\377\377\20\0\4\0\377\377\377\377\40\0\0\0\377\377\377\377' >acl
head -c 600 block >large && sed -i 's/-f block/-f large/' root.script
fs root.script root.img
checked

truncate -s $((data_sectors * 512)) data.img
mke2fs -q -F -t ext2 -b 1024 -I 128 -N 128 -L data -U 11111111-2222-4333-8444-555555555502 \
  -O ^resize_inode,dir_index -E hash_seed=11111111-2222-4333-8444-5555555555bb data.img 2>mke2fs.log || { cat mke2fs.log >&2; exit 1; }
edit data.img <<'S'
mkdir /reports
write lines /reports/2023.txt
write greeting /readme
symlink /latest reports/2023.txt
S

disk() { # disk NUMBER: the partition table and both file systems as version NUMBER
  truncate -s $disk_size "v$1.raw"
  sgdisk -Z "v$1.raw" >/dev/null 2>&1 || true
  sgdisk -o -U 11111111-2222-4333-8444-555555555500 \
    -n 1:$root_start:+$((root_sectors / 2))K -t 1:8300 -c 1:root -u 1:11111111-2222-4333-8444-555555555511 \
    -n 2:$data_start:+$((data_sectors / 2))K -t 2:8300 -c 2:data -u 2:11111111-2222-4333-8444-555555555512 \
    "v$1.raw" >/dev/null
  dd if=root.img of="v$1.raw" bs=512 seek=$root_start conv=notrunc,sparse status=none
  dd if=data.img of="v$1.raw" bs=512 seek=$data_start conv=notrunc,sparse status=none
}
disk 0

# --- Version 1: work was done, and the machine shut down -----------------------------------------

now 1710000000
printf 'a report of the year 2024\n' >report
edit root.img <<S
rm /etc/hostname
write report /etc/hostname
rm /home/ann/empty
mkdir /home/ann/new
write report /home/ann/new/report
write lines /var/log/messages.1
S
edit data.img <<'S'
write report /reports/2024.txt
rm /latest
symlink /latest reports/2024.txt
S
disk 1

# --- Version 2: taken while the machine ran, so its journal wants recovery -----------------------

now 1720000000
cp root.img after.img
edit after.img <<'S'
rm /var/log/messages.1
mkdir /home/ann/just-made
write report /home/ann/just-made/report
sif /home/ann/new/report mode 0100400
feature +needs_recovery
S
# The data blocks of new files are on the disk; all else that changed is only in the journal.
report=$(debugfs -R 'blocks /home/ann/just-made/report' after.img 2>/dev/null | tr -d ' ')
changed=$( (cmp -l root.img after.img || true) | awk '{ print int(($1 - 1) / 1024) }' | uniq)
list=
for block in $changed; do
  if [ "$block" = "$report" ]; then
    dd if=after.img of=root.img bs=1024 skip="$block" seek="$block" count=1 conv=notrunc status=none
  else
    dd if=after.img bs=1024 skip="$block" count=1 status=none >>changes
    list=${list:+$list,}$block
  fi
done
edit root.img <<S
jo -c -v 3
jw -b $list changes
jc
S
edit data.img <<'S'
write lines /reports/copy.txt
S
disk 2

# --- The chain -----------------------------------------------------------------------------------

# Fixed content IDs, where qemu-img makes random ones, of fewer digits if they begin with 0: what is
# longer takes the place of NULs behind the descriptor, which has 20 sectors from the second one on.
identify() { # identify FILE CID PARENT
  perl -0777 -pi -e '
    my $text = substr($_, 512, 20 * 512);
    $text =~ s/^CID=[0-9a-f]*/CID='"$2"'/m;
    $text =~ s/^parentCID=[0-9a-f]*/parentCID='"$3"'/m;
    substr($_, 512, 20 * 512) = substr($text . "\0" x 512, 0, 20 * 512)' "$1"
}
snapshot() { # snapshot FILE PARENT OLD NEW: the grains in which NEW differs from OLD
  qemu-img create -q -f vmdk -b "$2" -F vmdk "$1"
  for grain in $( (cmp -l "$3" "$4" || true) | awk '{ print int(($1 - 1) / 65536) }' | uniq); do
    dd if="$4" of=grain bs=65536 skip="$grain" count=1 status=none
    qemu-io -f vmdk -c "write -q -s grain $((grain * 65536)) 65536" "$1" >/dev/null
  done
}
qemu-img convert -f raw -O vmdk v0.raw guest.vmdk
identify guest.vmdk 10000001 ffffffff
snapshot guest-000001.vmdk guest.vmdk v0.raw v1.raw
identify guest-000001.vmdk 10000002 10000001
snapshot guest-000002.vmdk guest-000001.vmdk v1.raw v2.raw
identify guest-000002.vmdk 10000003 10000002
for version in 0 1 2; do
  name=guest-00000$version.vmdk
  [ $version = 0 ] && name=guest.vmdk
  qemu-img compare -q "$name" "v$version.raw"
done
cp guest.vmdk guest-000001.vmdk guest-000002.vmdk "$target/"
