import Findings

extension Policy {
  /// The policy as a book for people, in Chinese Markdown: what each application owes, which rules hold with their numbers, what the guide leaves
  /// open, and every clause with its own words.
  package func ruleBook() -> String {
    var lines = ["# \(title)", "", "规则集 `\(id)`，适用年度 \(year)，摘要 `\(digest.prefix(12))`。", ""]
    lines += applicationsChapter() + materialsChapter() + rulesChapter() + switchesChapter() + selectionChapter() + clausesChapter()
    return lines.joined(separator: "\n") + "\n"
  }

  private func applicationsChapter() -> [String] {
    var lines = ["## 申报与材料", "", "| 申报 | 如何认定 | 须交的材料 | 依据 |", "| --- | --- | --- | --- |"]
    for application in applications {
      let options = application.paths.compactMap { option -> String? in
        guard let path = path(option.path) else { return nil }
        let materials = path.materials.map(name(ofMaterial:)).joined(separator: "、")
        let condition = path.claim.map { "（\(describe($0))）" } ?? ""
        return "\(path.name)\(condition)：\(materials)"
      }
      lines.append(
        row([
          "\(application.name) `\(application.id)`", describe(application.match),
          options.isEmpty ? "无需附件" : options.joined(separator: "<br>或 "),
          application.clause ?? "—",
        ]))
    }
    return lines + [""]
  }

  private func materialsChapter() -> [String] {
    var lines = ["## 什么算一项材料", "", "| 材料 | 什么算 | 须是往年举办的 | 判为齐备 | 判为待核验 | 依据 |", "| --- | --- | --- | --- | --- | --- |"]
    for material in materials {
      let pair = thresholds.of(material.id)
      lines.append(
        row([
          "\(material.name) `\(material.id)`", material.what, material.pastEdition ? "是" : "否", "≥ \(pair.present)",
          "≥ \(pair.unconfirmed)",
          material.clause,
        ]))
    }
    return lines + [""] + pastEditionsParagraph()
  }

  /// What follows for materials of past editions from how often and when a training was held.
  private func pastEditionsParagraph() -> [String] {
    guard let past = pastEditions else { return [] }
    let exempt = past.exempt.map { "“\(name(ofMaterial: $0))”" }.joined(separator: "、")
    return [
      "往年举办的材料是哪一年的：“\(columnName(past.held))”为1、且\(past.year)年已组织实施完成的，应是\(past.year)年的；\(past.year)年获资助而没有完成的，不能只写\(past.year)年。"
        + (exempt.isEmpty ? "" : "\(exempt)不受此限。") + "登记表与资助名单说法不一，或看不出文件是哪一年的，不作判断。", "",
    ]
  }

  private func rulesChapter() -> [String] {
    var lines = ["## 规则", "", "| 规则 | 要求 | 适用 | 如何核对 | 级别 | 依据 |", "| --- | --- | --- | --- | --- | --- |"]
    for rule in rules {
      var applies = rule.appliesTo.isEmpty ? "所有计划" : rule.appliesTo.map { application($0)?.name ?? $0 }.joined(separator: "、")
      if let when = rule.when { applies += "；\(describe(when))" }
      lines.append(
        row(["`\(rule.id)`", rule.title, applies, describe(rule.check), rule.severity.chinese, rule.clauses.joined(separator: "；")]))
    }
    return lines + [""]
  }

  private func switchesChapter() -> [String] {
    var lines = ["## 指南没有写明、由本规则集选定的理解", "", "| 开关 | 问题 | 选定的理解 | 另一种理解 | 依据 |", "| --- | --- | --- | --- | --- |"]
    for one in switches { lines.append(row(["`\(one.id)`", one.question, one.chosen, one.alternative, one.clause])) }
    return lines + [""]
  }

