"""`sealcanvas policy review`: whom a policy would let in or shut out if it were saved."""

import json
from pathlib import Path
from typing import Any

import click

from sealcanvas.cli.common import account_option, home_option, json_option
from sealcanvas.cli.plain import plain
from sealcanvas.cli.policy_common import asking, policy_text, where
from sealcanvas.cli.tables import add_row, console, table


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option(
    "--of",
    "place",
    required=True,
    metavar="PLACE",
    help="Where it would be saved: the ARN of a key, bucket, role (its trust policy) or managed policy; for an inline "
    "policy the ARN of its user, role or group, # and its name.",
)
@account_option("Whose policy it is (default: the first account).")
@home_option
@json_option
def review(file: Path, place: str, account: str | None, folder: Path | None, as_json: bool) -> None:
    """Tell what the policy in FILE, or - for standard input, would open and close.

    Exit code: 0 if it was reviewed, 1 if that failed or the policy would lock everybody out, 2 for misuse.
    """
    from sealcanvas.doctor.review_policy_change import reviewed

    request = {"Document": place, "Policy": policy_text(file)}
    with asking(folder, account, "ReviewPolicyChange", request) as call:
        found = reviewed(call, request)
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        _show(found)
    if found["LockedOut"]:
        raise click.exceptions.Exit(1)


def _show(found: dict[str, Any]) -> None:
    shown = table("", "Principal", "Actions", "Resource", "Way", "By")
    rows: dict[tuple[str, str, str, str, str], list[str]] = {}
    for sign, side in (("+", "Opened"), ("-", "Closed")):
        for change in found[side]:
            name = f"{change['Principal']} (outside)" if change["Outside"] else change["Principal"]
            row = (sign, name, change["Resource"], _way(change), _by(change))
            rows.setdefault(row, []).append(change["Action"])
    for (sign, name, resource, way, by), actions in rows.items():
        add_row(shown, sign, name, ", ".join(actions), resource, way, by)
    if shown.row_count:
        console().print(shown)
    else:
        click.echo("It opens and closes nothing.")
    for note in found["Notes"]:
        click.echo(plain(note))
    if not found["Complete"]:
        click.echo(f"There is more than what was looked at ({found['Asked']} requests).", err=True)


def _by(change: dict[str, Any]) -> str:
    """The statement that opens or closes it, else the one that let it and is gone."""
    if "Statement" in change["After"]:
        return where(change["After"]["Statement"])
    return f"no longer {where(change['Before']['Statement'])}" if "Statement" in change["Before"] else ""


def _way(change: dict[str, Any]) -> str:
    parts = [f"via {service}" for service in change.get("ViaServices", ())]
    parts += [f"kms:EncryptionContext:{key}={value}" for key, value in change.get("EncryptionContext", {}).items()]
    parts += [f"{key}={','.join(values)}" for key, values in change.get("Context", {}).items()]
    return " ".join(parts)
