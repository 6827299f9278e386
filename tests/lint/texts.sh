#!/usr/bin/env bash
# Documents and texts that must agree with the code, and words that belong in no commit.
set -euo pipefail
bad=0
say() { echo "$*"; bad=1; }
version=$(sed -nE 's/.*protocol_version = ([0-9]+);.*/\1/p' proto/base/include/sotto/base/limits.hpp)
grep -qE "^# The Sotto protocol, version $version$" docs/protocol.md || say "the title of docs/protocol.md does not say version $version"
# what the table of constants says is what the header says
for name in CELL SIGNAL_PLAIN_MAX TEXT_PART_MAX PARTS_MAX ACK_TOKENS_MAX NAME_MAX INVITE_MAX SEND_WINDOW SPOOL_CELLS GAP_MAX \
  CHAIN_SPAN FAIL_RESET; do
  value=$(sed -nE "s/.*\| $name( [^|]*)? \| ([0-9,]+).*/\2/p" docs/protocol.md | head -n 1 | tr -d ,)
  grep -qE "\b${name,,} = ${value:-none};" proto/base/include/sotto/base/limits.hpp || say "docs/protocol.md says $name is '$value'; limits.hpp disagrees"
done
long=$(git ls-files '*.cpp' '*.hpp' | xargs wc -l | awk '$2 != "total" && $1 > 700 { print $2 ": " $1 " lines" }')
[ -z "$long" ] || say "files that need a seam: $long"
hosts=$(git grep -nIE 'https?://[a-z0-9.-]*(registry|mirror|deb\.|npmjs|pypi|snapshot)' -- . ':!tests/lint/texts.sh' || true)
[ -z "$hosts" ] || say "a registry host is named: $hosts"
unfinished=$(git grep -nIE '\b(TODO|FIXME|XXX|not implemented)\b' -- '*.cpp' '*.hpp' '*.py' '*.sh' run ':!tests/lint/texts.sh' || true)
[ -z "$unfinished" ] || say "unfinished: $unfinished"
exit $bad
