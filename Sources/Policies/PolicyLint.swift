import Crypto
import Findings
import Foundation

/// What is wrong between the parts of a policy, once each part is well formed: references that lead nowhere, parts that nothing uses,
/// quotes that the guide does not hold, words that can never match.
struct PolicyLint {
  let policy: Policy
  /// The guide's bytes; nil: quotes are not looked up.
  let guide: [UInt8]?
  private var found: [PolicyProblem] = []

  init(_ policy: Policy, guide: [UInt8]?) {
    self.policy = policy
    self.guide = guide
  }

  /// Reasons for which the judge needs a sentence.
  static let reasons = [
    "missing", "nothing_sent", "blank_template", "ppt_only", "planned_edition", "close_call", "unread", "failed", "blank_cell", "rejected",
  ]
  private static let requirementPlaceholders: Set<String> = [
    "plan", "unit", "title", "material", "files", "file", "reasons", "quote", "pro", "contra", "confidence", "year", "column", "rule", "by",
    "reason", "years", "held_year", "what",
  ]
  /// Reasons that a policy needs a sentence for only where it concludes years from the register.
  static let editionReasons = ["other_edition", "edition_not_held"]

  func problems() -> [PolicyProblem] {
    var lint = self
    lint.checkGuide()
    lint.checkColumns()
    lint.checkMaterials()
    lint.checkApplications()
    lint.checkRules()
    lint.checkSwitches()
    lint.checkSentences()
    lint.checkSelection()
    lint.checkPastEditions()
    lint.checkValues()
    lint.checkClassifier()
    return lint.found
  }

  mutating func report(_ path: String, _ message: String) {
    // The nearest enclosing key that has a line: a missing key has none of its own.
    var key = path
    var line = policy.lines[key]
    while line == nil, let cut = key.lastIndex(where: { $0 == "." || $0 == "[" }) {
      key = String(key[..<cut])
      line = policy.lines[key]
    }
    found.append(PolicyProblem(path: path, line: line, message: message))
  }

  // MARK: The guide

  private mutating func checkGuide() {
    // A missing year is said where it is decoded.
    if policy.lines["year"] != nil, !(2000...2100).contains(policy.year) { report("year", "\(policy.year) is no year of a guide") }
    let ids = policy.clauses.map(\.id)
    var cited = Set(
      policy.materials.map(\.clause) + policy.paths.map(\.clause) + policy.rules.flatMap(\.clauses) + policy.switches.map(\.clause))
    cited.formUnion(
      policy.applications.compactMap(\.clause) + policy.selection.quotas.map(\.clause) + policy.selection.directions.map(\.clause))
    for clause in policy.clauses {
      if clause.quotes.isEmpty { report("clauses.\(clause.id).quotes", "quotes nothing of the guide") }
      if !cited.contains(clause.id) { report("clauses.\(clause.id)", "nothing in the policy cites this clause") }
    }
    for clause in cited.sorted() where !clause.isEmpty && !ids.contains(clause) {
      report(firstCiting(clause), "cites the clause “\(clause)”, which does not stand under `clauses`")
    }
    guard let guide else {
      if let text = policy.guide.text { report("guide.text", "“\(text)” is neither beside the policy nor built in") }
      return
    }
    let digest = SHA256.hash(data: guide).hexadecimal
    if digest != policy.guide.sha256 {
      report("guide.sha256", "the guide's text has another SHA-256: \(digest)")
    }
    let text = String(decoding: guide, as: UTF8.self).folded
    for clause in policy.clauses {
      for (index, quote) in clause.quotes.enumerated() where quote.folded.isEmpty || !text.contains(quote.folded) {
        report("clauses.\(clause.id).quotes[\(index)]", "“\(quote)” does not occur in the guide's text")
      }
    }
  }

