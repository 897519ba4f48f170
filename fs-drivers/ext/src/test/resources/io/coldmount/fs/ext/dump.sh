#!/bin/sh
# Prints what the host's kernel shows of the tree at $1, in records that end with a zero byte.
set -e
export LC_ALL=C
cd "$1"
find . -mindepth 1 -print0 | xargs -0 -r stat --printf='stat %f %u %g %h %s %b %.9X %.9Y %.9Z %.9W %t:%T %i\0%n\0'
find . -type l -printf 'link %l\0%p\0'
find . -type f -size -4294967296c -print0 | xargs -0 -r sha256sum -z | perl -0 -ne 'chomp; s/^(\S+)  (.*)$/sha $1\0$2/s; print "$_\0"'
getfattr -R -P -h -d -m - -e hex . 2>/dev/null | perl -e 'local $/ = ""; while (<>) { chomp; my ($name, @values) = split /\n/; $name =~ s/^# file: //; $name =~ s/\\(\d{3})/chr(oct($1))/ge; for (@values) { print "xattr $_\0./$name\0"; } }'
