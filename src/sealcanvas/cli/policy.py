"""`sealcanvas policy …`: what policies let whom do, before and after they are saved."""

import click

from sealcanvas.cli.policy_review import review
from sealcanvas.cli.policy_simulate import simulate
from sealcanvas.cli.policy_who_can import who_can


@click.group()
def policy() -> None:
    """Ask what policies let whom do; beside a running server and on the state of a stopped one."""


for command in (simulate, who_can, review):
    policy.add_command(command)
