"""The audit trail: CloudTrail-shaped events in a tamper-evident chain."""
