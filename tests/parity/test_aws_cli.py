"""The AWS CLI, as a shell user would call it after `eval "$(sealcanvas env)"`."""

import base64
import json
import os
import subprocess
import sys
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from sealcanvas.server.environment import environment_of
from tests.support.live import Live
from tests.support.organization import ensure_organization
from tests.support.outside import verify_outside
from tests.support.wrapped_material import wrap_material


@pytest.fixture
def aws(live: Live) -> Any:
    program = Path(sys.executable).with_name("aws")
    own = {**os.environ, **live.environment, "AWS_PAGER": "", "AWS_MAX_ATTEMPTS": "1"}

    def call(*arguments: str, fails: bool = False, environment: dict[str, str] | None = None) -> str:
        done = subprocess.run(
            [str(program), *arguments],
            env={**own, **(environment or {})},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert (done.returncode != 0) is fails, done.stderr
        return done.stderr if fails else done.stdout

    return call


def test_a_key_rotates(aws: Any) -> None:
    made = json.loads(aws("kms", "create-key"))["KeyMetadata"]
    key = made["KeyId"]
    aws("kms", "enable-key-rotation", "--key-id", key, "--rotation-period-in-days", "180")
    assert json.loads(aws("kms", "rotate-key-on-demand", "--key-id", key)) == {"KeyId": made["Arn"]}
    status = json.loads(aws("kms", "get-key-rotation-status", "--key-id", key))
    told = (status["KeyId"], status["KeyRotationEnabled"], status["RotationPeriodInDays"])
    assert told == (made["Arn"], True, 180)
    found = json.loads(aws("kms", "list-key-rotations", "--key-id", key))["Rotations"]
    assert [each["RotationType"] for each in found] == ["ON_DEMAND"]
    assert "rotationPeriodInDays" in aws(
        "kms", "enable-key-rotation", "--key-id", key, "--rotation-period-in-days", "3000", fails=True
    )


def test_key_material_is_imported_and_replicated(aws: Any, tmp_path: Path) -> None:
    made = json.loads(aws("kms", "create-key", "--origin", "EXTERNAL", "--multi-region"))["KeyMetadata"]
    key, files = made["KeyId"], {name: tmp_path / name for name in ("token", "material")}
    wrapping = ("--wrapping-algorithm", "RSAES_OAEP_SHA_256", "--wrapping-key-spec", "RSA_3072")
    given = json.loads(aws("kms", "get-parameters-for-import", "--key-id", key, *wrapping))
    files["token"].write_bytes(b64decode(given["ImportToken"]))
    public = b64decode(given["PublicKey"])
    files["material"].write_bytes(wrap_material(public, "RSAES_OAEP_SHA_256", bytes(range(32))))
    wrapped = (
        "--encrypted-key-material",
        f"fileb://{files['material']}",
        "--import-token",
        f"fileb://{files['token']}",
    )
    forever = ("--expiration-model", "KEY_MATERIAL_DOES_NOT_EXPIRE")
    aws("kms", "import-key-material", "--key-id", key, *wrapped, *forever)
    assert json.loads(aws("kms", "describe-key", "--key-id", key))["KeyMetadata"]["KeyState"] == "Enabled"
    aws("kms", "replicate-key", "--key-id", key, "--replica-region", "eu-west-1")
    replica = json.loads(aws("kms", "describe-key", "--key-id", key, "--region", "eu-west-1"))["KeyMetadata"]
    assert (replica["KeyState"], replica["MultiRegionConfiguration"]["PrimaryKey"]["Arn"]) == (
        "PendingImport",
        made["Arn"],
    )
    assert json.loads(aws("kms", "get-key-last-usage", "--key-id", key))["KeyLastUsage"] == {}


def test_keys_and_objects(aws: Any, tmp_path: Path) -> None:
    key = json.loads(aws("kms", "create-key", "--description", "cli"))["KeyMetadata"]["Arn"]
    aws("s3", "mb", "s3://cli-bucket")
    tree = tmp_path / "木"
    tree.mkdir()
    (tree / "a b.txt").write_text("こんにちは")
    (tree / "c.bin").write_bytes(bytes(range(256)) * 5000)
    aws("s3", "sync", str(tree), "s3://cli-bucket/t", "--sse", "aws:kms", "--sse-kms-key-id", key)
    back = tmp_path / "back"
    aws("s3", "sync", "s3://cli-bucket/t", str(back))
    assert {p.name: p.read_bytes() for p in back.iterdir()} == {p.name: p.read_bytes() for p in tree.iterdir()}
    head = json.loads(aws("s3api", "head-object", "--bucket", "cli-bucket", "--key", "t/a b.txt"))
    assert head["SSEKMSKeyId"] == key
    assert "NoSuchBucket" in aws("s3", "ls", "s3://not-there-at-all", fails=True)


def test_the_studios_own_service_is_an_aws_service(aws: Any) -> None:
    text = aws("sealcanvas", "describe-dataset", "--dataset-id", "ds-00000000000000000", fails=True)
    assert "ResourceNotFoundException" in text


def test_an_account_is_made_listed_and_entered(aws: Any, live: Live) -> None:
    ensure_organization(live)
    described = json.loads(aws("organizations", "describe-organization"))["Organization"]
    assert described["MasterAccountId"] == live.account
    made = aws("organizations", "create-account", "--email", "cli@example.com", "--account-name", "From the CLI")
    status = json.loads(made)["CreateAccountStatus"]
    assert status["State"] == "SUCCEEDED"
    listed = json.loads(aws("organizations", "list-accounts"))["Accounts"]
    account = next(each for each in listed if each["Id"] == status["AccountId"])
    assert (account["Name"], account["Status"]) == ("From the CLI", "ACTIVE")
    arn = f"arn:aws:iam::{account['Id']}:role/OrganizationAccountAccessRole"
    assumed = json.loads(aws("sts", "assume-role", "--role-arn", arn, "--role-session-name", "cli"))
    assert assumed["AssumedRoleUser"]["Arn"].startswith(f"arn:aws:sts::{account['Id']}:assumed-role/")
    refused = aws("organizations", "describe-account", "--account-id", "000000000000", fails=True)
    assert "(AccountNotFoundException)" in refused
    assert "You specified an account that doesn't exist." in refused
    members = environment_of(live.server.home, account["Id"])
    identity = json.loads(aws("sts", "get-caller-identity", environment=members))
    assert identity["Arn"] == f"arn:aws:iam::{account['Id']}:user/administrator"
    told = aws("organizations", "list-accounts", environment=members, fails=True)
    assert "(AccessDeniedException)" in told
    assert "You don't have permissions to access this resource." in told


def test_key_pairs_and_macs(aws: Any, tmp_path: Path) -> None:
    """The steps of AWS's own examples for these commands: files in, base64 out. This CLI has no Encapsulate yet."""

    def made(spec: str, usage: str) -> str:
        told = aws("kms", "create-key", "--key-spec", spec, "--key-usage", usage)
        return str(json.loads(told)["KeyMetadata"]["KeyId"])

    def kms(command: str, *arguments: str) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(aws("kms", command, *arguments))
        return told

    message, blob = tmp_path / "message.txt", tmp_path / "blob"
    message.write_text("こんにちは")
    content = f"fileb://{message}"

    signer = made("ECC_NIST_P384", "SIGN_VERIFY")
    asked: tuple[str, ...] = (
        "--key-id",
        signer,
        "--message",
        content,
        "--message-type",
        "RAW",
        "--signing-algorithm",
        "ECDSA_SHA_384",
    )
    signature = base64.b64decode(kms("sign", *asked)["Signature"])
    public = base64.b64decode(kms("get-public-key", "--key-id", signer)["PublicKey"])
    verify_outside(public, "ECDSA_SHA_384", message.read_bytes(), signature)
    blob.write_bytes(signature)
    assert kms("verify", *asked, "--signature", f"fileb://{blob}")["SignatureValid"] is True
    blob.write_bytes(signature[::-1])
    refused = aws("kms", "verify", *asked, "--signature", f"fileb://{blob}", fails=True)
    assert "KMSInvalidSignatureException" in refused

    hmac = made("HMAC_384", "GENERATE_VERIFY_MAC")
    asked = ("--key-id", hmac, "--message", content, "--mac-algorithm", "HMAC_SHA_384")
    blob.write_bytes(base64.b64decode(kms("generate-mac", *asked)["Mac"]))
    assert kms("verify-mac", *asked, "--mac", f"fileb://{blob}")["MacValid"] is True

    rsa = made("RSA_2048", "ENCRYPT_DECRYPT")
    asked = ("--key-id", rsa, "--encryption-algorithm", "RSAES_OAEP_SHA_256")
    blob.write_bytes(base64.b64decode(kms("encrypt", *asked, "--plaintext", content)["CiphertextBlob"]))
    opened = kms("decrypt", *asked, "--ciphertext-blob", f"fileb://{blob}")
    assert base64.b64decode(opened["Plaintext"]).decode() == "こんにちは"

    ours, theirs = (made("ECC_NIST_P256", "KEY_AGREEMENT") for _ in range(2))
    secrets = set()
    for own, other in ((ours, theirs), (theirs, ours)):
        blob.write_bytes(base64.b64decode(kms("get-public-key", "--key-id", other)["PublicKey"]))
        asked = ("--key-id", own, "--key-agreement-algorithm", "ECDH", "--public-key", f"fileb://{blob}")
        secrets.add(kms("derive-shared-secret", *asked)["SharedSecret"])
    assert len(secrets) == 1

    sealing = str(json.loads(aws("kms", "create-key"))["KeyMetadata"]["KeyId"])
    pair = kms("generate-data-key-pair", "--key-id", sealing, "--key-pair-spec", "ECC_NIST_P256")
    blob.write_bytes(base64.b64decode(pair["PrivateKeyCiphertextBlob"]))
    assert kms("decrypt", "--ciphertext-blob", f"fileb://{blob}")["Plaintext"] == pair["PrivateKeyPlaintext"]
    asked = ("--key-id", sealing, "--key-pair-spec", "RSA_2048")
    assert "PrivateKeyPlaintext" not in kms("generate-data-key-pair-without-plaintext", *asked)
