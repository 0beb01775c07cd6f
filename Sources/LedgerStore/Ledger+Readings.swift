internal import Findings
package import Foundation
internal import GRDB
package import Readings

/// What a reading depends on besides the bytes.
package struct ReadingKey: Sendable, Hashable, Codable {
  /// Version of the reading half of the program.
  package var reader: String
  /// Digest of the policy's materials and cues.
  package var cues: String

  package init(reader: String, cues: String) {
    self.reader = reader
    self.cues = cues
  }
}

/// An uploaded file as an earlier night saw it.
package struct KnownFile: Sendable, Hashable {
  package var stamp: FileStamp
  /// Version of the reading half of the program that opened it: another one may find other documents inside.
  package var reader: String
  /// Digest of the documents inside, by path and content.
  package var contents: String

  package init(stamp: FileStamp, reader: String, contents: String) {
    self.stamp = stamp
    self.reader = reader
    self.contents = contents
  }
}

/// One uploaded file with everything that was read in it, to be kept.
package struct ReadFile: Sendable {
  /// Relative to the uploads folder.
  package var path: String
  /// As it was *before* the read began.
  package var stamp: FileStamp
  package var documents: [FoundDocument]
  package var ignored: [String: Int]

  package init(path: String, stamp: FileStamp, documents: [FoundDocument], ignored: [String: Int]) {
    self.path = path
    self.stamp = stamp
    self.documents = documents
    self.ignored = ignored
  }

  package var entries: [DocumentEntry] { documents.map { DocumentEntry(path: $0.path, sha256: $0.reading.sha256) } }

  /// Whether the ledger will know the file again: each reading is kept, and each name can be.
  package var isWhole: Bool { documents.allSatisfy { $0.reading.isKeepable } && entries.packed != nil }
}

extension DocumentReading {
  /// Whether the reading follows from the bytes: it has their digest, and nothing of it is the night's.
  package var isKeepable: Bool { Digest.bytes(hexadecimal: sha256) != nil && reason?.isPassing != true }
}

/// What an uploaded file holds.
package struct FileContents: Sendable, Hashable {
  package var documents: [DocumentEntry]
  package var ignored: [String: Int]
  /// Documents by the word of their status, each path once.
  package var statuses: [String: Int]

  package init(documents: [DocumentEntry], ignored: [String: Int], statuses: [String: Int]) {
    self.documents = documents
    self.ignored = ignored
    self.statuses = statuses
  }
}

extension Ledger {
  /// Every file that an earlier night read, by its path below the uploads folder: one query for a whole night.
  package func knownFiles() throws -> [String: KnownFile] {
    try ledgerCall(path) {
      try queue.read { db in
        var files: [String: KnownFile] = [:]
        let rows = try Row.fetchCursor(db, sql: "SELECT path, size, modified, changed, inode, reader, contents FROM file")
        while let row = try rows.next() {
          let stamp = FileStamp(size: row[1], modified: row[2], changed: row[3], inode: UInt64(bitPattern: row[4] as Int64))
          files[row[0]] = KnownFile(stamp: stamp, reader: row[5], contents: (row[6] as Data).hexadecimal)
        }
        return files
      }
    }
  }

  /// The documents of one file as an earlier night found them, in their order, with what it left aside; nil where the file is not known.
  package func documents(of file: String) throws -> (entries: [DocumentEntry], ignored: [String: Int])? {
    try ledgerCall(path) {
      try queue.read { db in
        let statement = try db.cachedStatement(sql: "SELECT documents, ignored FROM file WHERE path = ?")
        guard let row = try Row.fetchOne(statement, arguments: [file]) else { return nil }
        return ([DocumentEntry](packed: row[0]), try Self.decoded(row[1]))
      }
    }
  }

