"""`sealcanvas policy …`: policies as text."""

import click

from sealcanvas.cli.policy_test import test


@click.group()
def policy() -> None:
    """Test policies."""


policy.add_command(test)
