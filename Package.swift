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
    .systemLibrary(name: "CLibxml2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),

    // Values that every stage speaks in.
    .target(name: "Findings", swiftSettings: strict),

    // Reading: bytes -> DocumentReading.
    .target(
      name: "Policies",
      dependencies: ["Findings", .product(name: "Yams", package: "Yams"), .product(name: "Crypto", package: "swift-crypto")],
      resources: [.embedInCode("Resources/cas-2023.yaml")],
      swiftSettings: strict),
    .target(name: "Containers", dependencies: ["Findings", "CLibzip"], swiftSettings: strict),
    .target(name: "Documents", dependencies: ["Findings", "Containers", "CLibxml2"], swiftSettings: strict),
  ]
)
