"""The operations of our own service on jobs; importing this registers them."""

from sealcanvas.jobs.operations import describe_job, list_job_events, list_jobs, stop_job

__all__ = ["describe_job", "list_job_events", "list_jobs", "stop_job"]