  private func firstCiting(_ clause: String) -> String {
    if let rule = policy.rules.first(where: { $0.clauses.contains(clause) }) { return "rules.\(rule.id).clause" }
    if let material = policy.materials.first(where: { $0.clause == clause }) { return "materials.\(material.id).clause" }
    if let path = policy.paths.first(where: { $0.clause == clause }) { return "paths.\(path.id).clause" }
    if let one = policy.switches.first(where: { $0.clause == clause }) { return "switches.\(one.id).clause" }
    if let application = policy.applications.first(where: { $0.clause == clause }) { return "applications.\(application.id).clause" }
    if let quota = policy.selection.quotas.first(where: { $0.clause == clause }) { return "selection.quotas.\(quota.id).clause" }
    return "selection.directions.\(policy.selection.directions.first { $0.clause == clause }?.id ?? "?").clause"
  }

  // MARK: Columns

  private mutating func checkColumns() {
    let facts = Set(policy.register.map(\.fact))
    for needed in ["plan", "unit", "title"] where !facts.contains(needed) {
      report("register", "the fact “\(needed)” has no column; every register needs it")
    }
    if !policy.funded.isEmpty {
      let listed = Set(policy.funded.map(\.fact))
      for needed in ["unit", "title", "type", "completed"] where !listed.contains(needed) {
        report("funded_list", "the fact “\(needed)” has no column; comparing with the list needs it")
      }
    }
    for (section, columns) in [("register", policy.register), ("funded_list", policy.funded)] {
      var names: [String: String] = [:]
      for (index, column) in columns.enumerated() {
        for name in [column.name] + column.aliases {
          if let other = names.updateValue(column.fact, forKey: name.folded) {
            report("\(section)[\(index)]", "the column name “\(name)” already stands for “\(other)”")
          }
        }
        var words: [String: String] = [:]
        for value in column.values {
          for word in value.words {
            if word.folded.isEmpty { report("\(section)[\(index)].values.\(value.id)", "an empty word can never match") }
            if let other = words.updateValue(value.id, forKey: word.folded) {
              report("\(section)[\(index)].values.\(value.id)", "the word “\(word)” already means “\(other)”")
            }
          }
        }
      }
    }
    let both = Set(policy.words.yes.map(\.folded)).intersection(policy.words.no.map(\.folded))
    if let word = both.sorted().first { report("words", "“\(word)” means both yes and no") }
    if policy.words.yes.isEmpty || policy.words.no.isEmpty { report("words", "needs words for yes and for no") }
  }

  // MARK: Materials, paths, applications

  private mutating func checkMaterials() {
    let ids = Set(policy.materials.map(\.id))
    let open = Set(policy.applications.flatMap(\.paths).map(\.path))
    let asked = Set(policy.paths.filter { open.contains($0.id) }.flatMap(\.materials))
    for material in policy.materials {
      if !asked.contains(material.id) { report("materials.\(material.id)", "no application asks for this material") }
      checkSentences(material.sentences, at: "materials.\(material.id).sentences")
      for reason in material.sentences.keys.sorted() where !reasons.contains(reason) {
        report("materials.\(material.id).sentences.\(reason)", "no such reason; known: \(reasons.joined(separator: ", "))")
      }
      if material.what.isEmpty { report("materials.\(material.id).what", "says nothing") }
    }
    for path in policy.paths {
      for material in path.materials where !ids.contains(material) {
        report("paths.\(path.id).materials", "there is no material “\(material)”")
      }
      if path.materials.isEmpty { report("paths.\(path.id).materials", "asks for nothing") }
      if Set(path.materials).count != path.materials.count { report("paths.\(path.id).materials", "names a material twice") }
      if !open.contains(path.id) { report("paths.\(path.id)", "no application may take this path") }
      if let claim = path.claim { check(claim, at: "paths.\(path.id).claim", rowOnly: true) }
    }
    for material in policy.thresholds.materials.keys.sorted() where !ids.contains(material) {
      report("thresholds.\(material)", "there is no material “\(material)”")
    }
  }

