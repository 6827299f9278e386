#!/usr/bin/env bash
# The desktop file, its metadata and the program speak of the same thing; the distribution's validators agree where they are.
set -euo pipefail
bad=0
say() { echo "$*"; bad=1; }
id=org.sotto.Sotto entry=packaging/org.sotto.Sotto.desktop meta=packaging/org.sotto.Sotto.metainfo.xml
for line in 'Exec=sotto ui %u' "Icon=$id" "StartupWMClass=$id" 'MimeType=x-scheme-handler/sotto;'; do
  grep -qxF "$line" $entry || say "$entry does not say $line"
done
grep -qF "<id>$id</id>" $meta || say "$meta has another id"
grep -qF "<launchable type=\"desktop-id\">$id.desktop</launchable>" $meta || say "$meta launches something else"
grep -qF "\"$id\"" client/web/src/window.cpp || say "the window has another class than $id"
if command -v desktop-file-validate >/dev/null; then desktop-file-validate $entry || say "$entry is not valid"; fi
if command -v appstreamcli >/dev/null; then appstreamcli validate --no-net $meta || say "$meta is not valid"; fi
exit $bad
