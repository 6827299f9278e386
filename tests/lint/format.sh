#!/usr/bin/env bash
# Every source is formatted as .clang-format says.
set -euo pipefail
git ls-files '*.cpp' '*.hpp' | xargs clang-format --dry-run -Werror 2>&1 | head -n 40
exit "${PIPESTATUS[1]}"
