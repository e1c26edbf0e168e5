"""`sealcanvas why ID`: why a call was refused, and the smallest change that mends it."""

import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from sealcanvas.cli.common import fail, home_of, home_option, json_option


@click.command()
@click.argument("decision_id", metavar="ID")
@home_option
@json_option
def why(decision_id: str, folder: Path | None, as_json: bool) -> None:
    """Explain the decision with this ID: the request id of a refused call."""
    from sealcanvas.roots.key_file import RootUnavailable
    from sealcanvas.server.home import HomeError
    from sealcanvas.service.errors import ServiceError
    from sealcanvas.storage.engine import WrongRoot

    try:
        explained = _explain(folder, decision_id)
    except (HomeError, RootUnavailable, WrongRoot) as error:
        raise fail(str(error)) from None
    except ServiceError as error:
        raise fail(error.message) from None
    if as_json:
        click.echo(json.dumps(explained, indent=2, ensure_ascii=False))
    else:
        _show(explained, Console(highlight=False))


def _explain(folder: Path | None, decision_id: str) -> dict[str, Any]:
    from sealcanvas.doctor.explain_decision import explain
    from sealcanvas.server.compose import open_instance
    from sealcanvas.server.run import utc_now

    home = home_of(folder)
    description, root = home.open()
    instance = open_instance(home.folder, root, account=description.account, region=description.region, clock=utc_now)
    try:
        return explain(instance, decision_id)
    finally:
        instance.database.close()


def _show(decision: dict[str, Any], console: Console) -> None:
    console.print(decision["Message"] or decision["Outcome"], style="bold", markup=False, soft_wrap=True)
    for layer in decision["Layers"]:
        where = f" ({layer['Document']})" if layer.get("Document") else ""
        console.print(f"  {layer['Layer']}: {layer['Outcome']}{where}", markup=False, soft_wrap=True)
        if layer.get("Explanation"):
            console.print(f"      {layer['Explanation']}", markup=False, soft_wrap=True)
    mend = decision.get("Mend")
    if mend:
        console.print(f"Mend: {mend['Explanation']}", markup=False, soft_wrap=True)
        console.print(f"  in {mend['Document']}:", markup=False, soft_wrap=True)
        console.print(mend["Statement"], markup=False, soft_wrap=True)
