"""The tables of jobs; names, payloads, results, reasons and events are sealed.

Visible: states, kinds, priorities, times, and which account a job belongs to.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from sealcanvas.storage.columns import BlindIndex, SealedJSON, SealedText, Timestamp
from sealcanvas.storage.metadata import metadata

jobs = Table(
    "jobs",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),  # the order in which jobs were submitted
    Column("job_id", String(32), nullable=False, unique=True),
    Column("account", String(12), nullable=False),
    Column("kind", String(64), nullable=False),
    Column("arn", SealedText("jobs.arn"), nullable=False),
    Column("arn_index", BlindIndex("jobs.arn"), nullable=False),
    Column("spec", SealedJSON("jobs.spec"), nullable=False),
    Column("state", String(16), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("turn", Integer, nullable=False),  # the order among the account's own jobs
    Column("rank", Integer, nullable=False),  # the account's waiting job of the lowest rank is its next
    Column("idempotent", Boolean, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("created_at", Timestamp, nullable=False),
    Column("started_at", Timestamp),
    Column("finished_at", Timestamp),
    Column("lease_owner", String(32)),  # the supervisor that runs it
    Column("lease_until", Timestamp),  # its newest heartbeat, and a minute
    Column("progress", SealedJSON("jobs.progress")),
    Column("result", SealedJSON("jobs.result")),
    Column("failure", SealedJSON("jobs.failure")),
    Column("told", Boolean, nullable=False, default=True),  # whether its service has heard of its end, once it ended
    Index("ix_jobs_arn_index", "arn_index"),
    Index("ix_jobs_state", "state", "account"),
    Index("ix_jobs_account", "account", "turn"),
    Index("ix_jobs_told", "told"),
)

job_events = Table(
    "job_events",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("job_id", ForeignKey(jobs.c.job_id, ondelete="CASCADE"), nullable=False),
    Column("event", SealedJSON("job_events.event"), nullable=False),
    Index("ix_job_events_job", "job_id", "number"),
    sqlite_autoincrement=True,  # a number is never used twice: listeners go on from it
)

# What running jobs have written, or were about to write, to S3: taken back unless they succeed.
job_outputs = Table(
    "job_outputs",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("job_id", ForeignKey(jobs.c.job_id, ondelete="CASCADE"), nullable=False),
    Column("uri_index", BlindIndex("job_outputs.uri"), nullable=False),
    Column("output", SealedJSON("job_outputs.output"), nullable=False),
    Column("stale", Boolean, nullable=False),  # of an attempt that was cut short, and not written again since
    UniqueConstraint("job_id", "uri_index"),
)

job_limits = Table(
    "job_limits",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("value", SealedJSON("job_limits.value"), nullable=False),
)
