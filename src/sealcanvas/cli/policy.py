"""`sealcanvas policy …`: what policies let whom do before they are saved, and what must stay true of them."""

import click

from sealcanvas.cli.policy_lint import lint
from sealcanvas.cli.policy_review import review
from sealcanvas.cli.policy_simulate import simulate
from sealcanvas.cli.policy_test import test
from sealcanvas.cli.policy_who_can import who_can


@click.group()
def policy() -> None:
    """Check and test policies, and ask what they let whom do."""


for command in (lint, simulate, who_can, review, test):
    policy.add_command(command)
