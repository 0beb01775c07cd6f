/// Signs of a formula that no run holds: brackets, large operators, arrows over or under a word. Source: ISO/IEC 29500-1, 22.1.2.24 (d), 22.1.2.70
/// (nary) and 22.1.2.41 (groupChr).
extension StoryReader {
  /// An open `m:d`, `m:nary` or `m:groupChr`.
  struct MathOperator {
    enum Kind { case delimiters, nary, group }

    /// The depth of its element: `m:e` and `m:chr` of what stands inside it are its own only one and two levels down.
    var depth: Int
    var kind: Kind
    var begin: String
    var separator = "|"
    var end = ")"
    /// Operands that began so far.
    var operands = 0
  }

  func beginMath(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name {
    // Without `m:chr` an n-ary operator is an integral; without `m:begChr` brackets are round.
    case .mD: mathOperators.append(MathOperator(depth: depth, kind: .delimiters, begin: "("))
    case .mNary: mathOperators.append(MathOperator(depth: depth, kind: .nary, begin: "∫"))
    // Without `m:chr` a group is a brace below.
    case .mGroupChr: mathOperators.append(MathOperator(depth: depth, kind: .group, begin: "⏟"))
    default:
      guard let last = mathOperators.indices.last else { return }
      let level = depth - mathOperators[last].depth
      if level == 2 { mathProperty(name, attributes.string(.mVal) ?? "", of: last) }
      if name == .mE, level == 1, mathOperators[last].kind == .delimiters {
        append(mathOperators[last].operands == 0 ? mathOperators[last].begin : mathOperators[last].separator)
        mathOperators[last].operands += 1
      }
    }
  }

  private func mathProperty(_ name: XMLName, _ sign: String, of index: Int) {
    switch name {
    case .mBegChr: mathOperators[index].begin = sign
    case .mSepChr: mathOperators[index].separator = sign
    case .mEndChr: mathOperators[index].end = sign
    case .mChr: if mathOperators[index].kind != .delimiters { mathOperators[index].begin = sign }
    default: break
    }
  }

  func endMath(_ name: XMLName) {
    guard let last = mathOperators.last else { return }
    if name == .mNaryPr {
      if last.kind == .nary { append(last.begin) }
    } else {
      mathOperators.removeLast()
      switch last.kind {
      case .delimiters: append(last.end)
      // A brace groups what stands there anyway; an arrow or another sign says something.
      case .group: if !["⏟", "⏞", "̂", "̅"].contains(last.begin) { append(last.begin) }
      case .nary: break
      }
    }
  }
}
