"""`sealcanvas account` and `sealcanvas env --account`, on the state of a stopped server."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sealcanvas.cli import cli
from sealcanvas.iam.administrator import root_call
from sealcanvas.organizations.operations_accounts import close_account
from sealcanvas.organizations.operations_attachments import attach_policy
from sealcanvas.organizations.operations_create_account import create_account
from sealcanvas.organizations.operations_policies import create_policy
from sealcanvas.server.home import Endpoint, Home
from sealcanvas.server.opened import opened
from sealcanvas.sts.authenticate import authenticate

DENY_IAM = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"iam:*","Resource":"*"}]}'


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("SEALCANVAS_ROOT_KEY", str(tmp_path / "root.key"))
    monkeypatch.setenv("SEALCANVAS_HOME", str(tmp_path / "state"))
    made = Home.default(os.environ)
    made.create("111122223333")
    with opened(made):
        pass
    made.publish_endpoint(Endpoint("http://127.0.0.1:1", 1))
    return made


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


def ran(*arguments: str) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_an_account_is_made_listed_and_entered(home: Home) -> None:
    assert [each["Id"] for each in ran("account", "list")] == ["111122223333"]
    made = ran("account", "add", "Analytics", "--email", "a@example.com")
    assert (made["AccountName"], made["Email"]) == ("Analytics", "a@example.com")
    account = made["AccountId"]
    listed = {each["Id"]: each for each in ran("account", "list")}
    assert set(listed) == {"111122223333", account}
    assert (listed[account]["Name"], listed[account]["Status"]) == ("Analytics", "ACTIVE")
    assert f"{account}  Analytics" in run("account", "list").stdout
    exports = ran("env", "--account", account)
    with opened(home) as instance:
        identity = authenticate(instance, exports["AWS_ACCESS_KEY_ID"], None)
    assert identity.principal.arn == f"arn:aws:iam::{account}:user/administrator"
    assert ran("env", "--account", account) == exports


def test_text_for_people_says_how_to_get_in(home: Home) -> None:
    told = run("account", "add", "Two words").stdout.splitlines()
    account = told[0].split()[1]
    assert told[0] == f"account {account} (Two words)"
    assert told[1].endswith(f'eval "$(sealcanvas env --account {account})"')
    assert {each["Email"].partition("@")[2] for each in ran("account", "list")} == {
        "111122223333.invalid",
        "accounts.invalid",
    }


def test_an_administrator_is_made_on_demand(home: Home) -> None:
    ran("account", "add", "First")
    with opened(home) as instance:
        request = {"AccountName": "ByAPI", "Email": "api@example.com"}
        account = create_account(root_call(instance), request)["CreateAccountStatus"]["AccountId"]
    assert ran("env", "--account", account)["AWS_ACCESS_KEY_ID"].startswith("AKIA")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("account", "add", "名前"), "failed to satisfy constraint: Member must satisfy regular expression"),
        (("account", "add", "x", "--email", "nobody"), "failed to satisfy constraint"),
        (("env", "--account", "000000000000"), "account 000000000000 is not there: see `sealcanvas account list`"),
    ],
    ids=["name", "email", "unknown"],
)
def test_what_cannot_be_is_told_in_one_line(home: Home, arguments: tuple[str, ...], told: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 1
    assert told in result.stderr
    assert len(result.stderr.splitlines()) <= 2
    assert "Traceback" not in result.stderr


def test_a_taken_address_makes_no_account(home: Home) -> None:
    ran("account", "add", "One", "--email", "a@example.com")
    result = run("account", "add", "Two", "--email", "a@example.com")
    assert result.exit_code == 1
    assert result.stderr == "sealcanvas: the account was not made: EMAIL_ALREADY_EXISTS\n"
    assert len(ran("account", "list")) == 2


def test_a_closed_account_is_not_entered(home: Home) -> None:
    account = ran("account", "add", "Gone")["AccountId"]
    with opened(home) as instance:
        close_account(root_call(instance), {"AccountId": account})
    result = run("env", "--account", account)
    assert result.exit_code == 1
    assert f"account {account} is closed" in result.stderr


def test_a_service_control_policy_may_forbid_the_administrator(home: Home) -> None:
    ran("account", "add", "First")
    with opened(home) as instance:
        asked = {"Name": "x", "Description": "", "Type": "SERVICE_CONTROL_POLICY", "Content": DENY_IAM}
        policy = create_policy(root_call(instance), asked)["Policy"]["PolicySummary"]["Id"]
        root = instance.memberships.of("111122223333")
        assert root is not None
        attach_policy(root_call(instance), {"PolicyId": policy, "TargetId": root.path.split("/")[1]})
    result = run("account", "add", "Second")
    assert result.exit_code == 1
    assert "with an explicit deny in a service control policy" in result.stderr
    assert len(ran("account", "list")) == 3, "the account is there, and the management account gets in by its role"


def test_a_shell_forgets_the_token_of_an_earlier_session(home: Home) -> None:
    account = ran("account", "add", "Analytics")["AccountId"]
    text = run("env", "--account", account).stdout
    assert text.splitlines()[-1] == "unset AWS_SESSION_TOKEN"
    exports = ran("env", "--account", account)
    assert "AWS_SESSION_TOKEN" not in exports
    shell = ["sh", "-euc", 'eval "$1"; printf "%s %s" "$AWS_ACCESS_KEY_ID" "${AWS_SESSION_TOKEN-none}"', "sh", text]
    for before in ({}, {"AWS_SESSION_TOKEN": "stale"}):
        done = subprocess.run(shell, env={"PATH": os.defpath, **before}, capture_output=True, text=True, check=True)
        assert done.stdout == f"{exports['AWS_ACCESS_KEY_ID']} none"


def test_misuse_ends_with_2(home: Home) -> None:
    assert run("env", "--account", "12").exit_code == 2
    assert run("account", "add").exit_code == 2
    assert run("account", "none").exit_code == 2
