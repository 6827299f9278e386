# Writes the software bill of materials (SPDX 2.3, JSON) of what was really installed when the programs were built.
# cmake -DTABLE=packages.tsv -DVERSION=... -DOUT=file.spdx.json -P sbom.cmake
file(STRINGS ${TABLE} lines)
set(entries "")
set(relations "")
foreach(line IN LISTS lines)
  if(line MATCHES "^#")
    continue()
  endif()
  string(REPLACE "\t" ";" field "${line}")
  list(GET field 0 package)
  list(GET field 1 licence)
  list(GET field 3 purpose)
  execute_process(COMMAND dpkg-query -W -f=\${Version} ${package} OUTPUT_VARIABLE version ERROR_QUIET RESULT_VARIABLE missing)
  if(missing)
    set(version "not installed")
  endif()
  string(REGEX REPLACE "[^A-Za-z0-9.-]" "-" id "SPDXRef-${package}")
  string(APPEND entries ",\n  {\"SPDXID\": \"${id}\", \"name\": \"${package}\", \"versionInfo\": \"${version}\", \"licenseDeclared\": \"${licence}\", \"licenseConcluded\": \"${licence}\", \"downloadLocation\": \"NOASSERTION\", \"filesAnalyzed\": false, \"copyrightText\": \"NOASSERTION\", \"comment\": \"${purpose}\"}")
  string(APPEND relations ",\n  {\"spdxElementId\": \"SPDXRef-sotto\", \"relationshipType\": \"DEPENDS_ON\", \"relatedSpdxElement\": \"${id}\"}")
endforeach()
file(WRITE ${OUT} "{\"spdxVersion\": \"SPDX-2.3\", \"dataLicense\": \"CC0-1.0\", \"SPDXID\": \"SPDXRef-DOCUMENT\", \"name\": \"sotto-${VERSION}\",
 \"documentNamespace\": \"urn:sotto:sbom:${VERSION}\", \"creationInfo\": {\"creators\": [\"Tool: sotto-build\"], \"created\": \"1970-01-01T00:00:00Z\"},
 \"packages\": [\n  {\"SPDXID\": \"SPDXRef-sotto\", \"name\": \"sotto\", \"versionInfo\": \"${VERSION}\", \"licenseDeclared\": \"GPL-3.0-or-later\", \"licenseConcluded\": \"GPL-3.0-or-later\", \"downloadLocation\": \"NOASSERTION\", \"filesAnalyzed\": false, \"copyrightText\": \"NOASSERTION\"}${entries}],
 \"relationships\": [\n  {\"spdxElementId\": \"SPDXRef-DOCUMENT\", \"relationshipType\": \"DESCRIBES\", \"relatedSpdxElement\": \"SPDXRef-sotto\"}${relations}]}\n")