  private func selectionChapter() -> [String] {
    guard !selection.quotas.isEmpty else { return [] }
    var lines = ["## 遴选数量与重点支持方向", "", "| 类别 | 数量 | 重点支持方向（关键词） | 依据 |", "| --- | --- | --- | --- |"]
    for quota in selection.quotas {
      let directions = selection.directions.filter { $0.quotas.contains(quota.id) }
      let texts = directions.map { "\($0.name)（\($0.keywords.joined(separator: "、"))）" }
      lines.append(row([quota.name, "\(quota.about)个左右", texts.joined(separator: "<br>"), quota.clause]))
    }
    return lines + [""]
  }

  private func clausesChapter() -> [String] {
    var lines = ["## 所依据的条文", "", "\(guide.title)（文本 SHA-256 `\(guide.sha256)`）", ""]
    for clause in clauses {
      lines.append("- **\(clause.id)**")
      lines += clause.quotes.map { "  > \($0)" }
    }
    return lines
  }

  private func name(ofMaterial id: String) -> String { material(id)?.name ?? id }

  /// Bars and line breaks would end a cell.
  private func row(_ cells: [String]) -> String {
    "| " + cells.map { $0.replacing("|", with: "\\|").replacing("\n", with: " ") }.joined(separator: " | ") + " |"
  }

  // MARK: Predicates in words

  private func describe(_ predicate: Predicate) -> String {
    switch predicate {
    case .always: "其余计划"
    case .switchedOn(let id): "按“\(self.switch(id)?.question ?? id)”选定的理解"
    case .yes(let fact): "“\(columnName(fact))”为“是”"
    case .anyOf(let fact, let values): "“\(columnName(fact))”为\(values.map { "“\(word(fact, $0))”" }.joined(separator: "或"))"
    case .numberAtLeast(let fact, let minimum): "“\(columnName(fact))”不少于\(plain(minimum))"
    case .numberBetween(let fact, let minimum, let maximum): "“\(columnName(fact))”在\(plain(minimum))至\(plain(maximum))之间"
    case .holdsWords(let fact, let words): "“\(columnName(fact))”含有以下词之一：\(words.joined(separator: "、"))"
    case .all(let parts): parts.map { nested($0.predicate) }.joined(separator: "，且")
    case .any(let parts): parts.map { nested($0.predicate) }.joined(separator: "，或")
    case .not(let inner): "并非（\(describe(inner))）"
    case .bundleFound: "上传文件夹里有该计划的附件"
    case .fewerMaterials(let path, let count): "附件中“\(self.path(path)?.name ?? path)”的材料不到\(count)项"
    case .selfMade(let material): "“\(name(ofMaterial: material))”里有自编教材的字样"
    case .editions(let material, let held, let minimum):
      "“\(columnName(held))”不少于\(minimum)时，“\(name(ofMaterial: material))”涉及的年份不少于\(minimum)个"
    case .distinctMaterials(let pairs):
      "同一段文字不同时作为" + pairs.map { $0.map(name(ofMaterial:)).joined(separator: "与") }.joined(separator: "、")
    case .pathConfirmed: "所主张的路径在资助名单中得到证实"
    case .somePath: "至少一条路径的材料没有缺失或不合要求"
    case .pathAsClaimed: "按所主张的路径审计"
    case .onePerUnit: "本单位没有另一个同类申报"
    case .noDuplicate(let similarity): "没有与别处字节相同或文字重合\(plain(similarity * 100))%以上的材料"
    case .ownUnit(let mentions, let share, _): "没有一份材料提到另一单位\(mentions)处以上、占所提单位的\(plain(share * 100))%以上，而不提本单位"
    case .ownTraining(let mentions, _, _): "没有一份材料提到另一计划的培训\(mentions)处以上，而不提本培训"
    }
  }

  private func nested(_ predicate: Predicate) -> String {
    switch predicate {
    case .all, .any: "（\(describe(predicate))）"
    default: describe(predicate)
    }
  }

  private func columnName(_ fact: String) -> String { column(fact)?.name ?? fact }
  private func word(_ fact: String, _ value: String) -> String { column(fact)?.values.first { $0.id == value }?.words.first ?? value }
  private func plain(_ value: Double) -> String { value == value.rounded() ? String(Int(value)) : String(value) }
}
