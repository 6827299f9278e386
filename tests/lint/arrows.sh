#!/usr/bin/env bash
# An arrow drawn the wrong way does not compile: a forbidden include is added to a real public header of each target and
# the build of that header must fail; the same header as it is must build.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
builds() { # builds TARGET FILE
  local flags=() root
  while read -r root; do [[ -z $root || $root == /usr/* ]] || flags+=(-I "$root"); done <"$INCLUDE_ROOTS/$1"
  "$CXX" -std=c++20 -w -fsyntax-only -x c++ "${flags[@]}" "$2" 2>"$folder/errors"
}
bad=0
forbid() { # forbid TARGET HEADER FORBIDDEN...
  local target=$1 header=$2 forbidden; shift 2
  cp "$header" "$folder/header.hpp"
  builds "$target" "$folder/header.hpp" || { echo "$header does not build by itself"; cat "$folder/errors"; bad=1; return; }
  for forbidden in "$@"; do
    { echo "#include <$forbidden>"; cat "$header"; } >"$folder/header.hpp"
    if builds "$target" "$folder/header.hpp"; then echo "$target may include $forbidden: the arrow is broken"; bad=1
    else grep -q "$forbidden: No such file" "$folder/errors" || { echo "$target fails for another reason than the arrow"; bad=1; }; fi
  done
}
base=sotto/base/result.hpp proto=sotto/proto/relay.hpp crypto=sotto/crypto/gate.hpp store=sotto/store/vault.hpp
messaging=sotto/messaging/messaging.hpp practice=sotto/practice/practice.hpp api=sotto/api/client.hpp runtime=sotto/runtime/connection.hpp
web=sotto/web/page.hpp
core=sotto/relay_core/core.hpp net=sotto/relay_net/server.hpp
forbid base proto/base/include/$base $proto $crypto $store $messaging $api $runtime $core
forbid words client/words/include/sotto/words/words.hpp $proto $crypto $store $messaging $practice $api $runtime $core
forbid proto proto/include/$proto $crypto $store $messaging $api $runtime $core relay.pb.h
forbid deid client/deid/include/sotto/deid/check.hpp $proto $crypto $store $messaging $practice $api $runtime $core
forbid doctor client/doctor/include/sotto/doctor/doctor.hpp $proto $crypto $store $messaging $practice $api $runtime $core
forbid crypto crypto/include/$crypto $proto $store $messaging $api $runtime $core
forbid store client/store/include/$store $messaging $practice $api $runtime $core
forbid messaging client/messaging/include/$messaging $practice $api $runtime $core $net
forbid practice client/practice/include/$practice $api $runtime $core $net
forbid relay_core relay/core/include/$core $crypto $store $messaging $api $net
forbid relay_net relay/net/include/$net $crypto $store $messaging $api
forbid api client/api/include/$api $runtime $core
forbid runtime client/runtime/include/$runtime $core $web
forbid door client/door/include/sotto/door/keys.hpp $proto $store $messaging $practice $api $runtime $core $web
forbid web client/web/include/$web $core sotto/cli/cli.hpp sotto/door/gate.hpp
exit $bad
