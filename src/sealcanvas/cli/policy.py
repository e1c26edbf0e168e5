"""`sealcanvas policy …`: policies before they are saved, and what must stay true of them."""

import click

from sealcanvas.cli.policy_lint import lint
from sealcanvas.cli.policy_test import test


@click.group()
def policy() -> None:
    """Check and test policies."""


for command in (lint, test):
    policy.add_command(command)
