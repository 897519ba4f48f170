# Changes files of the folder it runs in, in every way: mutate.sh SEED COUNT KIND
set -u
RANDOM=$1
count=$2
kind=$3
mapfile -t files < <(find . -type f -size -200k -not -path './sparse*' -not -name '*$*' | sort)
mapfile -t folders < <(find . -type d | sort)
for i in $(seq "$count"); do
  file=${files[$((RANDOM % ${#files[@]}))]}
  folder=${folders[$((RANDOM % ${#folders[@]}))]}
  [ -e "$file" ] || continue
  size=$(stat -c %s "$file")
  case $((RANDOM % 14)) in
    0) printf 'in place %s' "$i" | dd of="$file" bs=1 seek=$((size / 2)) conv=notrunc status=none ;;
    1) printf 'appended %s' "$i" >>"$file" ;;
    2) truncate -s $((size / 2)) "$file" ;;
    3) cp -p "$file" "$file.over" && printf x >>"$file.over" && mv "$file.over" "$file" ;;
    4) chmod $((600 + RANDOM % 8)) "$file" ;;
    5) [ "$kind" = ntfs ] || chown $((RANDOM % 1000)) "$file" ;;
    6) setfattr -n user.mutated -v "$i" "$file" || true ;;
    7) mv "$file" "$folder/moved-$i" ;;
    8) rm "$file" ;;
    9) head -c $((RANDOM * 8)) /dev/urandom >"$folder/new-$i" ;;
    10) ln "$file" "$folder/link-$i" || true ;;
    11) mkdir -p "$folder/folder-$i/sub" && echo "$i" >"$folder/folder-$i/sub/file" ;;
    # Data alone: the times are put back
    12) touch -r "$file" stamp && printf 'X' | dd of="$file" bs=1 conv=notrunc status=none && touch -r stamp "$file"; rm -f stamp ;;
    13) ln -sf "target-$i" "$folder/soft-$i" ;;
  esac
done 2>/dev/null
exit 0
