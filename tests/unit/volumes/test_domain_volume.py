"""The domain's volume: opened by the service principal under the domain's grant, and by nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sealcanvas.crypto.errors import CryptoError
from sealcanvas.kms import kms
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.volumes.domain_volume import create_domain_volume, open_domain_volume
from sealcanvas.volumes.sweep import sweep
from sealcanvas.volumes.walk import walk
from tests.unit.volumes.volume_world import DOMAIN, grant


def test_files_come_back_and_are_sealed(instance: Instance, root: Call, key: str, tmp_path: Path) -> None:
    grant(root, key)
    volume = create_domain_volume(instance, DOMAIN, key)
    volume.put("previews/売上.json", b"canary-77aa" * 1000)
    volume.put("empty", b"")
    again = open_domain_volume(instance, DOMAIN)
    assert again.get("previews/売上.json") == b"canary-77aa" * 1000
    assert again.names() == ["empty", "previews/売上.json"]
    volume.put("empty", b"not any more")
    assert again.get("empty") == b"not any more"
    again.delete("empty")
    with pytest.raises(FileNotFoundError):
        again.get("empty")
    sweep(instance)
    for path in (tmp_path / "home").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"canary-77aa" not in content
            assert "売上".encode() not in content
    (file,) = walk(instance)
    assert (file.owner, file.key_arn, file.problem) == (DOMAIN, key, "")


def test_without_the_grant_there_is_no_volume(instance: Instance, key: str) -> None:
    with pytest.raises(ServiceError, match="kms:GenerateDataKeyWithoutPlaintext"):
        create_domain_volume(instance, DOMAIN, key)


def test_another_domains_grant_does_not_help(instance: Instance, root: Call, key: str) -> None:
    grant(root, key, source_arn=DOMAIN.replace("d-000000000000", "d-111111111111"))
    with pytest.raises(ServiceError, match="kms:GenerateDataKeyWithoutPlaintext"):
        create_domain_volume(instance, DOMAIN, key)


def _revoke(root: Call, key: str, grant_id: str) -> None:
    kms.operations["RevokeGrant"](root, {"KeyId": key, "GrantId": grant_id})


def _disable(root: Call, key: str, _grant_id: str) -> None:
    kms.operations["DisableKey"](root, {"KeyId": key})


@pytest.mark.parametrize("take_away", [_revoke, _disable])
def test_what_is_taken_away_closes_the_volume(
    instance: Instance, root: Call, key: str, take_away: Callable[[Call, str, str], None]
) -> None:
    grant_id = grant(root, key)
    volume = create_domain_volume(instance, DOMAIN, key)
    volume.put("file", b"content")
    take_away(root, key, grant_id)
    with pytest.raises(ServiceError):
        volume.get("file")
    with pytest.raises(ServiceError):
        volume.put("other", b"content")
    with pytest.raises(ServiceError):
        open_domain_volume(instance, DOMAIN).get("file")
    assert volume.names() == ["file"]


def test_a_tampered_file_is_not_served_and_is_found(instance: Instance, root: Call, key: str) -> None:
    grant(root, key)
    volume = create_domain_volume(instance, DOMAIN, key)
    volume.put("file", b"content" * 100)
    (blob_id,) = instance.volumes.ids()
    path = instance.volumes.path(blob_id)
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.write_bytes(content)
    with pytest.raises(CryptoError):
        volume.get("file")
    (file,) = walk(instance)
    assert file.problem
