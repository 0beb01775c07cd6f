// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// The targets stand in the order in which a night flows through them: see ARCHITECTURE.md.
let package = Package(
  name: "bundle-audit",
  products: [
    .executable(name: "bundle-audit", targets: ["bundle-audit"]),
    .executable(name: "fit-classifier", targets: ["fit-classifier"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    // C behind one door each: a module map and a shim of `static inline`s.
    .systemLibrary(name: "CLibzip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
    .systemLibrary(name: "CLibarchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
    .systemLibrary(name: "CLibxml2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .systemLibrary(name: "CLibgsf", pkgConfig: "libgsf-1", providers: [.apt(["libgsf-1-dev"])]),
    .systemLibrary(name: "CLibxlsxwriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
    .target(name: "CSandbox"),
    // The classifier's fitted weights, a text file, as bytes of the binary: see Sources/CClassifierWeights/weights.c.
    .target(name: "CClassifierWeights", exclude: ["cas-2023.weights"]),

    // Values that every stage speaks in.
    .target(name: "Findings", swiftSettings: strict),
    .target(name: "Readings", dependencies: ["Findings"], swiftSettings: strict),

    // What is asked: the guide as data, the register's rows, the uploads that belong to each.
    .target(
      name: "Policies",
      dependencies: [
        "Findings", "CClassifierWeights", .product(name: "Yams", package: "Yams"), .product(name: "Crypto", package: "swift-crypto"),
      ],
      resources: [.embedInCode("Resources/cas-2023.yaml"), .embedInCode("Resources/guide-2023.txt")],
      swiftSettings: strict),
    .target(name: "Registers", dependencies: ["Findings", "Policies"], swiftSettings: strict),
    .target(name: "Bundles", dependencies: ["Findings", "Registers"], swiftSettings: strict),

    // Reading: bytes to DocumentReading.
    .target(name: "Containers", dependencies: ["Findings", "CLibzip", "CLibarchive"], swiftSettings: strict),
    .target(name: "Documents", dependencies: ["Findings", "Containers", "CLibxml2", "CLibgsf"], swiftSettings: strict),
    .target(
      name: "Classification",
      dependencies: ["Findings", "Documents", "Policies", "Readings", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: strict),

    // Judging: plan + readings + policy to verdicts.
    .target(name: "Judging", dependencies: ["Findings", "Readings", "Policies", "Registers"], swiftSettings: strict),

    // The night around the two halves.
    .target(
      name: "LedgerStore",
      dependencies: [
        "Findings", "Readings", "Judging", .product(name: "GRDB", package: "GRDB.swift"), .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: strict),
    .target(
      name: "Workers",
      dependencies: ["Findings", "Readings", "CSandbox", .product(name: "Subprocess", package: "swift-subprocess")],
      swiftSettings: strict),
    .target(
      name: "Reports",
      dependencies: [
        "Findings", "Readings", "Judging", "Containers", "CLibxlsxwriter", .product(name: "Mustache", package: "swift-mustache"),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      resources: [.embedInCode("Resources")],
      swiftSettings: strict),
    .target(
      name: "AuditPipeline",
      dependencies: [
        "Findings", "Readings", "Policies", "Registers", "Bundles", "Containers", "Documents", "Classification", "Judging", "LedgerStore",
        "Workers", "Reports", .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "bundle-audit",
      dependencies: [
        "AuditPipeline", "Documents", "Findings", "Readings", "Policies", "Judging", "LedgerStore", "Workers", "Reports",
        .product(name: "ArgumentParser", package: "swift-argument-parser"), .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),

    // For developers: fixtures as real files, and the fitting of the classifier.
    .target(name: "FixtureSupport", dependencies: ["Findings", "Containers"], swiftSettings: strict),
    .executableTarget(name: "build-fixtures", dependencies: ["Findings", "FixtureSupport"], swiftSettings: strict),
    .executableTarget(
      name: "fit-classifier",
      dependencies: [
        "Classification", "Containers", "Documents", "FixtureSupport", "Findings", "Judging", "Policies", "Readings",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    .testTarget(name: "PoliciesTests", dependencies: ["Findings", "Policies"], swiftSettings: strict),
    .testTarget(name: "RegistersTests", dependencies: ["Findings", "Policies", "Registers"], swiftSettings: strict),
    .testTarget(name: "BundlesTests", dependencies: ["Findings", "Policies", "Registers", "Bundles"], swiftSettings: strict),
    .testTarget(name: "ContainersTests", dependencies: ["Findings", "Containers"], swiftSettings: strict),
    .testTarget(name: "DocumentsTests", dependencies: ["Findings", "Containers", "Documents", "FixtureSupport"], swiftSettings: strict),
    .testTarget(name: "JudgingTests", dependencies: ["Findings", "Readings", "Policies", "Registers", "Judging"], swiftSettings: strict),
    .testTarget(
      name: "ReportsTests", dependencies: ["Reports", "Findings", "Readings", "Judging", "Containers", "Documents"], swiftSettings: strict),
    .testTarget(name: "LedgerStoreTests", dependencies: ["LedgerStore", "Findings", "Readings", "Judging"], swiftSettings: strict),
    .executableTarget(
      name: "faulty-worker", dependencies: ["Workers", "Readings", "Findings"], path: "Tests/FaultyWorker", swiftSettings: strict),
    .testTarget(name: "WorkersTests", dependencies: ["Workers", "Findings", "Readings", "faulty-worker"], swiftSettings: strict),
    .testTarget(
      name: "ClassificationTests",
      dependencies: ["Classification", "Containers", "Documents", "FixtureSupport", "Findings", "Judging", "Policies", "Readings"],
      swiftSettings: strict),
    .testTarget(
      name: "AuditPipelineTests",
      dependencies: [
        "AuditPipeline", "Documents", "FixtureSupport", "Findings", "Judging", "Readings", "Reports", "Workers", "bundle-audit",
      ],
      swiftSettings: strict),
  ]
)
