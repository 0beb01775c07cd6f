import LedgerStore

/// What changed since the last finished night, with where it comes from.
struct NightChanges: Sendable {
  var changes: LedgerStore.Changes
  var previous: LedgerStore.Run?
}
