"""`sealcanvas why ID`: why a call was refused, and the smallest change that mends it."""

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from sealcanvas.cli.common import fail, home_of, home_option, json_option, opened
from sealcanvas.cli.plain import plain

_DIFF_STYLES = {"+": "green", "-": "red", "@": "cyan"}

if TYPE_CHECKING:
    from sealcanvas.access.words import Language
    from sealcanvas.service.instance import Instance


@click.command()
@click.argument("decision_id", metavar="ID")
@click.option("--language", type=click.Choice(["en", "ja"]), default="en", show_default=True, help="Of the sentences.")
@click.option("--apply", "apply_it", is_flag=True, help="Make the change that mends it, as an administrator.")
@home_option
@json_option
def why(decision_id: str, language: "Language", apply_it: bool, folder: Path | None, as_json: bool) -> None:
    """Explain the decision with this ID: the request id of a refused call (x-sealcanvas-decision-id)."""
    from sealcanvas.doctor.explain_decision import explain

    with opened(home_of(folder)) as instance:
        explained = explain(instance, decision_id, language=language)
        if apply_it:
            explained["Applied"] = _apply(instance, explained)
    if as_json:
        click.echo(json.dumps(explained, indent=2, ensure_ascii=False))
    else:
        show_decision(explained, Console(highlight=False))


def _apply(instance: "Instance", explained: dict[str, Any]) -> list[str]:
    from sealcanvas.doctor.apply_mend import make_changes
    from sealcanvas.iam.administrator import administrator_call

    mend = explained.get("Mend")
    if mend is None:
        raise fail("there is nothing to mend: the call was allowed")
    if not mend["Applicable"]:
        raise fail(f"there is no change that could be made here. {mend['Explanation']}")
    seen = [change["Policy"] for change in mend["Changes"]]
    as_owner = partial(administrator_call, instance)
    return [change.document for change in make_changes(instance, explained["DecisionId"], seen, as_owner, None)]


def show_decision(decision: dict[str, Any], console: Console) -> None:
    """Print a `Decision` of the service model for people."""

    def line(text: str, style: str = "") -> None:
        console.print(plain(text), style=style, markup=False, soft_wrap=True)

    line(decision["Message"] or decision["Outcome"], "bold")
    line(decision["Summary"])
    for layer in decision["Layers"]:
        where = f" ({layer['Document']}, line {layer['Line']})" if layer.get("Document") else ""
        line(f"  {layer['Layer']}: {layer['Outcome']}{where}")
        line(f"      {layer['Explanation']}")
    mend = decision.get("Mend")
    if not mend:
        return
    line(f"Mend: {mend['Explanation']}", "bold")
    for change in mend["Changes"]:
        for each in change["Diff"].splitlines():
            line(each, _DIFF_STYLES.get(each[:1], ""))
    for alternative in mend["Alternatives"]:
        line(f"  {alternative}")
    if "Applied" in decision:
        line(f"Done: {', '.join(decision['Applied'])}", "bold green")
    elif mend["Applicable"] and "DecisionId" in decision:
        line(f"It opens nothing else nearby. To make it: sealcanvas why {decision['DecisionId']} --apply")