  /// What an earlier night found in these files, all of it in one transaction. A file is left out where it is not known, or where one of its documents
  /// has no reading under this key: it has to be opened.
  package func kept(of files: some Sequence<String>, key: ReadingKey) throws -> [String: FileContents] {
    try ledgerCall(path) {
      try queue.read { db in
        guard let keyID = try Self.keyID(key, db) else { return [:] }
        let file = try db.cachedStatement(sql: "SELECT documents, ignored, statuses FROM file WHERE path = ? AND reader = ?")
        let reading = try db.cachedStatement(sql: "SELECT 1 FROM reading WHERE sha256 = ? AND key = ?")
        var kept: [String: FileContents] = [:]
        nextFile: for name in files {
          guard let row = try Row.fetchOne(file, arguments: [name, key.reader]) else { continue }
          let entries = [DocumentEntry](packed: row[0])
          for entry in entries {
            guard let bytes = Digest.bytes(hexadecimal: entry.sha256), try Int.fetchOne(reading, arguments: [bytes, keyID]) != nil
            else { continue nextFile }
          }
          let statuses = try (row[2] as String?).map(Self.decoded) ?? statuses(entries, keyID, db)
          kept[name] = FileContents(documents: entries, ignored: try Self.decoded(row[1]), statuses: statuses)
        }
        return kept
      }
    }
  }

  /// Documents by the word of their status, each path once.
  private func statuses(_ entries: [DocumentEntry], _ keyID: Int64, _ db: Database) throws -> [String: Int] {
    let statement = try db.cachedStatement(sql: "SELECT packed FROM reading WHERE sha256 = ? AND key = ?")
    var counts: [String: Int] = [:]
    var seen: Set<String> = []
    for entry in entries where seen.insert(entry.path).inserted {
      guard let bytes = Digest.bytes(hexadecimal: entry.sha256), let packed = try Data.fetchOne(statement, arguments: [bytes, keyID]) else {
        throw RunError(.internal, subject: entry.path, message: "a worker called contents known that nobody knows")
      }
      counts[try unpack(packed).status.rawValue, default: 0] += 1
    }
    return counts
  }

  private func unpack(_ packed: Data) throws -> DocumentReading {
    do {
      return try DocumentReading(packed: packed)
    } catch {
      throw damaged(path, cause: "a reading is not in the form of its version: \(plainWords(error))")
    }
  }

  /// The readings of these contents (SHA-256, hexadecimal) under this key, as far as they are there.
  package func readings(of hashes: some Sequence<String>, key: ReadingKey) throws -> [String: DocumentReading] {
    try ledgerCall(path) {
      try queue.read { db in
        guard let keyID = try Self.keyID(key, db) else { return [:] }
        var found: [String: DocumentReading] = [:]
        let statement = try db.cachedStatement(sql: "SELECT packed FROM reading WHERE sha256 = ? AND key = ?")
        for hash in hashes where found[hash] == nil {
          guard let bytes = Digest.bytes(hexadecimal: hash),
            let packed = try Data.fetchOne(statement, arguments: [bytes, keyID])
          else { continue }
          found[hash] = try unpack(packed)
        }
        return found
      }
    }
  }

  /// Contents that need not be read again under this key, as digests of 32 bytes: those that have a reading, but for documents that hold others,
  /// which only opening them finds.
  package func knownContents(key: ReadingKey) throws -> [Data] {
    try ledgerCall(path) {
      try queue.read { db in
        guard let keyID = try Self.keyID(key, db) else { return [] }
        let sql = "SELECT sha256 FROM reading WHERE key = ? AND sha256 NOT IN (SELECT sha256 FROM holder)"
        return try Data.fetchAll(db, sql: sql, arguments: [keyID])
      }
    }
  }

  /// Contents that are documents of a file and hold others.
  static func holders(_ entries: [DocumentEntry]) -> Set<Data> {
    var holders: Set<Data> = []
    let paths = Dictionary(entries.map { ($0.path, $0.sha256) }) { first, _ in first }
    for entry in entries {
      // Each container on the way that is itself a document of the file.
      var path = entry.path[...]
      while let end = path.ranges(of: "!/").last {
        path = path[..<end.lowerBound]
        if let hash = paths[String(path)], let digest = Digest.bytes(hexadecimal: hash) { holders.insert(digest) }
      }
    }
    return holders
  }

