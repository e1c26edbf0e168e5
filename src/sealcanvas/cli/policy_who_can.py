"""`sealcanvas policy who-can`: everybody who may use a resource, and what lets them."""

import json
from pathlib import Path
from typing import Any

import click

from sealcanvas.cli.common import account_option, home_option, json_option
from sealcanvas.cli.policy_common import asking, where
from sealcanvas.cli.tables import add_row, console, table


@click.command("who-can")
@click.argument("resource")
@click.option("--action", "actions", multiple=True, metavar="ACTION", help="Asked about (default: by the resource).")
@account_option("Whose resource it is (default: the first account).")
@home_option
@json_option
def who_can(resource: str, actions: tuple[str, ...], account: str | None, folder: Path | None, as_json: bool) -> None:
    """List who may use RESOURCE: an ARN, a key id or an alias."""
    from sealcanvas.doctor.who_can_use import who_can as page_of

    request: dict[str, Any] = {"Resource": resource, "MaxResults": 100} | (
        {"Actions": list(actions)} if actions else {}
    )
    with asking(folder, account, "WhoCanUse", request) as call:
        answer = page_of(call, request)
        principals, complete = list(answer["Principals"]), answer["Complete"]
        while "NextToken" in answer:
            answer = page_of(call, request | {"NextToken": answer["NextToken"]})
            principals += answer["Principals"]
    if as_json:
        found = {"Resource": answer["Resource"], "Principals": principals, "Complete": complete}
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    shown = table("Principal", "May do", "By", "If")
    for each in principals:
        name = f"{each['Principal']} (outside)" if each["Outside"] else each["Principal"]
        for (by, condition), actions_so in _by_reason(each["Actions"]).items():
            by_it = by.replace(answer["Resource"], "it")
            add_row(shown, name, ", ".join(actions_so), by_it, condition or "always")
            name = ""
    console().print(shown)
    click.echo(f"it: {answer['Resource']}")
    if not complete:
        click.echo("There are more grants than were looked at.", err=True)


def _by_reason(accesses: list[dict[str, Any]]) -> dict[tuple[str, str], list[str]]:
    """The actions that the same statements or grant let the principal do, under the same conditions."""
    found: dict[tuple[str, str], list[str]] = {}
    for access in accesses:
        by = f"grant {access['GrantId']}" if "GrantId" in access else "; ".join(map(where, access["Statements"]))
        condition = "" if access["Certainty"] == "Always" else _conditions(access) or "a condition holds"
        found.setdefault((by or access["Path"], condition), []).append(access["Action"])
    return found


def _conditions(access: dict[str, Any]) -> str:
    parts = [_condition(each) for each in access.get("Conditions", ())]
    parts += [f"not ({_condition(each)})" for each in access.get("Unless", ())]
    if access["Path"] == "BothAccounts":
        parts.append("its own account allows it")
    return " and ".join(parts)


def _condition(condition: dict[str, Any]) -> str:
    return f"{condition['Key']} {condition['Operator']} {' or '.join(condition['Values'])}"
