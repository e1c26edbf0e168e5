"""Homes, apps' and spaces' volumes: opened under the domain's grant, detached into snapshots and brought back."""

from collections.abc import Callable
from contextlib import suppress

import pytest

from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.volumes.attached import (
    attached_of_domain,
    delete_attached,
    delete_attached_of_domain,
    detach,
    find_attached,
    open_attached,
    retain,
)
from sealcanvas.volumes.job_folder import remove_job_volumes
from sealcanvas.volumes.snapshots import KEPT, list_snapshots
from sealcanvas.volumes.sweep import sweep, sweep_orphans
from sealcanvas.volumes.volume import Volume
from sealcanvas.volumes.walk import walk
from tests.unit.volumes.volume_world import APP, DOMAIN, PROFILE, grant

GIB = 1 << 30


@pytest.fixture
def open_app(instance: Instance, root: Call, key: str) -> Callable[[], Volume]:
    grant(root, key)
    return lambda: open_attached(instance, "app", APP, DOMAIN, key, GIB)


def test_without_the_domains_grant_nothing_is_made(instance: Instance, root: Call, key: str) -> None:
    grant(root, key, source_arn=PROFILE)
    with pytest.raises(ServiceError, match="kms:GenerateDataKeyWithoutPlaintext"):
        open_attached(instance, "home", PROFILE, DOMAIN, key, GIB)
    assert attached_of_domain(instance, DOMAIN) == []


def test_a_detached_volume_is_a_snapshot_and_comes_back_with_its_files(
    instance: Instance, open_app: Callable[[], Volume]
) -> None:
    volume = open_app()
    volume.put("état.json", b"{}")
    detach(instance, APP)
    found = find_attached(instance, APP)
    assert found is not None
    assert (found.state, found.used) == ("Detached", 0)
    (snapshot,) = list_snapshots(instance, volume.volume_id)
    assert (snapshot.files, snapshot.size) == (1, 2)
    sweep(instance)
    assert sweep_orphans(instance) == 0
    assert remove_job_volumes(instance) == 0
    assert [each.problem for each in walk(instance)] == [""]
    again = open_app()
    assert again.volume_id == volume.volume_id
    assert again.get("état.json") == b"{}"
    detach(instance, APP)
    assert len(list_snapshots(instance, volume.volume_id)) == 1  # nothing changed since


def test_old_snapshots_are_bounded_and_their_blobs_go(instance: Instance, open_app: Callable[[], Volume]) -> None:
    for number in range(KEPT + 3):
        volume = open_app()
        volume.put("same name", f"{number}".encode())
        detach(instance, APP)
    assert len(list_snapshots(instance, volume.volume_id)) == KEPT
    sweep(instance)
    assert len(list(instance.volumes.ids())) == KEPT
    assert open_app().get("same name") == f"{KEPT + 2}".encode()


def test_a_file_that_a_snapshot_has_outlives_its_deletion(instance: Instance, open_app: Callable[[], Volume]) -> None:
    open_app().put("f", b"1")
    detach(instance, APP)
    volume = open_app()
    volume.delete("f")
    sweep(instance)
    (snapshot,) = list_snapshots(instance, volume.volume_id)
    assert snapshot.files == 1
    assert [each.problem for each in walk(instance)] == [""]
    detach(instance, APP)
    assert open_app().names() == []


def test_one_flipped_bit_in_a_snapshot_is_found(instance: Instance, open_app: Callable[[], Volume]) -> None:
    open_app().put("f", b"content")
    detach(instance, APP)
    (blob_id,) = instance.volumes.ids()
    path = instance.volumes.path(blob_id)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    (file,) = walk(instance)
    assert file.problem
    path.unlink()
    (file,) = walk(instance)
    assert file.problem == "the file is missing"


def test_deleting_a_volume_leaves_nothing_of_it(instance: Instance, open_app: Callable[[], Volume]) -> None:
    for content in (b"1", b"2"):
        open_app().put("f", content)
        detach(instance, APP)
    open_app()
    delete_attached(instance, APP)
    sweep(instance)
    assert list(instance.volumes.ids()) == []
    assert attached_of_domain(instance, DOMAIN) == []
    assert open_app().names() == []


def test_a_retained_home_is_not_the_next_profiles_of_its_name(instance: Instance, root: Call, key: str) -> None:
    grant(root, key)
    old = open_attached(instance, "home", PROFILE, DOMAIN, key, GIB)
    old.put("secret", b"ana's")
    retain(instance, PROFILE)
    new = open_attached(instance, "home", PROFILE, DOMAIN, key, GIB)
    assert (new.names(), new.volume_id == old.volume_id) == ([], False)
    assert {each.state for each in attached_of_domain(instance, DOMAIN)} == {"Attached", "Retained"}
    assert [each.problem for each in walk(instance)] == [""]
    delete_attached_of_domain(instance, DOMAIN)
    sweep(instance)
    assert list(instance.volumes.ids()) == []


def test_a_step_that_fails_within_a_unit_of_work_never_was(instance: Instance, open_app: Callable[[], Volume]) -> None:
    open_app().put("f", b"1")
    with suppress(ZeroDivisionError), instance.database.transaction():
        detach(instance, APP)
        raise ZeroDivisionError
    assert open_app().get("f") == b"1"
    volume = find_attached(instance, APP)
    assert volume is not None
    assert list_snapshots(instance, volume.volume_id) == []
