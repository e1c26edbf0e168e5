"""Policy tests by unmodified boto3 clients of a server: the header, enforcement, and what a killed server keeps."""

import json
import secrets
import subprocess
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sealcanvas.server.environment import environment_of
from tests.support.live import Live, live_server

HEADER = "x-sealcanvas-policy-tests"


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **each} for each in statements]})


class Scene:
    """A user who may use a key, and a test that says so."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.iam, self.kms, self.ours = live.client("iam"), live.client("kms"), live.client("sealcanvas")
        self.name = f"reader-{secrets.token_hex(4)}"
        self.arn = self.iam.create_user(UserName=self.name)["User"]["Arn"]
        credentials = self.iam.create_access_key(UserName=self.name)["AccessKey"]
        self.user = {"AccessKeyId": credentials["AccessKeyId"], "SecretAccessKey": credentials["SecretAccessKey"]}
        root = {"Principal": {"AWS": live.account}, "Action": "kms:*", "Resource": "*"}
        mine = {"Sid": "Mine", "Principal": {"AWS": self.arn}, "Action": "kms:*", "Resource": "*"}
        self.open = policy(root, mine)
        self.closed = policy(root, {**mine, "Effect": "Deny"})
        self.key = self.kms.create_key(Policy=self.open)["KeyMetadata"]["Arn"]
        self.test = f"{self.name} は暗号化できる"

    def save(self) -> dict[str, Any]:
        answer = self.live.client("kms", self.user).generate_data_key(KeyId=self.key, KeySpec="AES_256")
        decision = answer["ResponseMetadata"]["RequestId"]
        saved: dict[str, Any] = self.ours.put_policy_test(DecisionId=decision, Name=self.test)
        return saved

    def put(self, text: str) -> str | None:
        """Set the key policy; the header of the answer."""
        answer = self.kms.put_key_policy(KeyId=self.key, PolicyName="default", Policy=text)
        header: str | None = answer["ResponseMetadata"]["HTTPHeaders"].get(HEADER)
        return header


def test_an_edit_tells_its_caller_which_tests_fail(live: Live) -> None:
    scene = Scene(live)
    assert scene.save()["Result"]["Holds"] is True
    assert scene.put(scene.open) is None
    assert str(scene.put(scene.closed)).startswith("failed 1 of ")
    (result,) = scene.ours.run_policy_tests(Names=[scene.test])["Results"]
    assert (result["Found"]["Outcome"], result["Found"]["Sid"]) == ("explicit-deny", "Mine")
    assert scene.put(scene.open) is None
    deny = policy({"Effect": "Deny", "Action": "kms:*", "Resource": "*"})
    answer = scene.iam.put_user_policy(UserName=scene.name, PolicyName="own", PolicyDocument=deny)
    assert answer["ResponseMetadata"]["HTTPHeaders"][HEADER].startswith("failed 1 of ")
    scene.ours.delete_policy_test(Name=scene.test)


def test_a_bucket_s_edit_tells_it_too(live: Live) -> None:
    scene = Scene(live)
    s3, bucket = live.client("s3"), f"wire-{secrets.token_hex(4)}"
    s3.create_bucket(Bucket=bucket)
    statement = {"Principal": {"AWS": scene.arn}, "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{bucket}/*"}
    s3.put_bucket_policy(Bucket=bucket, Policy=policy(statement))
    document = {
        "PolicyTestVersion": 1,
        "Name": scene.test,
        "Principal": {"User": scene.arn},
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket}/報告/a",
        "Expect": {"Outcome": "allowed"},
    }
    scene.ours.put_policy_test(Document=json.dumps(document))
    answer = s3.delete_bucket_policy(Bucket=bucket)
    assert answer["ResponseMetadata"]["HTTPHeaders"][HEADER].startswith("failed 1 of ")
    scene.ours.delete_policy_test(Name=scene.test)


def test_pages_go_through_boto3_s_paginators(live: Live) -> None:
    scene = Scene(live)
    scene.save()
    document = scene.ours.describe_policy_test(Name=scene.test)["PolicyTest"]["Document"]
    for number in range(3):
        scene.ours.put_policy_test(Document=document.replace(scene.test, f"{scene.test} {number}"))
    for operation, member in (("list_policy_tests", "PolicyTests"), ("run_policy_tests", "Results")):
        pages = scene.ours.get_paginator(operation).paginate(PaginationConfig={"PageSize": 1})
        names = [each["Name"] for page in pages for each in page[member]]
        assert [name for name in names if name.startswith(scene.test)] == [
            scene.test,
            *(f"{scene.test} {number}" for number in range(3)),
        ]
    for name in names:
        if name.startswith(scene.test):
            scene.ours.delete_policy_test(Name=name)


def test_enforcement_undoes_an_edit_on_every_process_and_outlives_a_kill() -> None:
    with live_server("--workers", "2") as live:
        scene = Scene(live)
        scene.save()
        scene.ours.update_policy_test_settings(Enforce=True)
        for _ in range(6):  # whichever process answers
            with pytest.raises(ClientError, match=scene.name) as refused:
                Scene.put(scene, scene.closed)
            assert refused.value.response["Error"]["Code"] == "MalformedPolicyDocumentException"
        decision = refused.value.response["ResponseMetadata"]["RequestId"]
        live.server.kill()
        shown = subprocess.run(
            [*live.server.program, "policy", "test", "run"],
            env=live.server.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (shown.returncode, shown.stdout) == (0, "1 policy tests: 1 hold, 0 do not\n"), shown.stderr
        live.server.start()
        after = Live(live.server, environment_of(live.server.home), live.account)
        kms, ours = after.client("kms"), after.client("sealcanvas")
        assert json.loads(kms.get_key_policy(KeyId=scene.key)["Policy"]) == json.loads(scene.open)
        assert ours.describe_policy_test_settings()["Enforce"] is True
        assert ours.run_policy_tests()["Results"][0]["Holds"] is True
        assert ours.explain_decision(DecisionId=decision)["Decision"]["Action"] == "kms:PutKeyPolicy"
        assert ours.verify_store(Search=[scene.test])["Summary"]["FoundCount"] == 0
        for client in after.clients:
            client.close()


def test_the_command_line_saves_beside_a_running_server(live: Live) -> None:
    scene = Scene(live)
    answer = live.client("kms", scene.user).generate_data_key(KeyId=scene.key, KeySpec="AES_256")
    saved = subprocess.run(
        [*live.server.program, "policy", "test", "save", answer["ResponseMetadata"]["RequestId"], "--name", scene.test],
        env=live.server.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (saved.returncode, saved.stdout) == (0, f"{scene.test}\n"), saved.stderr
    assert str(scene.put(scene.closed)).startswith("failed 1 of ")
    scene.ours.delete_policy_test(Name=scene.test)
