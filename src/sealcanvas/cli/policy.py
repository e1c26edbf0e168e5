"""`sealcanvas policy`: what can be said of policy texts without a server."""

import click

from sealcanvas.cli.policy_lint import lint


@click.group()
def policy() -> None:
    """Check policy documents."""


policy.add_command(lint)
