"""`sealcanvas why`: what was refused lately; why a call was refused, and the smallest change that mends it."""

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from sealcanvas.cli.common import fail, home_of, home_option, json_option, opened
from sealcanvas.cli.plain import plain
from sealcanvas.cli.tables import add_row, console, table

if TYPE_CHECKING:
    from collections.abc import Callable

    from sealcanvas.access.words import Language
    from sealcanvas.access.words.phrases import Phrases
    from sealcanvas.service.instance import Instance

    Line = Callable[..., None]

_DIFF_STYLES = {"+": "green", "-": "red", "@": "cyan"}
_LISTED = 20


@click.command()
@click.argument("decision_id", metavar="[ID]", required=False)
@click.option("--language", type=click.Choice(["en", "ja"]), default="en", show_default=True, help="Of the sentences.")
@click.option("--apply", "apply_it", is_flag=True, help="Make the change that mends it, as an administrator.")
@click.option("--weaken", is_flag=True, help="With --apply: also a change that weakens a safeguard.")
@home_option
@json_option
def why(
    decision_id: str | None, language: "Language", apply_it: bool, weaken: bool, folder: Path | None, as_json: bool
) -> None:
    """Explain the decision with this ID, or list the newest denials with their ids.

    The ID is a refused call's request id: the header x-sealcanvas-decision-id, boto3's RequestId.
    """
    if decision_id is None:
        if apply_it or weaken:
            raise click.UsageError("--apply and --weaken need an ID")
        _list(folder, as_json=as_json)
        return
    from sealcanvas.doctor.explain_decision import explain

    with opened(home_of(folder)) as instance:
        explained = explain(instance, decision_id, language=language)
        if apply_it:
            explained["Applied"] = _apply(instance, explained, weaken=weaken)
    if as_json:
        click.echo(json.dumps(explained, indent=2, ensure_ascii=False))
    else:
        show_decision(explained, Console(highlight=False), language)


def _list(folder: Path | None, *, as_json: bool) -> None:
    from sealcanvas.doctor.list_denials import denials

    with opened(home_of(folder)) as instance:
        found, _ = denials(instance, _LISTED)
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    shown = table("Time", "ID", "Who", "May not", "On")
    for each in found:
        add_row(shown, each["Time"], each["DecisionId"], each["Principal"], each["Action"], each["Resource"])
    console().print(shown)
    if not found:
        click.echo("Nothing was refused lately.")


def _apply(instance: "Instance", explained: dict[str, Any], *, weaken: bool) -> list[str]:
    from sealcanvas.doctor.apply_mend import Seen, make_changes
    from sealcanvas.doctor.recorded import recorded_decision
    from sealcanvas.iam.administrator import administrator_call

    mend = explained.get("Mend")
    if mend is None:
        raise fail("there is nothing to mend: the call was allowed")
    if not mend["Applicable"]:
        raise fail(f"nothing was changed: {mend['Explanation']}")
    if mend["Weakens"] and not weaken:
        raise fail(f"nothing was changed: {mend['Weakens']} Add --weaken to make it all the same.")
    decision_id = explained["DecisionId"]
    decision = recorded_decision(instance, decision_id)
    seen = Seen([change["Policy"] for change in mend["Changes"]], weaken)
    as_owner = partial(administrator_call, instance)
    return [change.document for change in make_changes(instance, decision, decision_id, seen, as_owner, None)]


def show_decision(decision: dict[str, Any], console: Console, language: "Language" = "en") -> None:
    """Print a `Decision` of the service model for people; layers that do not apply are left out."""
    from sealcanvas.access.words import phrases

    words = phrases(language)

    def line(text: str, style: str = "") -> None:
        console.print(plain(text), style=style, markup=False, soft_wrap=True)

    if decision["Message"]:
        line(decision["Message"], "bold")
    line(decision["Summary"])
    for layer in decision["Layers"]:
        if layer["Outcome"] == "not-applicable":
            continue
        where = f" ({layer['Document']}, line {layer['Line']})" if layer.get("Document") else ""
        line(f"  {words.layers[layer['Layer']]}: {words.outcomes[layer['Outcome']]}{where}")
        line(f"      {layer['Explanation']}")
    if "Mend" in decision:
        _show_mend(decision, line, words)


def _show_mend(decision: dict[str, Any], line: "Line", words: "Phrases") -> None:
    mend = decision["Mend"]
    line(f"{words.mend}: {mend['Explanation']}", "bold")
    for change in mend["Changes"]:
        for each in change["Diff"].splitlines():
            line(each, _DIFF_STYLES.get(each[:1], ""))
    for alternative in mend["Alternatives"]:
        line(f"  {alternative}")
    if "Applied" in decision:
        line(f"{words.made}: {', '.join(decision['Applied'])}", "bold green")
        return
    if mend["Weakens"]:
        line(f"  {mend['Weakens']}", "yellow")
    if mend["Applicable"] and "DecisionId" in decision:
        weaken = " --weaken" if mend["Weakens"] else ""
        line(f"{words.to_make} sealcanvas why {decision['DecisionId']} --apply{weaken}")
