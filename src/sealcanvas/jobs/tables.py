"""The table of jobs; names, payloads, results and reasons are sealed, states and times are visible."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table

from sealcanvas.storage.columns import BlindIndex, SealedJSON, SealedText, Timestamp
from sealcanvas.storage.metadata import metadata

jobs = Table(
    "jobs",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),  # the order in which jobs were submitted
    Column("job_id", String(32), nullable=False, unique=True),
    Column("arn", SealedText("jobs.arn"), nullable=False),
    Column("arn_index", BlindIndex("jobs.arn"), nullable=False),
    Column("spec", SealedJSON("jobs.spec"), nullable=False),
    Column("state", String(16), nullable=False),
    Column("idempotent", Boolean, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("created_at", Timestamp, nullable=False),
    Column("started_at", Timestamp),
    Column("finished_at", Timestamp),
    Column("lease_owner", String(32)),  # the supervisor that runs it
    Column("lease_until", Timestamp),  # without a heartbeat by then it is lost
    Column("progress", SealedJSON("jobs.progress")),
    Column("result", SealedJSON("jobs.result")),
    Column("failure", SealedJSON("jobs.failure")),
    Index("ix_jobs_arn_index", "arn_index"),
    Index("ix_jobs_state", "state"),
)
