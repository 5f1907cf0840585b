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
    .systemLibrary(name: "CLinux", path: "Sources/CLinux"),
    .target(name: "CArguments", path: "Sources/CArguments"),
    .target(name: "CJournal", path: "Sources/CJournal"),
    .target(name: "Posix", dependencies: ["CArguments", "CLinux"], path: "Sources/Posix", swiftSettings: strict),
    .target(name: "Gzip", dependencies: ["CZlib"], path: "Sources/Gzip", swiftSettings: strict),
    .target(name: "XML", dependencies: ["CLibXML2"], path: "Sources/XML", swiftSettings: strict),
    .target(
      name: "Journal", dependencies: ["CJournal", "Posix", "XML"], path: "Sources/Journal", exclude: ["Journal.md"],
      swiftSettings: strict),
    .target(name: "Omaha", dependencies: ["XML"], path: "Sources/Omaha", swiftSettings: strict),
    .target(name: "Catalog", dependencies: ["Omaha", "Posix", "XML"], path: "Sources/Catalog", swiftSettings: strict),
    .target(
      name: "UpdateService", dependencies: ["Catalog", "Omaha", "Posix", "XML"], path: "Sources/UpdateService",
      swiftSettings: strict),
    .target(
      name: "Gateway", dependencies: ["Catalog", "Gzip", "Journal", "Omaha", "Posix", "UpdateService", "XML"],
      path: "Sources/Gateway", swiftSettings: strict),
    .executableTarget(
      name: "service", dependencies: ["Catalog", "Gateway", "Journal", "Omaha", "UpdateService", "XML"],
      path: "Service", swiftSettings: strict),
  ]
)
