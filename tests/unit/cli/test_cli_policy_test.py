"""`sealcanvas policy test` on the state of a stopped server: transcripts, files, exit codes, the report for CI."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from sealcanvas.access.principal import Principal
from sealcanvas.cli import cli
from sealcanvas.iam import iam
from sealcanvas.iam.administrator import administrator_call, ensure_administrator
from sealcanvas.iam.roles import role_named
from sealcanvas.kms import kms
from sealcanvas.s3 import s3
from sealcanvas.server.compose import open_instance
from sealcanvas.server.home import Home
from sealcanvas.server.run import utc_now
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from tests.support.instance import ACCOUNT, call_as

JANE = f"arn:aws:iam::{ACCOUNT}:role/Jane"
ROOT = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"}
ALLOW = {"Sid": "Jane", "Effect": "Allow", "Principal": {"AWS": JANE}, "Action": "kms:*", "Resource": "*"}
DENY = {**ALLOW, "Sid": "NotJane", "Effect": "Deny"}
TRUST = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


@dataclass
class State:
    """A stopped server's state with a decision in it."""

    home: Home
    key: str
    decision: str

    def opened(self) -> Instance:
        description, root = self.home.open()
        return open_instance(
            self.home.folder, root.root, account=description.account, region=description.region, clock=utc_now
        )

    def set_policy(self, *statements: dict[str, Any]) -> None:
        instance = self.opened()
        kms.operations["PutKeyPolicy"](
            administrator_call(instance), {"KeyId": self.key, "Policy": policy(ROOT, *statements)}
        )
        instance.database.close()

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(cli, ["policy", "test", *arguments, "--home", str(self.home.folder)])


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> State:
    monkeypatch.setenv("SEALCANVAS_ROOT_KEY", str(tmp_path / "root.key"))
    monkeypatch.chdir(tmp_path)
    home = Home(tmp_path / "state", {"SEALCANVAS_ROOT_KEY": str(tmp_path / "root.key")})
    home.create(ACCOUNT)
    made = State(home, "", "")
    instance = made.opened()
    ensure_administrator(instance)
    admin = administrator_call(instance)
    iam.operations["CreateRole"](admin, {"RoleName": "Jane", "AssumeRolePolicyDocument": policy(TRUST)})
    s3.operations["CreateBucket"](admin, {"Bucket": "payroll"})
    made.key = kms.operations["CreateKey"](admin, {"Policy": policy(ROOT, DENY)})["KeyMetadata"]["Arn"]
    role = role_named(instance, ACCOUNT, "Jane")
    assert role is not None
    call = call_as(instance, Principal.role_session(role.arn, role.role_id, "work"))
    with pytest.raises(ServiceError):
        kms.operations["GenerateDataKey"](call, {"KeyId": made.key, "KeySpec": "AES_256"})
    made.decision = call.request_id
    instance.database.close()
    return made


def test_a_decision_is_saved_kept_shown_run_and_deleted(state: State) -> None:
    saved = state.run("save", state.decision, "--name", "ジェーンは読めない", "--exact")
    assert (saved.exit_code, saved.output) == (0, "ジェーンは読めない\n")
    listed = state.run("list")
    assert listed.output == f"ジェーンは読めない: kms:GenerateDataKey on {state.key}, explicit-deny\n"
    assert json.loads(state.run("show", "ジェーンは読めない").output)["Expect"]["Sid"] == "NotJane"
    ran = state.run("run")
    assert (ran.exit_code, ran.output) == (0, "1 policy tests: 1 hold, 0 do not\n")
    state.set_policy(ALLOW)
    failed = state.run("run")
    assert failed.exit_code == 1
    lines = failed.output.splitlines()
    assert lines[0] == "FAILED ジェーンは読めない"
    assert lines[1] == (
        f"  expected explicit-deny by resource, statement NotJane, in key policy of {state.key}; "
        f'found allowed by resource, statement "Jane" (line 1) of key policy of {state.key}'
    )
    assert lines[2].endswith('statement "Jane" (line 1) of key policy of ' + state.key + " allows it.")
    assert "実行できます" in state.run("run", "--language", "ja").output
    assert state.run("delete", "ジェーンは読めない").exit_code == 0
    assert state.run("run").output == "0 policy tests: 0 hold, 0 do not\n"


