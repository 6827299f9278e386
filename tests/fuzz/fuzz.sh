#!/usr/bin/env bash
# fuzz.sh BIN MINUTES: every libFuzzer target for its share of the minutes, two at a time, from the committed corpus.
# The Signal gate goes on until it has seen a million inputs, however few the minutes (about five more on one core).
# A finding is left beside the target and its replay is printed; exit 1 then.
set -euo pipefail
bin=$1 minutes=$2
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
[[ $minutes =~ ^[0-9]+$ && $minutes -gt 0 ]] || { echo "fuzz: how many minutes?" >&2; exit 2; }
targets=("$bin"/fuzz_*)
share=$((minutes * 60 * 2 / ${#targets[@]})); [ "$share" -ge 5 ] || share=5
one() {
  local target=$1 name folder seen least=0
  name=$(basename "$target"); name=${name#fuzz_}; folder=build/fuzz/found/$name
  [ "$name" != gate ] || least=1000000
  mkdir -p "$folder/corpus"
  run() { "$target" "$@" -max_len=70000 -artifact_prefix="$folder/" -print_final_stats=1 "$folder/corpus" "tests/fuzz/corpus/$name" >>"$folder/log" 2>&1; }
  inputs() { awk '/stat::number_of_executed_units:/ { n += $2 } END { print n + 0 }' "$folder/log"; }
  : >"$folder/log"
  if run -max_total_time="$2" && seen=$(inputs) && { [ "$seen" -ge "$least" ] || run -runs=$((least - seen)); }; then
    echo "fuzz: $name, $(inputs) inputs, nothing found"
  else
    echo "fuzz: $name FAILED; replay: $target $(ls -t "$folder"/crash-* "$folder"/oom-* "$folder"/timeout-* 2>/dev/null | head -n 1)"; exit 1
  fi
}
export -f one
printf '%s\n' "${targets[@]}" | xargs -n 1 -P 2 bash -c 'one "$0" '"$share"
