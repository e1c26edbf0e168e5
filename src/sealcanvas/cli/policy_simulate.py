"""`sealcanvas policy simulate`: what a principal would get for a request, and why."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sealcanvas.cli.common import account_option, home_option, json_option
from sealcanvas.cli.policy_common import asking, pairs, policy_text
from sealcanvas.cli.tables import console
from sealcanvas.cli.why import show_decision

if TYPE_CHECKING:
    from sealcanvas.access.words import Language

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("principal")
@click.argument("action")
@click.argument("resource")
@click.option("--via", multiple=True, metavar="SERVICE", help="Service that passes it on, outermost first: s3.")
@click.option("--encryption-context", multiple=True, callback=pairs, metavar="KEY=VALUE", help="What KMS sees of it.")
@click.option("--context", multiple=True, callback=pairs, metavar="KEY=VALUE", help="A further condition key.")
@click.option(
    "--draft",
    "drafts",
    multiple=True,
    nargs=2,
    type=(str, _FILE),
    metavar="PLACE FILE",
    help="A policy that is not saved yet, in place of the one that is kept at PLACE.",
)
@click.option("--policy", "added", multiple=True, type=_FILE, metavar="FILE", help="A further policy of the principal.")
@click.option("--session-policy", multiple=True, type=_FILE, metavar="FILE", help="A policy that narrows its session.")
@click.option("--language", type=click.Choice(["en", "ja"]), default="en", show_default=True, help="Of the sentences.")
@account_option("Whose resource it is (default: the first account).")
@home_option
@json_option
def simulate(
    principal: str,
    action: str,
    resource: str,
    via: tuple[str, ...],
    encryption_context: dict[str, list[str]],
    context: dict[str, list[str]],
    drafts: tuple[tuple[str, Path], ...],
    added: tuple[Path, ...],
    session_policy: tuple[Path, ...],
    language: "Language",
    account: str | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Decide whether PRINCIPAL may do ACTION on RESOURCE, by the policies as they stand or as drafts would have them.

    PRINCIPAL is the ARN of a user, role, role session or account root, or a service's host; RESOURCE an ARN, a key id
    or an alias. Exit code: 0 if it is allowed, 1 if not, 2 for misuse.
    """
    from sealcanvas.doctor.simulate_access import simulated

    members = {
        "ViaServices": list(via),
        "EncryptionContext": {key: values[-1] for key, values in encryption_context.items()},
        "Context": context,
        "Drafts": [{"Document": place, "Policy": policy_text(file)} for place, file in drafts],
        "AdditionalPolicies": [policy_text(file) for file in added],
        "SessionPolicies": [policy_text(file) for file in session_policy],
    }
    request: dict[str, Any] = {"Principal": principal, "Action": action, "Resource": resource, "Language": language}
    request |= {member: value for member, value in members.items() if value}
    with asking(folder, account, "SimulateAccess", request) as call:
        decision = simulated(call, request)
    if as_json:
        click.echo(json.dumps(decision, indent=2, ensure_ascii=False))
    else:
        show_decision(decision, console())
    if not decision["Allowed"]:
        raise click.exceptions.Exit(1)
