#!/usr/bin/env bash
# The kit's printable page says, word for word, what its pages say, and fetches nothing.
set -euo pipefail
cd docs/kit
words() { tr -cs '[:alnum:]' '\n' | sed '/^$/d'; }
pages=(README guide ground-rules permission-letter first-three-conversations cue-cards data-protection safety closing)
of_pages() { sed -E 's/\]\([^)]*\)/]/g; /^\|[-| ]*$/d; s/^[0-9]+\. //' "${pages[@]/%/.md}" | words; }
of_print() { sed -e '1,/<body>/d' -e 's/<[^>]*>/ /g' -e 's/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' kit.html | words; }
diff <(of_pages) <(of_print) | head -n 20
[ "${PIPESTATUS[0]}" -eq 0 ] || { echo "docs/kit/kit.html differs from the pages"; exit 1; }
if grep -nE '(src|href)="[^#]|<script|@import|url\(' kit.html; then echo "docs/kit/kit.html fetches something"; exit 1; fi