  /// Which of these contents have no reading under this key yet.
  package func unread(among hashes: Set<String>, key: ReadingKey) throws -> Set<String> {
    try ledgerCall(path) {
      try queue.read { db in
        guard let keyID = try Self.keyID(key, db) else { return hashes }
        let statement = try db.cachedStatement(sql: "SELECT 1 FROM reading WHERE sha256 = ? AND key = ?")
        return try hashes.filter { hash in
          guard let bytes = Digest.bytes(hexadecimal: hash) else { return true }
          return try Int.fetchOne(statement, arguments: [bytes, keyID]) == nil
        }
      }
    }
  }

  /// Keeps what was read: all of it or, on an error, none. Hand over a few dozen files at a time: one `fsync` each time.
  ///
  /// A reading that may come out otherwise on another night — timed out on a busy machine, still being uploaded, or without a content hash —
  /// is not kept, and its file is not taken for known: both are tried again on the next night.
  package func keep(_ files: [ReadFile], key: ReadingKey) throws {
    try ledgerCall(path) {
      try queue.write { db in
        let keyID = try Self.makeKeyID(key, db)
        let insert = try db.cachedStatement(sql: "INSERT OR IGNORE INTO reading (key, sha256, packed) VALUES (?, ?, ?)")
        let upsert = try db.cachedStatement(
          sql: """
            INSERT INTO file (path, size, modified, changed, inode, reader, contents, documents, ignored, statuses, seen)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT coalesce(max(number), 0) FROM run))
            ON CONFLICT (path) DO UPDATE SET size = excluded.size, modified = excluded.modified, changed = excluded.changed,
              inode = excluded.inode, reader = excluded.reader, contents = excluded.contents, documents = excluded.documents,
              ignored = excluded.ignored, statuses = excluded.statuses, seen = excluded.seen
            """)
        let holder = try db.cachedStatement(sql: "INSERT OR IGNORE INTO holder (sha256) VALUES (?)")
        for file in files {
          for document in file.documents where !document.reading.isKnown && document.reading.isKeepable {
            guard let bytes = Digest.bytes(hexadecimal: document.reading.sha256) else { continue }
            try insert.execute(arguments: [keyID, bytes, Data(document.reading.packed)])
          }
          let entries = file.entries
          guard file.isWhole, let packed = entries.packed else {
            try db.execute(sql: "DELETE FROM file WHERE path = ?", arguments: [file.path])
            continue
          }
          for digest in Self.holders(entries) { try holder.execute(arguments: [digest]) }
          try upsert.execute(arguments: [
            file.path, file.stamp.size, file.stamp.modified, file.stamp.changed, Int64(bitPattern: file.stamp.inode), key.reader,
            entries.digestBytes, packed, Self.encoded(file.ignored), Self.encoded(try statuses(entries, keyID, db)),
          ])
        }
      }
    }
  }

  static func keyID(_ key: ReadingKey, _ db: Database) throws -> Int64? {
    try Int64.fetchOne(db, sql: "SELECT id FROM reading_key WHERE reader = ? AND cues = ?", arguments: [key.reader, key.cues])
  }

  static func makeKeyID(_ key: ReadingKey, _ db: Database) throws -> Int64 {
    if let id = try keyID(key, db) { return id }
    try db.execute(sql: "INSERT INTO reading_key (reader, cues) VALUES (?, ?)", arguments: [key.reader, key.cues])
    return db.lastInsertedRowID
  }

  static func encoded(_ counts: [String: Int]) throws -> String {
    if counts.isEmpty { return "{}" }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(counts), as: UTF8.self)
  }

  static func decoded(_ text: String) throws -> [String: Int] {
    text == "{}" ? [:] : try JSONDecoder().decode([String: Int].self, from: Data(text.utf8))
  }
}
