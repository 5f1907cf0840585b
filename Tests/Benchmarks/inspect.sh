#!/usr/bin/env bash
# `omaha-pkg inspect` of 1 GiB against openssl's SHA-1 and SHA-256 of the same file, each alone, by turns, with the file in
# the page cache: random bytes, and a CrAU payload, where each operation's data are hashed besides. Called by
# Tests/Benchmarks/run; alone, it builds omaha-pkg first. ROUNDS and MEBIBYTES change how long it takes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=shared.sh
source Tests/Benchmarks/shared.sh

rounds=${ROUNDS:-5}
operations=$((${MEBIBYTES:-1024} / 4))
if [[ -z ${OMAHA_PKG-} ]]; then
  OMAHA_PKG=$(deploy/build omaha-pkg)/omaha-pkg
fi

# varint NUMBER, number FIELD NUMBER, bytes FIELD BYTES — protocol buffer fields as escapes of printf.
varint() {
  local number=$1
  while ((number > 127)); do
    printf '\\x%02x' $((number & 127 | 128))
    number=$((number >> 7))
  done
  printf '\\x%02x' "$number"
}
number() { printf '%s%s' "$(varint $(($1 << 3)))" "$(varint "$2")"; }
bytes() { printf '%s%s%s' "$(varint $(($1 << 3 | 2)))" "$(varint $((${#2} / 4)))" "$2"; }
big_endian() { printf '%016x' "$1" | sed 's/../\\x&/g'; }

# A full payload whose operations all write the same 4 MiB.
size=$((4 << 20))
head -c "$size" /dev/urandom >"$work/block"
hash=$(sha256sum "$work/block" | cut -c1-64 | sed 's/../\\x&/g')
manifest=
for ((n = 0; n < operations; n++)); do
  extent=$(number 1 $((n * size / 4096)))$(number 2 $((size / 4096)))
  operation=$(number 1 0)$(number 2 $((n * size)))$(number 3 "$size")$(bytes 6 "$extent")$(bytes 8 "$hash")
  manifest+=$(bytes 1 "$operation")
done
manifest+=$(number 3 4096)$(bytes 9 "$(number 1 $((operations * size)))$(bytes 2 "$hash")")
for ((n = 0; n < operations; n++)); do cat "$work/block"; done >"$work/random"
{
  printf 'CrAU%b%b%b' "$(big_endian 1)" "$(big_endian $((${#manifest} / 4)))" "$manifest"
  cat "$work/random"
} >"$work/crau"
rm "$work/block"

# seconds COMMAND… — how long it takes.
seconds() {
  local start=$EPOCHREALTIME
  "$@" >/dev/null || exit
  awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.3f", b - a }'
}

for kind in random crau; do
  for ((round = 0; round < rounds; round++)); do
    inspect=$(seconds "$OMAHA_PKG" inspect "$work/$kind")
    sha1=$(seconds openssl dgst -sha1 "$work/$kind")
    sha256=$(seconds openssl dgst -sha256 "$work/$kind")
    printf '%s %s %s\n' "$inspect" "$sha1" "$sha256"
  done >"$work/times"
  # The median of the rounds' ratios: whatever else the machine does falls on all three of a round.
  ratio=$(awk '{ print $1 / ($2 > $3 ? $2 : $3) }' "$work/times" | median)
  column() { awk -v c="$1" '{ print $c }' "$work/times" | median; }
  awk -v what="inspect, of the slower single openssl digest: $kind" -v got="$ratio" -v a="$(column 1)" \
    -v b="$(column 2)" -v c="$(column 3)" 'BEGIN {
    printf "%-64s %8.2f   <= %-5s  %-4s inspect %.2f s, sha1 %.2f s, sha256 %.2f s\n", what, got, "1.15",
      got <= 1.15 ? "yes" : "NO", a, b, c
  }'
done
