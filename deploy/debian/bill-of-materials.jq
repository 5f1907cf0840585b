# The document that deploy/debian/bill-of-materials prints, of what it has gathered.

def lines: split("\n") | map(select(. != ""));
# An identifier of SPDX has letters, digits, dots and dashes only.
def identifier: "SPDXRef-" + gsub("[^A-Za-z0-9.]+"; "-");
def uuid: .[0:8] + "-" + .[8:12] + "-8" + .[13:16] + "-8" + .[17:20] + "-" + .[20:32];
def escaped: @uri | gsub("%3A"; ":");

($sha256 | lines | map({(.[66:]): .[0:64]}) | add) as $sha256
| ($linked | lines | map(split("\t") | {
    program: .[0], linkage: .[1], kind: .[2], name: .[3], version: .[4], origin: .[5], licence: .[6]})) as $linked
| {swift: "Package", bundled: "Bundled", debian: "Debian", toolchain: "Toolchain"} as $prefixes
| def id: "\($prefixes[.kind])-\(.name)" | identifier;

  def purl:
    if .kind == "swift" then
      "pkg:swift/" + (.origin | sub("^git\\+https://"; "") | sub("(\\.git)?@[0-9a-f]+$"; "")) + "@" + .version
    elif .kind == "debian" then
      "pkg:deb/debian/\(.name | escaped)@\(.version | escaped)?arch=\($architecture)&distro=\($distribution)"
    elif .kind == "toolchain" then "pkg:generic/\(.name)@\(.version)"
    else "pkg:generic/\(.name)@\(.version)" end;

  def component: {
    SPDXID: id,
    name,
    versionInfo: .version,
    supplier: (if .kind == "debian" then "Organization: Debian" else "NOASSERTION" end),
    downloadLocation: (if .kind == "swift" then .origin else "NOASSERTION" end),
    filesAnalyzed: false,
    licenseConcluded: "NOASSERTION",
    licenseDeclared: .licence,
    copyrightText: "NOASSERTION",
    sourceInfo: (
      if .kind == "swift" then "resolved by SwiftPM to revision \(.origin | sub(".*@"; ""))"
      elif .kind == "debian" then "installed on the build machine, of source package \(.origin | sub("="; " "))"
      elif .kind == "toolchain" then "in the libraries of the Swift toolchain \(.version)"
      else "a revision of it is within \(.origin)" end),
    externalRefs: [{referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: purl}],
  };

  ($sha1 | lines | map({name: .[42:], sha1: .[0:40]})) as $files
| {
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: "SPDXRef-DOCUMENT",
    name: "\($package)_\($version)_\($architecture)",
    documentNamespace: "urn:uuid:\($seed | uuid)",
    creationInfo: {created: $created, creators: ["Tool: omaha-server-deploy-package"]},
    packages: ([{
      SPDXID: "SPDXRef-\($package)",
      name: $package,
      versionInfo: $version,
      packageFileName: "\($package)_\($version)_\($architecture).deb",
      primaryPackagePurpose: "APPLICATION",
      supplier: "NOASSERTION",
      downloadLocation: "NOASSERTION",
      filesAnalyzed: true,
      packageVerificationCode: {
        packageVerificationCodeValue: $code,
        packageVerificationCodeExcludedFiles: ["./usr/share/doc/\($package)/\($package).spdx.json"],
      },
      licenseConcluded: "NOASSERTION",
      licenseDeclared: "NONE",
      licenseInfoFromFiles: ["NOASSERTION"],
      copyrightText: "NOASSERTION",
      sourceInfo: "built from revision \($revision)",
    }] + ($linked | map(component) | unique_by(.SPDXID))),
    files: ($files | map({
      SPDXID: (.name | ltrimstr("./") | gsub("/"; "-") | "File-" + . | identifier),
      fileName: .name,
      checksums: [
        {algorithm: "SHA1", checksumValue: .sha1},
        {algorithm: "SHA256", checksumValue: $sha256[.name]}],
      licenseConcluded: "NOASSERTION",
      licenseInfoInFiles: ["NOASSERTION"],
      copyrightText: "NOASSERTION",
    })),
    hasExtractedLicensingInfos: [{
      licenseId: "LicenseRef-public-domain",
      name: "Public domain",
      extractedText: "This file has been put in the public domain. You can do whatever you want with this file.",
    }],
  }
# A name is told from another by its identifier only; two that became one would be a document about something else.
| if (.files | map(.SPDXID) | unique | length) != (.files | length) then error("two files have one identifier") else . end
| . as $document
| .relationships = (
    [{spdxElementId: "SPDXRef-DOCUMENT", relationshipType: "DESCRIBES", relatedSpdxElement: "SPDXRef-\($package)"}]
    + ($document.files | map({
        spdxElementId: "SPDXRef-\($package)", relationshipType: "CONTAINS", relatedSpdxElement: .SPDXID}))
    + ($linked | map(. as $part
      | $document.files[] | select(.fileName | endswith("/" + $part.program)) | select(.fileName | test("/(s?bin|lib)/"))
      | {
        spdxElementId: .SPDXID,
        relationshipType: (if $part.linkage == "static" then "STATIC_LINK" else "DYNAMIC_LINK" end),
        relatedSpdxElement: ($part | id),
      })))