  private mutating func checkApplications() {
    let paths = policy.paths.map(\.id)
    for (index, application) in policy.applications.enumerated() {
      check(application.match, at: "applications.\(application.id).match", rowOnly: true)
      let last = index == policy.applications.count - 1
      if application.match == .always, !last {
        report("applications.\(application.id).match", "matches always, so the applications below it can never be reached")
      }
      if last, application.match != .always {
        report("applications.\(application.id).match", "the last application must match always, so that every plan has one")
      }
      for option in application.paths where !paths.contains(option.path) {
        report("applications.\(application.id).paths", "there is no path “\(option.path)”")
      }
      if let first = application.paths.first, policy.path(first.path)?.claim != nil {
        report("applications.\(application.id).paths", "the first path must be one that needs no claim")
      }
      for id in application.paths.compactMap(\.whenSwitch) {
        guard case .flag? = policy.switch(id)?.value else {
          report("applications.\(application.id).paths", "“\(id)” is no switch with true or false")
          continue
        }
      }
    }
    if policy.applications.isEmpty { report("applications", "there is none") }
  }

  // MARK: Rules

  private mutating func checkRules() {
    let applications = policy.applications.map(\.id)
    for rule in policy.rules {
      let at = "rules.\(rule.id)"
      for (key, text) in [("message", rule.message), ("fix", rule.fix), ("clause", rule.clause), ("title", rule.title)] where text.isEmpty {
        report("\(at).\(key)", "a rule needs its \(key)")
      }
      for id in rule.appliesTo where !applications.contains(id) { report("\(at).applies_to", "there is no application “\(id)”") }
      for id in rule.switches where policy.switch(id) == nil { report("\(at).switches", "there is no switch “\(id)”") }
      if let when = rule.when { check(when, at: "\(at).when", rowOnly: true) }
      check(rule.check, at: "\(at).check", rowOnly: false)
      for one in rule.clauseFor { check(one.when, at: "\(at).clause_for", rowOnly: true) }
      let allowed = rule.check.placeholders.union(["plan", "unit", "title"])
      let texts =
        [("message", rule.message), ("fix", rule.fix)] + rule.cases.flatMap { [("cases.\($0)", $1.message), ("cases.\($0)", $1.fix)] }
      for (key, text) in texts.sorted(by: { $0 < $1 }) {
        for name in placeholders(in: text) where !allowed.contains(name) {
          report("\(at).\(key)", "the placeholder {\(name)} is never filled; known here: \(allowed.sorted().joined(separator: ", "))")
        }
      }
      for name in rule.cases.keys.sorted() where !rule.check.cases.contains(name) {
        report("\(at).cases.\(name)", "this check has no such case; known: \(rule.check.cases.sorted().joined(separator: ", "))")
      }
    }
  }

  /// A predicate's references. `rowOnly`: matches and claims are decided before any document is looked at.
  private mutating func check(_ predicate: Predicate, at path: String, rowOnly: Bool) {
    for fact in predicate.facts where policy.column(fact) == nil { report(path, "no column gives the fact “\(fact)”") }
    switch predicate {
    case .yes(let fact):
      if let column = policy.column(fact), column.kind != .yesNo { report(path, "“\(fact)” is no column of yes and no") }
    case .anyOf(let fact, let values):
      guard let column = policy.column(fact) else { return }
      if column.kind != .choice { report(path, "“\(fact)” is no column of choices") }
      if values.isEmpty { report(path, "an empty list of values never holds") }
      for value in values where !column.values.contains(where: { $0.id == value }) {
        report(path, "“\(fact)” never holds “\(value)”; known: \(column.values.map(\.id).joined(separator: ", "))")
      }
    case .numberAtLeast(let fact, _), .numberBetween(let fact, _, _):
      if let column = policy.column(fact), ![.number, .count].contains(column.kind) { report(path, "“\(fact)” is no column of numbers") }
    case .holdsWords(_, let words):
      if words.isEmpty { report(path, "an empty list of words never holds") }
      unreachable(words, at: path)
    case .all(let parts), .any(let parts): for part in parts { check(part.predicate, at: path, rowOnly: rowOnly) }
    case .not(let inner): check(inner, at: path, rowOnly: rowOnly)
    case .always, .switchedOn: break
    default:
      if rowOnly { report(path, "only the register row can be asked here") }
      checkMaterialsOf(predicate, at: path)
    }
  }

