#!/usr/bin/env bash
# The programs are hardened as hazards of C demand: position independent, full RELRO, no executable stack, stack protector,
# fortified, and one SQLite only.
set -euo pipefail
bad=0
for program in sotto sotto-relay; do
  file=$(dirname "$ARCHIVES")/bin/$program
  [ -e "$file" ] || { echo "$file is not built"; exit 1; }
  readelf -hW "$file" | grep -q 'Type:.*DYN' || { echo "$program is not position independent"; bad=1; }
  dynamic=$(readelf -dW "$file"); segments=$(readelf -lW "$file"); symbols=$(readelf --dyn-syms -W "$file")
  grep -q 'BIND_NOW\|FLAGS_1.*NOW' <<<"$dynamic" || { echo "$program binds lazily"; bad=1; }
  grep -q GNU_RELRO <<<"$segments" || { echo "$program has no RELRO"; bad=1; }
  grep -E 'GNU_STACK.*RWE' <<<"$segments" && { echo "$program has an executable stack"; bad=1; }
  grep -q __stack_chk_fail <<<"$symbols" || { echo "$program has no stack protector"; bad=1; }
  grep -qE '_chk@' <<<"$symbols" || { echo "$program is not fortified"; bad=1; }
  grep -qE 'NEEDED.*lib(sqlite3|sqlcipher)' <<<"$dynamic" && { echo "$program loads a second SQLite"; bad=1; }
done
exit $bad
