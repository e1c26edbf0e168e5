"""`sealcanvas jobs`: what runs, what waits and what became of it; `sealcanvas jobs stop`."""

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.live import Live

from sealcanvas.cli.common import account_option, fail, home_of, home_option, json_option, opened
from sealcanvas.cli.job_table import job_table, kind_of
from sealcanvas.cli.plain import plain
from sealcanvas.cli.tables import console

if TYPE_CHECKING:
    from collections.abc import Callable

    from sealcanvas.jobs.job import Job
    from sealcanvas.service.instance import Instance

_STATES = ("Queued", "Running", "Stopping", "Succeeded", "Failed", "Stopped")
_UNDER_WAY = frozenset(_STATES[:3])
_LOOK_SECONDS = 1.0
_EXAMPLE = "arn:aws:sagemaker:us-east-1:111122223333:automl-job/NAME"


@click.group(invoke_without_command=True)
@click.option("--state", type=click.Choice(_STATES), help="Those in this state alone.")
@click.option("--kind", metavar="KIND", help="Those that do this work alone (build, import, predict, …).")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="The newest so many.")
@account_option("Those of this account alone.")
@click.option("--watch", is_flag=True, help="Go on telling until none of them waits or runs.")
@home_option
@json_option
@click.pass_context
def jobs(
    context: click.Context,
    state: str | None,
    kind: str | None,
    limit: int,
    account: str | None,
    watch: bool,
    folder: Path | None,
    as_json: bool,
) -> None:
    """List jobs, newest first: how each stands, its best score so far, how long it may still take.

    With --json one document; with --json --watch one a line, whenever something has changed.
    """
    if context.invoked_subcommand is not None:
        return
    from sealcanvas.jobs.operations.list_jobs import find_jobs

    home = home_of(folder)
    with opened(home) as instance:
        if not home.in_use:
            click.echo("sealcanvas: no server is up: what waits begins when one is started (`sealcanvas up`)", err=True)
        find = partial(find_jobs, instance, limit, account=account, state=state, kind=kind and kind_of(kind))
        looks = _looks(instance, find, watch=watch)
        with suppress(KeyboardInterrupt):  # whoever watched has seen enough
            if as_json:
                _print_json(looks, lines=watch)
            else:
                _print_tables(looks, watch=watch)


@jobs.command()
@click.argument("arn", metavar="ARN")
@home_option
@json_option
def stop(arn: str, folder: Path | None, as_json: bool) -> None:
    """Stop the job of the AutoML job, transform job, predictor … with this ARN; harmless once it has ended."""
    from sealcanvas.iam.administrator import administrator_call
    from sealcanvas.server.registry import services
    from sealcanvas.service.own_errors import ResourceNotFoundException, ValidationException

    with opened(home_of(folder)) as instance:
        parts = arn.split(":")
        call = administrator_call(instance, parts[4] if len(parts) > 4 and parts[4].isdigit() else None)
        try:
            told = services()["sealcanvas"].operations["StopJob"](call, {"JobArn": arn})
        except ValidationException:
            raise click.UsageError(
                plain(f"'{arn}' is not the ARN of a job: `sealcanvas jobs` lists them, for example {_EXAMPLE}")
            ) from None
        except ResourceNotFoundException:
            raise fail(f"there is no job {arn}: `sealcanvas jobs` lists those that there are") from None
    click.echo(json.dumps(told) if as_json else told["State"])


def _looks(instance: "Instance", find: "Callable[[], list[Job]]", *, watch: bool) -> Iterator[list[dict[str, Any]]]:
    """The jobs as they stand; with `watch` again and again, until none of them waits or runs."""
    from sealcanvas.canvas.works_for import works_for
    from sealcanvas.jobs.operations.describe_job import describe

    while True:
        found = [{**describe(instance, job), "For": works_for(instance, job.arn)} for job in find()]
        yield found
        if not watch or not any(job["State"] in _UNDER_WAY for job in found):
            return
        time.sleep(_LOOK_SECONDS)


def _print_json(looks: Iterator[list[dict[str, Any]]], *, lines: bool) -> None:
    before = None
    for found in looks:
        if found != before:
            click.echo(json.dumps(found, indent=None if lines else 2, ensure_ascii=False, default=_moment))
        before = found


def _print_tables(looks: Iterator[list[dict[str, Any]]], *, watch: bool) -> None:
    if not watch:
        for found in looks:
            console().print(job_table(found)) if found else click.echo("There are no such jobs.")
        return
    with Live(console=console(), auto_refresh=False) as live:
        for found in looks:
            live.update(job_table(found), refresh=True)


def _moment(value: datetime) -> str:
    return value.isoformat()
