"""`sealcanvas env`: what a shell needs to talk to the server as its administrator."""

import json
import shlex
from pathlib import Path

import click

from sealcanvas.cli.common import account_option, fail, home_of, home_option, json_option


@click.command()
@home_option
@account_option("Whose administrator (default: that of the account that the state folder was made with).")
@json_option
def env(folder: Path | None, account: str | None, as_json: bool) -> None:
    """Print shell commands that make aws and boto3 talk to the server as an account's administrator."""
    from sealcanvas.roots.errors import RootUnavailable
    from sealcanvas.server.accounts import AccountRefused
    from sealcanvas.server.environment import environment_of
    from sealcanvas.server.home import HomeError
    from sealcanvas.service.errors import ServiceError
    from sealcanvas.storage.engine import WrongRoot

    try:
        exports = environment_of(home_of(folder), account)
    except ServiceError as error:
        raise fail(error.message) from None
    except (AccountRefused, LookupError, HomeError, RootUnavailable, WrongRoot) as error:
        raise fail(str(error)) from None
    if not home_of(folder).in_use:
        click.echo("sealcanvas: no server is running there now; this is where the last one answered", err=True)
    if as_json:
        click.echo(json.dumps(exports, indent=2))
    else:
        for name, value in exports.items():
            click.echo(f"export {name}={shlex.quote(value)}")
        # A session's token that the shell still holds would go along with the administrator's key, and be refused.
        click.echo("unset AWS_SESSION_TOKEN")
