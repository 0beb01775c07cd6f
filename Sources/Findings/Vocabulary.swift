/// The fixed words of the contract (section 1): what is said of one material, one plan and one document.

/// What is said of one required material of one plan.
package enum MaterialVerdict: String, Codable, Sendable, CaseIterable {
  /// 齐备: a document is that material, and it counts.
  case present
  /// 不合要求: a document is that material but cannot count; the reason says why.
  case deficient
  /// 待核验: it may be there: a document is too close to call, or something could not be read.
  case unconfirmed
  /// 缺失: everything in the bundle was read, and nothing in it is that material.
  case missing

  /// The word that a Chinese report shows.
  package var chinese: String {
    switch self {
    case .present: "齐备"
    case .deficient: "不合要求"
    case .unconfirmed: "待核验"
    case .missing: "缺失"
    }
  }
}

/// What is said of one plan as a whole.
package enum PlanOutcome: String, Codable, Sendable, CaseIterable {
  case complete
  case incomplete
  case review
  case notRequired = "not-required"
  case failed

  /// The word that a Chinese report shows.
  package var chinese: String {
    switch self {
    case .complete: "齐全"
    case .incomplete: "不齐全"
    case .review: "待核验"
    case .notRequired: "无需附件"
    case .failed: "未能审计"
    }
  }
}

/// How well one document was read (contract, section 5).
package enum ReadStatus: String, Codable, Sendable, CaseIterable {
  case read
  case partial
  case unreadable

  /// The phrase that a Chinese report shows.
  package var chinese: String {
    switch self {
    case .read: "完整读取"
    case .partial: "只读出一部分"
    case .unreadable: "未能读取"
    }
  }
}

/// Why a document, or a part of it, could not be read (contract, section 5).
package enum UnreadReason: String, Codable, Sendable, CaseIterable {
  case encrypted
  case corrupt
  case imageOnly = "image-only"
  case unsupported
  case limit
  case timeout
  case crash
  case empty
  /// The file changed while it was read, or is younger than `--settle`.
  case unsettled
  /// What reads it was kept from doing so by something else: a helper program that could not be started or was too slow, a process that the system killed.
  case interrupted

  /// Whether the reason lies with the night and not with the bytes, so that the next night may read them.
  package var isPassing: Bool { self == .timeout || self == .unsettled || self == .interrupted }

  /// The contract's word for JSON. It has none for a file that is still being uploaded or was not come to: that is told by the phrase beside it.
  package var word: String {
    switch self {
    case .unsettled: Self.unsupported.rawValue
    case .interrupted: Self.crash.rawValue
    default: rawValue
    }
  }

  /// Whether the contract has this very word.
  package var isContractWord: Bool { word == rawValue }

  /// The phrase that a Chinese report shows.
  package var chinese: String {
    switch self {
    case .encrypted: "已加密"
    case .corrupt: "文件损坏"
    case .imageOnly: "内容是图片"
    case .unsupported: "格式不支持"
    case .limit: "超出读取限制"
    case .timeout: "读取超时"
    case .crash: "读取时程序异常"
    case .empty: "没有内容"
    case .unsettled: "可能仍在上传"
    case .interrupted: "读取被中断"
    }
  }
}
