"""Volumes that get another key while they are in use: nobody who reads or writes meanwhile loses anything."""

import pytest

from sealcanvas.kms import kms
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.volumes.attached import detach, find_attached, open_attached
from sealcanvas.volumes.domain_volume import create_domain_volume, delete_domain_volume, open_domain_volume
from sealcanvas.volumes.errors import VolumeRekeyed
from sealcanvas.volumes.former_keys import files_of, forget_former_keys, key_of_volume, turn_key
from sealcanvas.volumes.keys import new_wrapped_key, open_wrapped_key
from sealcanvas.volumes.reseal import move_file
from sealcanvas.volumes.sweep import sweep, sweep_orphans
from sealcanvas.volumes.volume import Volume
from sealcanvas.volumes.walk import walk
from tests.unit.volumes.volume_world import APP, DOMAIN, grant

GIB = 1 << 30


@pytest.fixture
def keys(root: Call) -> list[str]:
    made = [str(kms.operations["CreateKey"](root, {})["KeyMetadata"]["Arn"]) for _ in range(3)]
    for each in made:
        grant(root, each)
    return made


@pytest.fixture
def volume(instance: Instance, keys: list[str]) -> Volume:
    return create_domain_volume(instance, DOMAIN, keys[0])


def turn(instance: Instance, volume: Volume, key: str) -> None:
    turn_key(instance, volume.volume_id, new_wrapped_key(instance, key, DOMAIN, volume.volume_id))


def move_all(instance: Instance, volume_id: str) -> int:
    """Bring every file to the volume's key; how many were moved."""
    now, moved = key_of_volume(instance, volume_id), 0
    for file in files_of(instance, volume_id):
        if file.key != now:
            old, new = (open_wrapped_key(instance, DOMAIN, volume_id, key) for key in (file.key, now))
            moved += move_file(instance, file, old, new, now)
    return moved


def keys_on_disk(instance: Instance) -> set[str]:
    assert all(file.problem == "" for file in walk(instance))
    return {file.key_arn for file in walk(instance)}


def test_new_files_go_under_the_new_key_and_old_ones_open_under_theirs(
    instance: Instance, root: Call, keys: list[str], volume: Volume
) -> None:
    volume.put("old", b"o" * 100_000)
    turn(instance, volume, keys[1])
    volume.put("new", b"n")  # by whoever opened the volume before
    assert volume.key_arn == keys[1]
    assert keys_on_disk(instance) == {keys[0], keys[1]}
    for each in (volume, open_domain_volume(instance, DOMAIN)):
        assert (each.get("old"), each.get("new")) == (b"o" * 100_000, b"n")
    assert move_all(instance, volume.volume_id) == 1
    forget_former_keys(instance, volume.volume_id)
    kms.operations["DisableKey"](root, {"KeyId": keys[0]})
    assert (volume.get("old"), volume.get("new")) == (b"o" * 100_000, b"n")
    assert keys_on_disk(instance) == {keys[1]}
    assert (sweep(instance), sweep_orphans(instance)) == (1, 0)


def test_two_turns_in_a_row_leave_files_under_three_keys(instance: Instance, keys: list[str], volume: Volume) -> None:
    for number, key in enumerate([*keys[1:], None]):
        volume.put(str(number), b"%d" % number)
        if key is not None:
            turn(instance, volume, key)
    assert keys_on_disk(instance) == set(keys)
    assert [volume.get(str(number)) for number in range(3)] == [b"0", b"1", b"2"]
    assert move_all(instance, volume.volume_id) == 2
    assert keys_on_disk(instance) == {keys[2]}


def test_a_reader_goes_on_with_what_it_opened(instance: Instance, keys: list[str], volume: Volume) -> None:
    volume.put("file", b"abc" * 50_000)
    with volume.reader("file") as reader:
        assert reader.read(0, 3) == b"abc"
        turn(instance, volume, keys[1])
        assert reader.read(149_997, 3) == b"abc"
        move_all(instance, volume.volume_id)
        forget_former_keys(instance, volume.volume_id)
        assert reader.read(3, 3) == b"abc"


def test_what_is_written_across_a_turn_is_kept_and_moved(instance: Instance, keys: list[str], volume: Volume) -> None:
    with volume.writer("file") as writer:
        writer.write(b"before ")
        turn(instance, volume, keys[1])
        writer.write(b"after")
    assert volume.get("file") == b"before after"
    assert keys_on_disk(instance) == {keys[0]}
    assert move_all(instance, volume.volume_id) == 1
    assert volume.get("file") == b"before after"
    assert keys_on_disk(instance) == {keys[1]}


def test_what_is_written_until_the_old_key_is_forgotten_fails_and_leaves_nothing(
    instance: Instance, keys: list[str], volume: Volume
) -> None:
    volume.put("file", b"old")
    writer = volume.writer("file")
    writer.write(b"new")
    turn(instance, volume, keys[1])
    move_all(instance, volume.volume_id)
    forget_former_keys(instance, volume.volume_id)
    with pytest.raises(VolumeRekeyed, match="Write the file again"):
        writer.commit()
    assert volume.get("file") == b"old"
    sweep(instance)
    assert sweep_orphans(instance) == 0
    volume.put("file", b"new")
    assert volume.get("file") == b"new"


def test_a_file_replaced_meanwhile_is_not_brought_back(instance: Instance, keys: list[str], volume: Volume) -> None:
    volume.put("file", b"old")
    turn(instance, volume, keys[1])
    [file] = files_of(instance, volume.volume_id)
    now = key_of_volume(instance, volume.volume_id)
    old, new = (open_wrapped_key(instance, DOMAIN, volume.volume_id, key) for key in (file.key, now))
    volume.put("file", b"newer")
    assert not move_file(instance, file, old, new, now)
    assert volume.get("file") == b"newer"


def test_snapshots_move_too_and_share_their_files_still(instance: Instance, keys: list[str]) -> None:
    app = open_attached(instance, "app", APP, DOMAIN, keys[0], GIB)
    app.put("a", b"a" * 1000)
    detach(instance, APP)
    turn(instance, app, keys[1])
    assert move_all(instance, app.volume_id) == 1
    forget_former_keys(instance, app.volume_id)
    again = open_attached(instance, "app", APP, DOMAIN, keys[1], GIB)
    assert again.get("a") == b"a" * 1000
    assert keys_on_disk(instance) == {keys[1]}
    found = find_attached(instance, APP)
    assert found is not None
    assert found.key_arn == keys[1]
    sweep(instance)
    assert sweep_orphans(instance) == 0


def test_a_volume_that_goes_takes_its_former_keys_along(instance: Instance, keys: list[str], volume: Volume) -> None:
    volume.put("file", b"x")
    turn(instance, volume, keys[1])
    delete_domain_volume(instance, DOMAIN)
    with instance.database.read() as connection:
        for table in ("volume_former_keys", "volume_former_files"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0
