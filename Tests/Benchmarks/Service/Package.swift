// swift-tools-version: 6.2

import PackageDescription

// A package of its own, so that the product has no benchmark in it. Sources is a link to the product's own.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "omaha-service-benchmark",
  targets: [
    .systemLibrary(name: "CLibXML2", path: "Sources/CLibXML2", pkgConfig: "libxml-2.0"),
    .systemLibrary(name: "CZlib", path: "Sources/CZlib", pkgConfig: "zlib"),
    .target(name: "CJournal", path: "Sources/CJournal"),
    .target(name: "XML", dependencies: ["CLibXML2"], path: "Sources/XML", swiftSettings: strict),
    .target(
      name: "Journal", dependencies: ["CJournal", "XML"], path: "Sources/Journal", exclude: ["Journal.md"],
      swiftSettings: strict),
    .target(name: "Omaha", dependencies: ["XML"], path: "Sources/Omaha", swiftSettings: strict),
    .target(name: "Catalog", dependencies: ["Omaha", "XML"], path: "Sources/Catalog", swiftSettings: strict),
    .target(
      name: "UpdateService", dependencies: ["Catalog", "Omaha", "XML"], path: "Sources/UpdateService",
      swiftSettings: strict),
    .target(
      name: "Gateway", dependencies: ["CZlib", "Catalog", "Journal", "Omaha", "UpdateService", "XML"],
      path: "Sources/Gateway", swiftSettings: strict),
    .executableTarget(
      name: "service", dependencies: ["Catalog", "Gateway", "Omaha", "UpdateService", "XML"], path: "Service",
      swiftSettings: strict),
  ]
)
