"""`sealcanvas rekey`: a domain moves to other keys, old artifacts included, before your eyes."""

import json
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from sealcanvas.cli.common import account_option, fail, home_of, home_option, json_option
from sealcanvas.cli.plain import plain
from sealcanvas.cli.policy_common import asking
from sealcanvas.cli.tables import add_row, console, table

if TYPE_CHECKING:
    from sealcanvas.canvas.rekey.runner import RekeyRunner
    from sealcanvas.server.home import Home
    from sealcanvas.service.call import Call

_SECONDS = 0.3  # between two looks


@click.command()
@click.option("--domain", required=True, metavar="ID", help="The domain, d-….")
@click.option("--storage-key", metavar="KEY", help="New key 2: for what is kept in S3. Key id, ARN or alias.")
@click.option("--app-key", metavar="KEY", help="New key 1: for volumes and jobs. Key id, ARN or alias.")
@account_option("Whose domain it is (default: the first account).")
@home_option
@json_option
def rekey(
    domain: str, storage_key: str | None, app_key: str | None, account: str | None, folder: Path | None, as_json: bool
) -> None:
    """Bring everything of a domain under other keys, while it is in use.

    Starts the rekey, or goes on with the one to the same keys, and shows it until it ends. Interrupt this command
    whenever you like: a running server goes on, and so does the next start of this command.

    Exit code: 0 if nothing is left under the old keys, 1 if it was refused, paused or stopped, 2 for misuse.
    """
    if not storage_key and not app_key:
        raise click.UsageError("give --storage-key, --app-key or both")
    named = {"StorageKmsKeyId": storage_key, "AppKmsKeyId": app_key}
    request = {"DomainId": domain, **{member: value for member, value in named.items() if value}}
    home = home_of(folder)
    with asking(folder, account, "StartRekey", request) as call:
        from sealcanvas.canvas.rekey import start_rekey

        rekey_id = start_rekey(call, request)["RekeyId"]
        found = _watched(call, home, {"DomainId": domain, "RekeyId": rekey_id}, quiet=as_json)
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False, default=str))
    else:
        _show(found)
    if found["Status"] != "Completed":
        raise fail(f"rekey {rekey_id} is {found['Status']}: {found.get('FailureReason', 'it was stopped')}")


def _watched(call: "Call", home: "Home", named: dict[str, Any], *, quiet: bool) -> dict[str, Any]:
    """The rekey as it ended; where no server runs, the work is done here."""
    from sealcanvas.canvas.rekey import describe_rekey

    runner = _runner(call, home)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    shown = Console(stderr=True, highlight=False)
    try:
        with Progress(*columns, console=shown, disable=quiet or not sys.stderr.isatty(), transient=True) as progress:
            task = progress.add_task("", total=100)
            while True:
                if runner is None and not home.in_use:
                    raise fail("the server ended before the rekey: start this command again, with a server or without")
                found = describe_rekey(call, named)
                told = plain("; ".join(found["WaitingFor"])[:200]) or found["Phase"]
                progress.update(task, completed=found["ProgressPercent"], description=told)
                if found["Status"] != "InProgress":
                    return found
                time.sleep(_SECONDS)
    except KeyboardInterrupt:
        raise fail("the rekey is not over: start this command again to see it through") from None
    finally:
        if runner is not None:
            runner.stop()
            home.unlock()


def _runner(call: "Call", home: "Home") -> "RekeyRunner | None":
    """Somebody who does the work, if no server does."""
    from sealcanvas.canvas.rekey.runner import RekeyRunner
    from sealcanvas.server.home import HomeError

    with suppress(HomeError):
        home.lock()
        runner = RekeyRunner(call.instance)
        runner.start()
        return runner
    return None


def _show(found: dict[str, Any]) -> None:
    shown = table("Kind", "Moved", "Bytes moved", "Verified")
    for moved, verified in zip(found["Progress"], found["Verified"], strict=True):
        done, of = moved["ArtifactsDone"], moved["ArtifactsTotal"]
        checked = f"{verified['ArtifactsDone']} of {verified['ArtifactsTotal']}"
        add_row(shown, moved["Kind"], f"{done} of {of}", f"{moved['BytesDone']:,}", checked)
    console().print(shown)
    if found["Status"] == "Completed":
        click.echo(f"Completed: nothing of {found['DomainId']} needs its former keys any more.")
        for key_arn in found["FormerKeyArns"]:
            click.echo(f"  {key_arn}")