def test_files_are_written_reviewed_and_run(state: State, tmp_path: Path) -> None:
    saved = state.run("save", state.decision, "--to", "tests/policies")
    assert saved.output == "Jane kms GenerateDataKey explicit-deny\n"
    assert state.run("save", state.decision, "--to", "tests/policies").output.endswith("explicit-deny 2\n")
    files = sorted(path.name for path in (tmp_path / "tests/policies").iterdir())
    assert files == ["Jane kms GenerateDataKey explicit-deny 2.json", "Jane kms GenerateDataKey explicit-deny.json"]
    assert state.run("run", "tests").exit_code == 0
    assert state.run("list").output == ""
    again = state.run(
        "save", state.decision, "--to", "tests/policies", "--name", "Jane kms GenerateDataKey explicit-deny"
    )
    assert again.exit_code == 1
    assert "is there already" in again.stderr


def test_a_draft_is_run_as_if_it_were_saved(state: State, tmp_path: Path) -> None:
    state.run("save", state.decision)
    (tmp_path / "draft.json").write_text(policy(ROOT, ALLOW))
    assert state.run("run", "--draft", f"{state.key}=draft.json").exit_code == 1
    assert state.run("run").exit_code == 0
    (tmp_path / "inline.json").write_text(policy({"Effect": "Allow", "Action": "*", "Resource": "*"}))
    assert state.run("run", "--draft", f"{JANE}#new=inline.json").exit_code == 0  # an explicit deny wins


def test_the_outcome_may_be_one_that_is_yet_to_come(state: State) -> None:
    saved = state.run("save", state.decision, "--expect", "allowed", "--name", "soon")
    assert saved.exit_code == 0
    assert saved.output.startswith("soon: it does not hold now. ")
    assert state.run("run").exit_code == 1
    state.set_policy(ALLOW)
    assert state.run("run").exit_code == 0


def test_every_decision_of_a_call_may_be_saved(state: State) -> None:
    instance = state.opened()
    call = administrator_call(instance)
    kms.operations["CreateKey"](call, {"Tags": [{"TagKey": "a", "TagValue": "b"}]})
    instance.database.close()
    assert state.run("save", call.request_id, "--all").output.splitlines() == [
        "administrator kms CreateKey allowed",
        "administrator kms TagResource allowed",
    ]
    named = state.run("save", call.request_id, "--all", "--name", "made")
    assert named.output.splitlines() == ["made", "made 2"]
    assert state.run("run").exit_code == 0


