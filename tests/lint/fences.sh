#!/usr/bin/env bash
# System libraries stay where they belong: an include of one outside its folder is a broken arrow that no include root stops.
set -euo pipefail
bad=0
only() { # only PATTERN ALLOWED-PATH-REGEX WHAT
  local hits
  hits=$(git ls-files '*.hpp' '*.cpp' '*.inc' | grep -vE "$2" | xargs grep -nE "^ *# *include *[<\"]($1)" || true)
  [ -z "$hits" ] || { echo "$3 outside its folder:"; echo "$hits"; bad=1; }
}
only 'signal/|signal_protocol|session_cipher|curve\.h' '^(crypto/src/signal|tests/)' libsignal
only 'sqlite3' '^(client/store/src|tests/)' SQLCipher
only 'boost/' '^(client/runtime|client/web|relay/net|tests/)' Boost
only '[a-z_]+\.pb\.h|google/protobuf' '^(proto/src|tests/)' 'generated Protobuf code'
only 'sodium' '^(crypto/src|relay/|tests/)' libsodium
only 'openssl/' '^(crypto/src|proto/src|client/runtime/src|relay/net|tests/)' OpenSSL
only 'systemd/' '^(client/runtime/src|tests/)' libsystemd
only 're2/' '^(client/deid/src|tests/)' RE2
only 'nlohmann/' '^(client/api|client/runtime|client/cli|client/web|tests/)' JSON
only 'ranges>|source_location>' '^$' 'what clang 14 cannot read'
public=$(git ls-files '*/include/*.hpp' | xargs grep -lE '# *include *<(signal|sqlite3|openssl|boost|google|sodium|re2)' || true)
[ -z "$public" ] || { echo "a public header shows a library:"; echo "$public"; bad=1; }
exit $bad
