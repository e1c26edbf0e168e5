"""`sealcanvas demo`: the main job, on real data, before your eyes."""

import click

from sealcanvas.cli.common import fail


@click.command()
@click.option("--keep", is_flag=True, help="Leave the server up when the demo is over.")
def demo(keep: bool) -> None:
    """Live through the whole job: keys, domain, import, four models, predictions, refusals, proof."""
    try:
        from sealcanvas.demo.run import DemoFailed, run
    except ModuleNotFoundError as error:
        raise fail(f"the demo's data sets are not installed ({error.name}): pip install 'sealcanvas[demo]'") from None
    try:
        run(keep=keep)
    except DemoFailed as error:
        raise fail(str(error)) from None
