import LedgerStore
import Testing

@Suite struct MetricsTests {
  @Test func theTextIsWhatTheNodeExporterTakes() {
    let metrics = NightMetrics(
      stageSeconds: [("reading", 1.5), ("judging", 0.25)], plans: ["review": 1, "complete": 2], requirements: ["missing": 3],
      documents: ["read": 9], documentsOpened: 4, workerDeaths: ["crash": 1], finished: 1_704_067_200, succeeded: true, program: "1.0",
      policy: "a\"b\\c\nd")
    #expect(
      metrics.prometheusText == """
        # HELP bundle_audit_last_run_timestamp_seconds When the last night ended.
        # TYPE bundle_audit_last_run_timestamp_seconds gauge
        bundle_audit_last_run_timestamp_seconds 1704067200
        # HELP bundle_audit_last_success_timestamp_seconds When the last night ended that audited every bundle.
        # TYPE bundle_audit_last_success_timestamp_seconds gauge
        bundle_audit_last_success_timestamp_seconds 1704067200
        # HELP bundle_audit_last_run_success 1 if the last night audited every bundle.
        # TYPE bundle_audit_last_run_success gauge
        bundle_audit_last_run_success 1
        # HELP bundle_audit_stage_duration_seconds Wall time of each stage of the last night.
        # TYPE bundle_audit_stage_duration_seconds gauge
        bundle_audit_stage_duration_seconds{stage="reading"} 1.5
        bundle_audit_stage_duration_seconds{stage="judging"} 0.25
        # HELP bundle_audit_plans Plans by verdict.
        # TYPE bundle_audit_plans gauge
        bundle_audit_plans{verdict="complete"} 2
        bundle_audit_plans{verdict="review"} 1
        # HELP bundle_audit_requirements Required materials by verdict.
        # TYPE bundle_audit_requirements gauge
        bundle_audit_requirements{verdict="missing"} 3
        # HELP bundle_audit_documents Documents by how well they were read.
        # TYPE bundle_audit_documents gauge
        bundle_audit_documents{status="read"} 9
        # HELP bundle_audit_documents_opened Documents that the last night opened; the others were known.
        # TYPE bundle_audit_documents_opened gauge
        bundle_audit_documents_opened 4
        # HELP bundle_audit_worker_deaths Workers that died in the last night, by cause.
        # TYPE bundle_audit_worker_deaths gauge
        bundle_audit_worker_deaths{cause="crash"} 1
        # HELP bundle_audit_info Program and policy of the last night.
        # TYPE bundle_audit_info gauge
        bundle_audit_info{program="1.0",policy="a\\"b\\\\c\\nd"} 1

        """)
  }

  @Test func aNightWithFailedBundlesIsNoSuccess() {
    let metrics = NightMetrics(
      stageSeconds: [], plans: [:], requirements: [:], documents: [:], documentsOpened: 0, workerDeaths: [:], finished: 5, succeeded: false,
      program: "1", policy: "p")
    #expect(metrics.prometheusText.contains("bundle_audit_last_run_success 0\n"))
    #expect(!metrics.prometheusText.contains("last_success"))
  }
}
