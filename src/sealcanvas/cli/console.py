"""`sealcanvas console`: a link that signs the administrator in to the console, once."""

import json
from pathlib import Path

import click

from sealcanvas.cli.common import account_option, fail, home_of, home_option, json_option, opened


@click.command()
@home_option
@account_option("Whose administrator (default: that of the account that the state folder was made with).")
@click.option("--open", "in_browser", is_flag=True, help="Open it in this machine's browser as well.")
@json_option
def console(folder: Path | None, account: str | None, in_browser: bool, as_json: bool) -> None:
    """Print a link to the web console that signs its first visitor in as an account's administrator."""
    from sealcanvas.iam.administrator import administrator_call, ensure_administrator
    from sealcanvas.server.accounts import AccountRefused, check_account
    from sealcanvas.sign_in import create_console_link

    home = home_of(folder)
    if home.exists and not home.in_use:
        raise fail(f"no server is running on {home.folder}: start one with `sealcanvas up`")
    with opened(home) as instance:
        if account is not None and account != instance.account:
            try:
                check_account(instance, account)
            except AccountRefused as error:
                raise fail(str(error)) from None
            ensure_administrator(instance, account)
        link = create_console_link(administrator_call(instance, account))
    url = link["SignInUrl"]
    if as_json:
        click.echo(json.dumps({"SignInUrl": url, "ExpiresAt": link["ExpiresAt"].isoformat()}, indent=2))
    else:
        click.echo(url)
        click.echo("sealcanvas: it opens once, within five minutes, for whoever comes first", err=True)
    if in_browser and click.launch(url) != 0:
        raise fail("no browser could be started here: open the link yourself")
