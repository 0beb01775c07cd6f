/// `CONTAINER!/MEMBER` (contract, section 5) as a sentence for people has it: `P046.zip › 师资名单.docx`.
package func shownPaths(in text: String) -> String {
  text.contains("!/") ? text.replacing("!/", with: " › ") : text
}
