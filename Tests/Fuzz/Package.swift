// swift-tools-version: 6.2

import PackageDescription

// A package of its own, so that the product has no fuzzer in it. Sources is a link to the product's own; Tests/Fuzz/run says
// with which sanitizers everything is compiled.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "omaha-fuzz",
  dependencies: [
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-protobuf", exact: "1.39.0", traits: []),
  ],
  targets: [
    .systemLibrary(name: "CFastCGI", path: "Sources/CFastCGI"),
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
      name: "CatalogEditing", dependencies: ["Catalog", "Omaha", "Posix", "XML"], path: "Sources/CatalogEditing",
      swiftSettings: strict),
    .target(
      name: "UpdateService", dependencies: ["Catalog", "Omaha", "Posix", "XML"], path: "Sources/UpdateService",
      exclude: ["Policies.md"], swiftSettings: strict),
    .target(
      name: "Gateway", dependencies: ["Catalog", "Gzip", "Journal", "Omaha", "Posix", "UpdateService", "XML"],
      path: "Sources/Gateway", swiftSettings: strict),
    .target(
      name: "FastCGI", dependencies: ["CFastCGI", "Gateway", "Posix"], path: "Sources/FastCGI",
      swiftSettings: strict),
    .target(
      name: "Payload",
      dependencies: [
        "Gzip", "Posix",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      path: "Sources/Payload", exclude: ["CrAU/payload_metadata.proto"], swiftSettings: strict),
    .target(
      name: "Bundling",
      dependencies: [
        "Catalog", "CatalogEditing", "Omaha", "Payload", "Posix",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
      ],
      path: "Sources/Bundling", exclude: ["Bundle.md"], swiftSettings: strict),
    .systemLibrary(name: "CLibFuzzer", path: "CLibFuzzer"),
    .target(
      name: "FuzzTargets",
      dependencies: [
        "Bundling", "CLibXML2", "CLinux", "CZlib", "Catalog", "CatalogEditing", "FastCGI", "Gateway", "Journal",
        "Omaha", "Payload",
        "UpdateService", "XML",
      ],
      path: "Targets", swiftSettings: strict),
    .systemLibrary(name: "CSanitizer", path: "CSanitizer"),
    .executableTarget(
      name: "leaks", dependencies: ["CSanitizer", "FuzzTargets"], path: "Leaks", swiftSettings: strict),
    .executableTarget(name: "fuzz", dependencies: ["CLibFuzzer", "FuzzTargets"], path: "Fuzz", swiftSettings: strict),
  ]
)
