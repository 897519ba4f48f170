#!/usr/bin/env bash
# Makes the disk that the launcher's start-up cache is trained on: an ext4 of 1,000 small files and an
# NTFS of 225, in a VMDK that is packed with gzip. Needs no root, but e2fsprogs, gdisk, ntfs-3g and
# qemu-utils.
#
#   make-training.sh                writes the resource of mountd
set -euo pipefail
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"

home=$(readlink -f "$(dirname "$0")/../..")
target=$home/mountd/src/main/resources/io/coldmount/mountd/cli/training.vmdk.gz
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export E2FSPROGS_FAKE_TIME=1700000000 SOURCE_DATE_EPOCH=1700000000

number=0
for folder in $(seq -w 40); do
  mkdir -p "tree/folder-$folder"
  for file in $(seq -w 25); do
    number=$((number + 1))
    printf '%0*d' $((number % 3000 + 1)) 7 >"tree/folder-$folder/file-$file.dat"
  done
done
find tree -exec touch -d @1700000000 {} +

truncate -s 12M root.img
mke2fs -q -F -t ext4 -b 4096 -N 1200 -O ^has_journal,^resize_inode -E hash_seed=11111111-2222-4333-8444-5555555555aa \
  -U 11111111-2222-4333-8444-555555555502 -d tree root.img
truncate -s 16M data.img
mkntfs -q -F -Q -c 4096 data.img >/dev/null 2>&1
for file in tree/folder-0*/*; do
  ntfscp -f -q data.img "$file" "$(basename "$(dirname "$file")")-$(basename "$file")"
done

truncate -s 32M disk.raw
sgdisk -n 1:2048:+12M -n 2:26624:+16M -U 11111111-2222-4333-8444-555555555503 \
  -u 1:11111111-2222-4333-8444-555555555504 -u 2:11111111-2222-4333-8444-555555555505 disk.raw >/dev/null
dd if=root.img of=disk.raw bs=1M seek=1 conv=notrunc,sparse status=none
dd if=data.img of=disk.raw bs=1M seek=13 conv=notrunc,sparse status=none
qemu-img convert -O vmdk disk.raw training.vmdk
gzip -9n <training.vmdk >"$target"
