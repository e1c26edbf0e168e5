"""The `sealcanvas` command: exit codes 0 done, 1 failed, 2 misuse."""

import logging
import os
import sys

import click

from sealcanvas.cli.account import account
from sealcanvas.cli.console import console
from sealcanvas.cli.demo import demo
from sealcanvas.cli.env import env
from sealcanvas.cli.jobs import jobs
from sealcanvas.cli.policy import policy
from sealcanvas.cli.rekey import rekey
from sealcanvas.cli.root import root
from sealcanvas.cli.studio.build import build
from sealcanvas.cli.studio.forecast import forecast
from sealcanvas.cli.studio.predict import predict
from sealcanvas.cli.up import up
from sealcanvas.cli.upkeep import gc, scrub
from sealcanvas.cli.verify import verify
from sealcanvas.cli.why import why


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sealcanvas")
def cli() -> None:
    """A no-code machine learning studio in which every byte at rest is sealed under your own keys."""


_COMMANDS = (
    up,
    env,
    console,
    account,
    demo,
    build,
    predict,
    forecast,
    jobs,
    verify,
    scrub,
    gc,
    rekey,
    root,
    why,
    policy,
)
for command in _COMMANDS:
    cli.add_command(command)


def main() -> None:
    """Entry point of the command line."""
    os.umask(0o077)  # nothing that we make is for others to read
    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s", stream=sys.stderr
    )
    cli(prog_name="sealcanvas")
