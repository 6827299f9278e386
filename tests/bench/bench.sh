#!/usr/bin/env bash
# bench.sh BENCH_BIN RELEASE_BIN [all|relay|client|crypto]: the areas below this folder. An area with a run.py measures programs
# side by side; the others are programs called AREA_bench.
set -euo pipefail
bench=$1 release=$2 wanted=${3:-all}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
found=
for folder in "$here"/*/; do
  area=$(basename "$folder")
  [ "$wanted" = all ] || [ "$wanted" = "$area" ] || continue
  found=1
  echo "== $area"
  if [ -x "$folder/run.py" ]; then "$folder/run.py" "$bench" "$release"
  else for program in "$bench/$area"_bench*; do "$program"; done; fi
done
[ -n "$found" ] || { echo "bench: there is no area called $wanted" >&2; exit 2; }
