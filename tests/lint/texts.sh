#!/usr/bin/env bash
# Documents and texts that must agree with the code, and words that belong in no commit.
set -euo pipefail
bad=0
say() { echo "$*"; bad=1; }
version=$(sed -nE 's/.*protocol_version = ([0-9]+);.*/\1/p' proto/base/include/sotto/base/limits.hpp)
grep -qE "^Protocol version: $version\b" docs/protocol.md || say "docs/protocol.md does not say 'Protocol version: $version'"
# every limit that docs/protocol.md states as NAME = value in its table must be the header's
while read -r name value; do
  grep -qE "\b$name = $value;" proto/base/include/sotto/base/limits.hpp || say "docs/protocol.md says $name is $value; limits.hpp disagrees"
done < <(sed -nE 's/^\| `([a-z_]+)` \| ([0-9]+) \|.*/\1 \2/p' docs/protocol.md)
long=$(git ls-files '*.cpp' '*.hpp' | xargs wc -l | awk '$2 != "total" && $1 > 700 { print $2 ": " $1 " lines" }')
[ -z "$long" ] || say "files that need a seam: $long"
hosts=$(git grep -nIE 'https?://[a-z0-9.-]*(registry|mirror|deb\.|npmjs|pypi|snapshot)' -- . ':!tests/lint/texts.sh' || true)
[ -z "$hosts" ] || say "a registry host is named: $hosts"
unfinished=$(git grep -nIE '\b(TODO|FIXME|XXX|not implemented)\b' -- '*.cpp' '*.hpp' '*.py' '*.sh' run ':!tests/lint/texts.sh' || true)
[ -z "$unfinished" ] || say "unfinished: $unfinished"
exit $bad
