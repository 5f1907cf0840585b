// swift-tools-version: 6.2

import PackageDescription

/// Every target of ours is compiled with the same strictness; a warning is an error.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

/// deploy/build-static links programs without shared libraries. No Swift is compiled differently for it, so one build serves both.
let isStatic = Context.environment["OMAHA_STATIC"] != nil
/// Debian's static libxml2 reads .xz too, and unlike the shared one does not bring the library along.
let staticLinking: [LinkerSetting] = isStatic ? [.unsafeFlags(["-static-executable"]), .linkedLibrary("lzma")] : []

let package = Package(
  name: "omaha",
  products: [
    .library(name: "Omaha", targets: ["Omaha"]),
    .library(name: "OmahaClient", targets: ["OmahaClient"]),
    .library(name: "OmahaCurl", targets: ["OmahaCurl"]),
  ],
  dependencies: [
    // Hashes with SHA-NI and RSA verification; replaces hand-written digests, maintained by Apple on BoringSSL.
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    // Command lines, their --help and completions; the ecosystem's own parser.
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    // The payload manifest is a protocol buffer; the generated code is committed.
    .package(url: "https://github.com/apple/swift-protobuf", exact: "1.39.0", traits: []),
    // The HTTP server of `serve`; what Hummingbird is made of, kept by Apple, links no Foundation. FlyingFox, which is smaller,
    // does: 40 MB of ICU data and libcurl in a static program; it answers neither Expect nor all of Range.
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    // The logging API of the ecosystem; imports no Foundation, so the FastCGI process can use it.
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
  ],
  targets: [
    .systemLibrary(name: "CFastCGI", providers: [.apt(["libfcgi-dev"])]),
    .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CLinux"),
    .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),

    .target(name: "CNoConverters", dependencies: ["CArguments"], cSettings: isStatic ? [.define("OMAHA_STATIC")] : []),
    .target(name: "CArguments"),
    .target(name: "CJournal"),
    // Nothing of PostgreSQL is linked: its library is loaded when it is asked for.
    .target(name: "CLibPQ"),
    // Nor of curl.
    .target(name: "CLibCurl"),

    .target(name: "Posix", dependencies: ["CArguments", "CLinux"], swiftSettings: strict),
    .target(name: "Gzip", dependencies: ["CZlib"], swiftSettings: strict),
    .target(name: "XML", dependencies: ["CLibXML2", "CNoConverters"], swiftSettings: strict),
    .target(name: "Omaha", dependencies: ["XML"], swiftSettings: strict),
    .target(
      name: "OmahaClient", dependencies: ["Omaha", "Posix", "XML"], exclude: ["README.md"], swiftSettings: strict),
    .target(name: "OmahaCurl", dependencies: ["CLibCurl", "OmahaClient", "Posix"], swiftSettings: strict),
    .target(name: "Catalog", dependencies: ["Omaha", "Posix", "XML"], swiftSettings: strict),
    .target(name: "CatalogEditing", dependencies: ["Catalog", "Omaha", "Posix", "XML"], swiftSettings: strict),
    .target(
      name: "UpdateService", dependencies: ["Catalog", "Omaha", "Posix", "XML"], exclude: ["Policies.md"],
      swiftSettings: strict),
    .target(
      name: "Journal", dependencies: ["CJournal", "Posix", "XML"], exclude: ["Journal.md"], swiftSettings: strict),
    .target(
      name: "Gateway", dependencies: ["Catalog", "Gzip", "Journal", "Omaha", "Posix", "UpdateService", "XML"],
      swiftSettings: strict),
    .target(name: "FastCGI", dependencies: ["CFastCGI", "Gateway", "Posix"], swiftSettings: strict),
    .executableTarget(
      name: "omaha-fcgi",
      dependencies: [
        "Catalog", "FastCGI", "Gateway", "Journal", "Omaha", "Posix", "UpdateService",
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict,
      linkerSettings: staticLinking),
    .executableTarget(
      name: "omaha-cgi", dependencies: ["Catalog", "Gateway", "Journal", "Posix", "UpdateService"],
      swiftSettings: strict,
      linkerSettings: staticLinking),
    .target(
      name: "Console",
      dependencies: ["Catalog", "Posix", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      swiftSettings: strict),
    .target(name: "SQL", dependencies: ["CLibPQ", "CSQLite"], swiftSettings: strict),
    .target(
      name: "Fleet", dependencies: ["Catalog", "Journal", "Omaha", "Posix", "SQL"], exclude: ["States/States.md"],
      swiftSettings: strict),
    .target(
      name: "FleetPages", dependencies: ["Catalog", "Fleet", "Gateway", "Journal", "Omaha", "Posix", "SQL"],
      swiftSettings: strict),
    .executableTarget(
      name: "omaha-fleet",
      dependencies: [
        "Catalog", "Console", "FastCGI", "Fleet", "FleetPages", "Journal", "Omaha", "Posix", "SQL", "UpdateService",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .target(
      name: "Payload",
      dependencies: [
        "Gzip", "Posix",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      exclude: ["CrAU/payload_metadata.proto"],
      swiftSettings: strict),
    // Archives are written and read by 300 lines of our own, which know one kind of entry. libarchive knows all of them, so that each
    // would have to be refused, and brings seven libraries into a static program.
    .target(
      name: "Bundling",
      dependencies: [
        "Catalog", "CatalogEditing", "Omaha", "Payload", "Posix",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
      ],
      exclude: ["Bundle.md"],
      swiftSettings: strict),
    .target(
      name: "Reports", dependencies: ["Catalog", "CatalogEditing", "Omaha", "Payload", "UpdateService", "XML"],
      swiftSettings: strict),
    .target(
      name: "PackageServer",
      dependencies: [
        "Gateway", "Omaha", "Posix",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "omaha-pkg",
      dependencies: [
        "Bundling", "CLinux", "Catalog", "CatalogEditing", "Console", "Gateway", "Gzip", "Omaha", "OmahaClient",
        "OmahaCurl", "PackageServer", "Payload", "Posix", "Reports", "UpdateService", "XML",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict,
      linkerSettings: staticLinking),

    // What the tests of several modules need; no product links it.
    .target(name: "TestSupport", dependencies: ["Catalog"], path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(
      name: "BundlingTests", dependencies: ["Bundling", "Catalog", "Omaha", "Payload", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "CommandTests",
      dependencies: ["Journal", "TestSupport", "omaha-cgi", "omaha-fcgi", "omaha-fleet", "omaha-pkg"],
      exclude: ["Fixtures", "Support/type-in-shell"],
      swiftSettings: strict),
    .testTarget(
      name: "OmahaClientTests", dependencies: ["Omaha", "OmahaClient", "OmahaCurl", "TestSupport"],
      swiftSettings: strict),
    .testTarget(name: "XMLTests", dependencies: ["XML"], swiftSettings: strict),
    .testTarget(
      name: "OmahaTests", dependencies: ["Omaha", "TestSupport", "XML"], exclude: ["Fixtures"], swiftSettings: strict),
    .testTarget(
      name: "CatalogTests", dependencies: ["Catalog", "CatalogEditing", "Omaha", "Posix", "TestSupport", "XML"],
      swiftSettings: strict),
    .testTarget(
      name: "UpdateServiceTests", dependencies: ["UpdateService", "Catalog", "Omaha", "TestSupport", "XML"],
      exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(
      name: "GatewayTests", dependencies: ["Gateway", "Catalog", "Journal", "Omaha", "UpdateService", "XML"],
      swiftSettings: strict),
    .testTarget(name: "JournalTests", dependencies: ["CJournal", "Journal", "TestSupport"], swiftSettings: strict),
    .target(
      name: "TestDatabases", dependencies: ["SQL"], path: "Tests/TestDatabases", exclude: ["postgresql-server"],
      swiftSettings: strict),
    .testTarget(name: "SQLTests", dependencies: ["SQL", "TestDatabases"], swiftSettings: strict),
    .testTarget(
      name: "FleetTests",
      dependencies: [
        "Fleet", "FleetPages", "Gateway", "Journal", "SQL", "TestDatabases", "TestSupport", "omaha-fleet",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "FastCGITests", dependencies: ["FastCGI", "Gateway", "Journal", "Posix", "TestSupport", "omaha-fcgi"],
      swiftSettings: strict),
    // Targets is a link: the fuzzers' package, Tests/Fuzz, builds the same.
    .testTarget(
      name: "FuzzTests",
      dependencies: [
        "Bundling", "CLibXML2", "CLinux", "CZlib", "Catalog", "CatalogEditing", "FastCGI", "Gateway", "Journal",
        "Omaha", "Payload",
        "UpdateService", "XML",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "IntegrationTests", dependencies: ["SQL", "TestDatabases", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "PackageServerTests", dependencies: ["PackageServer", "Catalog", "Gateway", "Omaha", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "SecurityTests",
      dependencies: [
        "Bundling", "Catalog", "CatalogEditing", "FastCGI", "Gateway", "Journal", "Omaha", "OmahaClient", "OmahaCurl",
        "PackageServer", "Payload", "UpdateService", "XML",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "PayloadTests",
      dependencies: [
        "Payload", "TestSupport",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      swiftSettings: strict),
  ]
)
