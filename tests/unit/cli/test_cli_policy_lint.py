"""`sealcanvas policy lint`: places, carets, mends, exit codes; no server, no state folder."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sealcanvas.cli import cli

GOOD = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}}'
BAD = GOOD.replace("s3:GetObject", "s3:GetObjekt")
WEAK = GOOD.replace("}}", ',"Condition":{"StringEquals":{"aws:SecureTransport":"true"}}}}')

BLOCK = """{
    "Sid": "Enable IAM Permissions for Amazon Forecast KMS access",
    "Effect": "Allow",
    "Principal": {
        "AWS": "<arn:aws:iam::111122223333:role/AmazonSageMaker-111122223333>"
    },
    "Action": [
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:CreateGrant",
        "kms:RetireGrant",
        "kms:GenerateDataKey"
        "kms:GenerateDataKeyWithoutPlainText",
    ],
    "Resource": "*"
}
"""


@pytest.fixture(autouse=True)
def _no_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEALCANVAS_HOME", str(tmp_path / "none"))


def run(*arguments: str, text: str | bytes | None = None) -> Result:
    return CliRunner().invoke(cli, ["policy", "lint", *arguments], input=text)


def test_the_documents_malformed_block_is_told_line_by_line(tmp_path: Path) -> None:
    file = tmp_path / "block.json"
    file.write_text(BLOCK)
    result = run(str(file))
    assert result.exit_code == 1
    assert f'{file}:12:30: error: A comma is missing after "kms:GenerateDataKey". [json-comma-missing]' in result.output
    assert f"{file}:13:46: error: One comma too many stands before `]`. [json-comma-extra]" in result.output
    lines = result.output.splitlines()
    at = next(i for i, line in enumerate(lines) if "json-comma-missing" in line)
    assert lines[at + 1 : at + 4] == [
        '            "kms:GenerateDataKey"',
        "    " + " " * 29 + "^",
        "    Put a comma there.",
    ]
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(("text", "code"), [(GOOD, 0), (WEAK, 0), (BAD, 1), ("", 1), ("{", 1)])
def test_exit_codes(text: str, code: int) -> None:
    assert run("-", text=text).exit_code == code


def test_help_says_the_exit_codes() -> None:
    told = " ".join(run("--help").output.split())
    assert "Exit code: 0 if there is nothing, or suggestions only; 1 if there are errors" in told


@pytest.mark.parametrize(
    "arguments", [("/no/such/file",), (), ("/",), ("-", "--kind", "nonsense"), ("-", "--account", "12")]
)
def test_misuse(arguments: tuple[str, ...]) -> None:
    assert run(*arguments, text=GOOD).exit_code == 2


def test_json_for_programs() -> None:
    result = run("-", "--json", "--kind", "boundary", text=BAD)
    told = json.loads(result.output)
    assert told["kind"] == "boundary"
    (finding,) = told["findings"]
    assert (finding["code"], finding["severity"], finding["line"], finding["refused"]) == (
        "action-unknown",
        "error",
        1,
        False,
    )
    assert finding["mend"] == "Did you mean s3:GetObject?"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (GOOD, "identity"),
        ("{", "identity"),
        (GOOD.replace('"Action"', '"Principal":"*","Action"'), "bucket"),
        ('{"Statement":{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}}', "key"),
        ('{"Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}}', "trust"),
    ],
)
def test_the_kind_is_guessed(text: str, kind: str) -> None:
    assert f"read as a policy of the kind {kind}" in run("-", text=text).output


def test_the_account_tells_who_is_a_stranger() -> None:
    text = GOOD.replace("s3:GetObject", "kms:*").replace("arn:aws:s3:::b/*", "*")
    text = text.replace('"Action"', '"Principal":{"AWS":"222233334444"},"Action"')
    assert run("-", text=text).exit_code == 0
    assert "key-lockout" in run("-", "--account", "444433332222", text=text).output


def test_carets_stand_under_japanese_too() -> None:
    text = GOOD.replace('"Action"', '\n"Sid":"日本語",\n"Action"')
    lines = run("-", text=text).output.splitlines()
    at = next(i for i, line in enumerate(lines) if "sid-form" in line)
    assert lines[at + 1 : at + 3] == ['    "Sid":"日本語",', "    " + " " * 6 + "^" * 8]


def test_bytes_that_are_no_utf_8_are_told_with_their_place() -> None:
    result = run("-", text=b'{\n"a": "\xff"}')
    assert result.exit_code == 1
    assert "-:2:7: error: The text is not UTF-8 from here on. [json-utf8]" in result.output


def test_a_long_line_is_shown_around_the_finding() -> None:
    result = run("-", text=GOOD.replace('{"Version"', " " * 5_000 + '{"Version"').replace("s3:Get", "s3:Gut"))
    assert max(map(len, result.output.splitlines())) < 200
    assert "^^^^^" in result.output


def test_any_bytes_are_told_and_never_crash() -> None:
    marked = b"\xef\xbb\xbf" + GOOD.encode()
    for data in (b"\x00", marked, b"[" * 100_000, b"x" * 2_000_000, "\u202e".encode(), b"{}\x1b[2J"):
        result = run("-", text=data)
        assert result.exit_code == 1
        assert result.exception is None or isinstance(result.exception, SystemExit)
        assert "\x1b[2J" not in result.output
