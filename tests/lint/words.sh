#!/usr/bin/env bash
# What people read is in the catalogue. In the layers that speak, no sentence stands in a source; those below them carry
# English that the API translates by its text, so each of their sentences stands in the catalogue, too; and no key is left
# without a use. What looks like a sentence and is none is in words.allow. Commands stand in what only a terminal says:
# the groups cli and help, and the hints.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
bad=0
literals() { # of these files, comments left out, the pieces of a long literal joined; one a line
  git ls-files "$@" | xargs cat | sed -E 's#^ *//.*##; s#  // .*##; /^ *#include/d' | tr '\n' '\f' | sed -E 's/"\f *"//g' | tr '\f' '\n' |
    grep -oE '"([^"\\]|\\.)*"'
}
# A sentence begins with a capital and a small letter, or is a capital alone, and goes on for two words at least.
sentences() {
  grep -E "^\"[A-Z][a-z']*,? [a-zA-Z',]+([ :][^\"]|\.\"$)" | grep -vE '^"(SELECT|INSERT|UPDATE|DELETE|CREATE|WITH|PRAGMA) ' |
    grep -vFf <(grep -v '^#' tests/lint/words.allow) | sort -u || true
}
sed -nE 's/^ *"[a-z0-9_.]+": (".*"),?$/\1/p' client/words/en.json | sort -u >"$folder/values"
guides=(client/practice/src/session_guide.cpp client/practice/src/crisis.cpp)  # carry English, as the layers below
literals 'client/api/*.?pp' 'client/cli/*.?pp' 'client/practice/*.?pp' 'client/web/*.?pp' "${guides[@]/#/:!}" | sentences >"$folder/above"
[ ! -s "$folder/above" ] || { echo "sentences outside the catalogue (client/words/en.json):"; cat "$folder/above"; bad=1; }
literals 'proto/*.?pp' 'crypto/*.?pp' 'client/store/*.?pp' 'client/messaging/*.?pp' 'client/runtime/*.?pp' 'client/deid/*.?pp' \
  'client/doctor/*.?pp' 'client/clean/*.?pp' 'client/door/*.?pp' "${guides[@]}" |
  sort -u >"$folder/literals"
comm -23 <(sentences <"$folder/literals" | grep -E '[.?!]"$') "$folder/values" >"$folder/below"
[ ! -s "$folder/below" ] || { echo "sentences of the lower layers that the catalogue lacks:"; cat "$folder/below"; bad=1; }
# Of the keys of the programs (those of the pages, app., are counted by their own test): a key is used when its name in C++, or the key itself in a page, stands somewhere, or when a lower layer says its text.
git ls-files 'client/*.?pp' 'client/*.js' 'client/*.html' | grep -v '^client/words/' | xargs grep -ohE '[a-z][a-z0-9_.]*' | sort -u >"$folder/used"
sed -nE 's/^ *"([a-z0-9_.]+)": (".*"),?$/\1\t\2/p' client/words/en.json | grep -v '^app\.' | awk -F '\t' -v used="$folder/used" -v said="$folder/literals" '
  BEGIN { while ((getline line < used) > 0) known[line] = 1; while ((getline line < said) > 0) known[line] = 1 }
  $1 ~ /\.hint$/ { next }  # used when its sentence is
  { name = $1; sub(/^[a-z]+\./, "", name); gsub(/\./, "_", name); if (!($1 in known) && !(name in known) && !($2 in known)) print $1 }' >"$folder/unused"
[ ! -s "$folder/unused" ] || { echo "keys that nobody says:"; cat "$folder/unused"; bad=1; }
sed -nE 's/^ *"([a-z0-9_.]+)": (".*"),?$/\1\t\2/p' client/words/en.json | awk -F '\t' '
  { command = $2 ~ /(^|[^a-z])(sotto (--)?[a-z]|--[a-z]|config [a-z]+\.)/; hint = $1 ~ /\.hint$/ && $1 !~ /^app\./ }
  hint && !command { print "a hint for a terminal, without a command: " $1 }
  !hint && command && $1 !~ /^(cli|help)\./ { print "a command in what a page can show (it belongs into " $1 ".hint)" }' >"$folder/commands"
[ ! -s "$folder/commands" ] || { cat "$folder/commands"; bad=1; }
exit $bad