def test_the_report_is_one_that_ci_servers_read(state: State, tmp_path: Path) -> None:
    folder = tmp_path / "tests"
    state.run("save", state.decision, "--to", "tests/a", "--name", "ジェーン &")
    state.run("save", state.decision, "--to", "tests/b", "--name", "soon", "--expect", "allowed")
    (folder / "broken.json").write_text('{\n  "Name": "x"\n  "Action": "y"\n}')
    ran = state.run("run", "tests", "--junit", "report.xml")
    assert ran.exit_code == 2
    assert "ERROR broken.json (tests/broken.json)" in ran.output
    assert '  Line 2, column 14: A comma is missing after "x". Put a comma there.' in ran.output
    assert "3 policy tests: 1 hold, 1 do not, 1 files are no test" in ran.output
    suites = ElementTree.parse(tmp_path / "report.xml").getroot()  # noqa: S314 - our own report
    (suite,) = suites
    assert suites.tag == "testsuites"
    assert (suite.tag, suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("testsuite", "3", "1", "1")
    cases = {case.get("name"): case for case in suite}
    assert set(cases) == {"ジェーン &", "soon", "broken.json"}
    assert {name: [child.tag for child in case] for name, case in cases.items()} == {
        "ジェーン &": [],
        "soon": ["failure"],
        "broken.json": ["error"],
    }
    assert [cases[name].get("classname") for name in ("ジェーン &", "soon", "broken.json")] == [
        "tests.a",
        "tests.b",
        "tests",
    ]
    failure = cases["soon"][0]
    assert str(failure.get("message")).startswith("expected allowed; found explicit-deny by resource")
    assert "forbids it" in (failure.text or "")
    assert all(float(case.get("time", "x")) >= 0 for case in suite)


def test_the_report_has_the_form_of_pytest_s_own(state: State, tmp_path: Path) -> None:
    state.run("save", state.decision, "--to", "tests", "--name", "soon", "--expect", "allowed")
    state.run("run", "tests", "--junit", "ours.xml")
    (tmp_path / "test_it.py").write_text("def test_it():\n    assert False\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--junit-xml=theirs.xml", "test_it.py"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=60, check=False)
    ours, theirs = (
        {element.tag: set(element.attrib) for element in ElementTree.parse(tmp_path / name).iter()}  # noqa: S314
        for name in ("ours.xml", "theirs.xml")
    )
    assert set(ours) == set(theirs) == {"testsuites", "testsuite", "testcase", "failure"}
    for tag, attributes in ours.items():
        assert attributes <= theirs[tag], tag


def test_programs_get_json(state: State, tmp_path: Path) -> None:
    state.run("save", state.decision, "--to", "tests", "--name", "soon", "--expect", "allowed")
    (tmp_path / "tests/broken.json").write_bytes(b'{\n "a": "\xff"}')
    told = json.loads(state.run("run", "tests", "--json").output)
    assert told["Errors"] == [
        {
            "File": "tests/broken.json",
            "Line": 2,
            "Column": 8,
            "Message": "The file is not UTF-8.",
            "Mend": "Save it as UTF-8.",
        }
    ]
    (result,) = told["Results"]
    assert (result["Name"], result["File"], result["Holds"]) == ("soon", "tests/soon.json", False)
    assert result["Found"]["Sid"] == "NotJane"


def test_two_files_of_one_name_are_told(state: State, tmp_path: Path) -> None:
    state.run("save", state.decision, "--to", "tests", "--name", "a")
    (tmp_path / "tests/b.json").write_text((tmp_path / "tests/a.json").read_text())
    ran = state.run("run", "tests")
    assert ran.exit_code == 2
    assert '"a" is the name of tests/a.json too.' in ran.output


def test_large_files_and_lists_end(state: State, tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/large.json").write_text("[" * 5_000_000)
    ran = state.run("run", "tests")
    assert (ran.exit_code, "longer than 32,768 bytes" in ran.output) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("run", "no-such-folder"), "does not exist"),
        (("run", "empty"), "there is no test"),
        (("run", "empty", "--account", ACCOUNT), "does not go with DIR"),
        (("run", "--draft", "x"), "PLACE=FILE"),
        (("run", "--draft", "=x"), "PLACE=FILE"),
        (("run", "--draft", "arn:aws:s3:::payroll=missing.json"), "cannot be read"),
        (("run", "--draft", "arn:aws:s3:::nowhere="), "No policy can be saved"),
        (("run", "--draft", "arn:aws:s3:::payroll=", "--draft", "arn:aws:s3:::payroll="), "two drafts"),
        (("run", "--draft", "arn:aws:s3:::payroll=broken.json"), "Line 1, column 1"),
        (("run", "--account", "12"), "an account id has 12 digits"),
        (("save",), "Missing argument"),
        (("save", "x", "--name", "a/b"), "--name takes"),
        (("save", "x", "--expect", "maybe"), "is not one of"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_misuse_ends_with_2(state: State, tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.json").write_text("{")
    ran = state.run(*arguments)
    assert ran.exit_code == 2
    assert message in ran.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("save", "no-such-decision"), "No decision with the id no-such-decision"),
        (("show", "nothing"), 'There is no policy test "nothing".'),
        (("delete", "nothing"), 'There is no policy test "nothing".'),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else None,
)
def test_what_is_not_there_ends_with_1(state: State, arguments: tuple[str, ...], message: str) -> None:
    ran = state.run(*arguments)
    assert ran.exit_code == 1
    assert ran.stderr.startswith("sealcanvas: ")
    assert message in ran.stderr


def test_another_account_has_tests_of_its_own(state: State) -> None:
    state.run("save", state.decision)
    assert state.run("list", "--account", "444455556666").output == ""
    assert state.run("show", "Jane kms GenerateDataKey explicit-deny", "--account", "444455556666").exit_code == 1


def test_enforcement_that_holds_up_every_edit_is_ended_at_the_server(state: State) -> None:
    """Whoever put the test may have wanted to keep what an edit would take from him."""
    state.set_policy(ALLOW)
    assert state.run("save", state.decision, "--name", "held", "--expect", "allowed").exit_code == 0
    assert state.run("enforce", "on").exit_code == 0
    with pytest.raises(ServiceError, match='"held"'):
        state.set_policy(DENY)
    assert state.run("enforce", "off").exit_code == 0
    state.set_policy(DENY)
    assert state.run("enforce", "perhaps").exit_code == 2