  private mutating func checkMaterialsOf(_ predicate: Predicate, at path: String) {
    let named: [String]
    switch predicate {
    case .selfMade(let material), .editions(let material, _, _): named = [material]
    case .distinctMaterials(let pairs): named = pairs.flatMap { $0 }
    case .fewerMaterials(let id, let count):
      named = []
      if let size = policy.path(id)?.materials.count {
        if !(1...size).contains(count) { report(path, "the path “\(id)” has \(size) materials, so \(count) can never be counted") }
      } else {
        report(path, "there is no path “\(id)”")
      }
    default: named = []
    }
    for material in named where policy.material(material) == nil { report(path, "there is no material “\(material)”") }
  }

  // MARK: Switches, sentences, selection

  private mutating func checkSwitches() {
    var used = Set(policy.rules.flatMap(\.switches) + policy.paths.flatMap(\.switches))
    used.formUnion(policy.applications.flatMap(\.paths).compactMap(\.whenSwitch))
    if policy.materials.contains(where: \.pastEdition) {
      used.insert("planned_edition")
      let words = ["deficient", "unconfirmed", "warning"]
      if case .word(let word)? = policy.switch("planned_edition")?.value, words.contains(word) {
      } else {
        report("switches.planned_edition", "materials of past editions need this switch, with the value \(words.joined(separator: ", ")) ")
      }
    }
    for one in policy.switches {
      if !used.contains(one.id) { report("switches.\(one.id)", "nothing in the policy uses this switch") }
      for (key, text) in [("question", one.question), ("chosen", one.chosen), ("alternative", one.alternative)] where text.isEmpty {
        report("switches.\(one.id).\(key)", "says nothing")
      }
    }
    for path in policy.paths {
      for id in path.switches where policy.switch(id) == nil { report("paths.\(path.id).switches", "there is no switch “\(id)”") }
    }
  }

  private mutating func checkSentences() {
    for reason in reasons where policy.sentences[reason] == nil { report("sentences.\(reason)", "is required") }
    for reason in policy.sentences.keys.sorted() where !reasons.contains(reason) {
      report("sentences.\(reason)", "no such reason; known: \(reasons.joined(separator: ", "))")
    }
    checkSentences(policy.sentences, at: "sentences")
  }

  private mutating func checkSentences(_ sentences: [String: Policy.Sentence], at path: String) {
    for (reason, sentence) in sentences.sorted(by: { $0.key < $1.key }) {
      for name in placeholders(in: sentence.message) + placeholders(in: sentence.fix) where !Self.requirementPlaceholders.contains(name) {
        report(
          "\(path).\(reason)",
          "the placeholder {\(name)} is never filled; known here: \(Self.requirementPlaceholders.sorted().joined(separator: ", "))")
      }
    }
  }

  private mutating func checkSelection() {
    let quotas = policy.selection.quotas.map(\.id)
    let applications = policy.applications.map(\.id)
    for quota in policy.selection.quotas {
      for id in quota.applications where !applications.contains(id) {
        report("selection.quotas.\(quota.id).applications", "there is no application “\(id)”")
      }
      if let when = quota.when { check(when, at: "selection.quotas.\(quota.id).when", rowOnly: true) }
    }
    for direction in policy.selection.directions {
      for id in direction.quotas where !quotas.contains(id) {
        report("selection.directions.\(direction.id).quotas", "there is no quota “\(id)”")
      }
      unreachable(direction.keywords, at: "selection.directions.\(direction.id).keywords")
    }
  }

  /// Words are looked for in folded text, so a word that folding empties, a repetition, and a word that holds a shorter one of the same list
  /// never add anything.
  private mutating func unreachable(_ words: [String], at path: String) {
    let forms = words.map(\.folded)
    for (index, form) in forms.enumerated() {
      if form.isEmpty {
        report("\(path)[\(index)]", "an empty word can never match")
      } else if let other = forms.indices.first(where: {
        $0 != index && !forms[$0].isEmpty && (form != forms[$0] || $0 < index) && form.contains(forms[$0])
      }) {
        report("\(path)[\(index)]", "“\(words[index])” is never needed: “\(words[other])” already matches wherever it does")
      }
    }
  }
}
