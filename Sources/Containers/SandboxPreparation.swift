extension ContainerReader {
  /// Loads what is loaded on first use and a sandbox would then refuse: the charset converters of glibc and the locale for libarchive.
  /// A worker calls it once before it locks itself in. Reading works without it, but names would then be shown as code page 437.
  package static func prepareForSandbox() {
    for charset in [Charset.gb18030, .big5] { _ = charset.decode([0xA4, 0xA4]) }
    LibarchiveHandle.prepare()
  }
}
