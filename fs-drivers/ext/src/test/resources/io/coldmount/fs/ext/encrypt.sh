#!/bin/sh
# Makes a directory "secret" under $1 that the kernel encrypts with a key of this script's, and fills it.
set -e
export LC_ALL=C
cd "$1"
mkdir secret
perl -e '
  open(my $root, "<", ".") or die "$!";
  # struct fscrypt_add_key_arg: identifier, 64 bytes of raw key
  my $key = pack("LL x32 LL L x28", 2, 0, 64, 0, 0) . ("k" x 64);
  ioctl($root, 0xC0506617, $key) or die "FS_IOC_ADD_ENCRYPTION_KEY: $!";
  my $identifier = substr($key, 8, 16);
  # struct fscrypt_policy_v2: AES-256-XTS, AES-256-CTS, names padded to 4
  my $policy = pack("CCCCC x3 a16", 2, 1, 4, 0, 0, $identifier);
  open(my $secret, "<", "secret") or die "$!";
  ioctl($secret, 0x800C6613, $policy) or die "FS_IOC_SET_ENCRYPTION_POLICY: $!";
'
cd secret
for length in 1 15 16 17 31 32 33 100 143 144 145 148 149 150 151 160 200 254 255; do
  : > "$(printf "%0${length}d" 0)"
done
printf 'the content' > content
ln -s short link
ln -s "$(printf '%0300d' 0)" long-link
mkdir folder many
: > folder/file
mknod pipe p
perl -e 'for my $i (1..500) { open(my $f, ">", "many/a rather long name of a file, so that one block is not enough $i") or die "$!"; }'
