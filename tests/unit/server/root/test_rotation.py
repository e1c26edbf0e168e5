"""A new root key: everything is under it and nothing under the old one; and another keeper for the same."""

import errno
import json
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, text
from sqlcipher3 import dbapi2

from sealcanvas.access.principal import Principal
from sealcanvas.crypto.derive import derive
from sealcanvas.crypto.errors import Tampered
from sealcanvas.crypto.passphrase import Stretching
from sealcanvas.crypto.secret import Secret
from sealcanvas.crypto.wrap import MAGIC, WrapHeader, root_key_id, unwrap, wrap
from sealcanvas.kms import kms
from sealcanvas.kms.deletion import destroy_due
from sealcanvas.kms.material_name import MATERIAL_PURPOSE, name_of
from sealcanvas.roots.errors import RootUnavailable
from sealcanvas.server.home import Endpoint, Home, HomeError
from sealcanvas.server.opened import opened
from sealcanvas.server.registry import services
from sealcanvas.server.root.destroyed import destroyed_since_rotation
from sealcanvas.server.root.migrate import migrate
from sealcanvas.server.root.rotate import rotate_if_destroyed
from sealcanvas.server.run import Root
from sealcanvas.storage.columns import BlindIndex, ColumnCiphers, SealedBytes, SealedJSON, SealedText
from sealcanvas.storage.engine import WrongRoot, sqlite_engine
from sealcanvas.storage.metadata import metadata
from sealcanvas.storage.new_root import following_of
from sealcanvas.storage.page_check import opens
from tests.support.instance import ACCOUNT, call_as
from tests.support.root_world import PASSPHRASE, Keeping, RootWorld
from tests.unit.server.root.conftest import KINDS

Make = Callable[[str], Keeping]


def root_of(world: RootWorld) -> Secret:
    home = Home(world.state, world.environment)
    root = home.open()[1].root
    home.close()
    return root


@pytest.mark.parametrize("kind", KINDS)
def test_rotation_brings_everything_under_a_new_root_key(world: RootWorld, keeping: Make, kind: str) -> None:
    world.start(keeping(kind).locator)
    old = root_of(world)
    for epoch in (1, 2):
        result = world.run("root", "rotate", "--json")
        assert result.exit_code == 0, result.output
        assert json.loads(result.stdout)["Epoch"] == epoch
        world.check()
    new = root_of(world)
    assert new != old
    assert opens(world.state / "state.db", new)
    assert opens(world.state / "state.db", old) is False
    with pytest.raises(WrongRoot):
        sqlite_engine(world.state / "state.db", old).connect()
    assert not [path for path in world.state.iterdir() if ".next" in path.name]
    assert world.run("verify").exit_code == 0


def test_no_value_in_the_database_is_left_under_the_old_root_key(world: RootWorld) -> None:
    world.start("file:")
    old = root_of(world)
    assert world.run("root", "rotate").exit_code == 0
    former = ColumnCiphers(derive(old, "database-columns"))
    looked = wrapped = 0
    with opened(world.home) as instance, instance.database.read() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(text(f'SELECT * FROM "{table.name}"')).mappings():
                for column in table.columns:
                    value = row[column.name]
                    if isinstance(column.type, SealedText | SealedBytes | SealedJSON) and value is not None:
                        looked += 1
                        with pytest.raises(Exception, match="does not open"):
                            former[column.type.column].open(value)
                        value = column.type.process_result_value(value, connection.dialect)
                    if isinstance(value, bytes) and value.startswith(MAGIC):
                        wrapped += 1
                        assert WrapHeader.parse(value) == WrapHeader(root_key_id(instance.root), 1)
    assert looked > 15
    assert wrapped >= 4  # two materials, the service key, the secret of blind indexes


def test_every_column_of_bytes_is_known_to_rotation() -> None:
    """A column of bytes is sealed, or says how it follows, or is a blind index, whose secret is carried."""
    services()
    indexes = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, BlindIndex)
    }
    unknown = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary | BlindIndex) and not following_of(column.info)
    }
    assert unknown == indexes


def test_a_secret_that_nothing_would_wrap_anew_stops_the_rotation(world: RootWorld) -> None:
    world.start("file:")
    with opened(world.home) as instance, instance.database.transaction() as connection:
        blob = wrap(instance.root, "of a later version", b"name", Secret.random())
        sealed = ColumnCiphers(derive(instance.root, "database-columns"))["iam_users.tags"].seal(blob)
        connection.execute(text("UPDATE iam_users SET tags = :sealed"), {"sealed": sealed})
    root = root_of(world)
    result = world.run("root", "rotate")
    assert result.exit_code == 1
    assert "iam_users.tags holds a secret that nothing would wrap under the new root key" in result.stderr
    assert root_of(world) == root
    assert opens(world.state / "state.db", root)


def test_a_value_that_does_not_open_stops_the_rotation(world: RootWorld) -> None:
    world.start("file:")
    with opened(world.home) as instance, instance.database.transaction() as connection:
        connection.execute(text("UPDATE kms_material SET wrapped = zeroblob(200) WHERE version = 0"))
    result = world.run("root", "rotate")
    assert result.exit_code == 1
    assert "kms_material has a value that does not open" in result.stderr
    assert json.loads(world.run("root", "status", "--json").stdout)["Epoch"] == 0


def test_a_table_of_another_version_is_taken_along_unless_something_in_it_may_be_sealed(world: RootWorld) -> None:
    world.start("file:")
    with opened(world.home) as instance, instance.database.transaction() as connection:
        connection.execute(text("CREATE TABLE of_yesterday (name TEXT, count INTEGER)"))
        connection.execute(text("INSERT INTO of_yesterday VALUES ('kept', 7)"))
    assert world.run("root", "rotate").exit_code == 0
    with opened(world.home) as instance, instance.database.transaction() as connection:
        assert connection.execute(text("SELECT * FROM of_yesterday")).one() == ("kept", 7)
        connection.execute(text("CREATE TABLE of_tomorrow (body BLOB)"))
        connection.execute(text("INSERT INTO of_tomorrow VALUES (x'00')"))
    result = world.run("root", "rotate")
    assert result.exit_code == 1
    assert "of_tomorrow" in result.stderr
    world.check()
    assert json.loads(world.run("root", "status", "--json").stdout)["Epoch"] == 1


def test_a_broken_chain_stops_the_rotation_which_would_hide_it(world: RootWorld) -> None:
    world.start("file:")
    with opened(world.home) as instance, instance.database.transaction() as connection:
        connection.execute(text("UPDATE audit_events SET link = zeroblob(32) WHERE sequence = 2"))
    result = world.run("root", "rotate")
    assert result.exit_code == 1
    assert "record 2 of the audit trail" in result.stderr
    assert json.loads(world.run("root", "status", "--json").stdout)["Epoch"] == 0
    assert not (world.state / "state.db.next").exists()


def test_a_copy_from_before_does_not_open_under_the_new_root_key(world: RootWorld) -> None:
    world.start("file:")
    before = world.copy("backup")
    before.check()
    assert world.run("root", "rotate").exit_code == 0
    result = before.up()
    assert result.exit_code == 1
    assert "not this instance's" in result.stderr


def test_a_full_disk_leaves_the_root_key_as_it_is(world: RootWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    world.start("file:")
    for fault in (
        OSError(errno.ENOSPC, "No space left on device"),
        dbapi2.OperationalError("database or disk is full"),
    ):
        with monkeypatch.context() as patched:
            patched.setattr("sealcanvas.storage.reroot._Copy._copy_sequences", _raising(fault))
            result = world.run("root", "rotate")
        assert result.exit_code == 1
        assert "the root key stays as it is" in result.stderr
        assert len(result.stderr.splitlines()) == 1
        assert not [path for path in world.state.iterdir() if ".next" in path.name]
        assert not list(Path(world.environment["SEALCANVAS_CONFIG"]).rglob("*.next"))
        world.check()


def _raising(fault: Exception) -> Callable[[object], None]:
    def fail(_: object) -> None:
        raise fault

    return fail


def test_a_record_alone_destroys_no_key_file_that_was_left(world: RootWorld, keeping: Make) -> None:
    world.start("file:")
    assert world.run("root", "migrate", "--to", keeping("vault").locator, "--leave-file").exit_code == 0
    (file,) = (Path(world.environment["SEALCANVAS_CONFIG"]) / "root-keys").glob("*.key")
    record = json.loads((world.state / "root.json").read_text())
    (world.state / "root.json").write_text(json.dumps({**record, "retired": "file:"}))
    home = world.home
    home.lock()
    home.settle_root()
    home.unlock()
    assert len(file.read_bytes()) == 32
    world.check()


def test_no_bit_of_a_record_can_be_turned_without_a_line_that_says_so(
    world: RootWorld, keeping: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    cheap = {"memory": (64, 999), "iterations": (1, 9), "lanes": (1, 8)}
    monkeypatch.setattr("sealcanvas.crypto.passphrase._BOUNDS", cheap)
    monkeypatch.setattr(Stretching, "fresh", classmethod(lambda cls: cls(bytes(16), 64, 1, 1)))
    world.start(keeping("passphrase").locator)
    root = root_of(world)
    record = world.state / "root.json"
    whole = record.read_bytes()
    opened_still, told = 0, []
    for at in range(len(whole)):
        for bit in (0x01, 0x20):
            record.write_bytes(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :])
            home = world.home
            try:
                assert home.open()[1].root == root
                opened_still += 1
            except (HomeError, RootUnavailable) as error:
                told.append(str(error))
            home.close()
    assert not any("\n" in each for each in told)
    assert opened_still < 60  # the time, which is for people, and the case of what is hexadecimal


def test_the_trail_tells_of_every_change(world: RootWorld, keeping: Make) -> None:
    world.start("file:")
    assert world.run("root", "rotate").exit_code == 0
    assert world.run("root", "migrate", "--to", keeping("vault").locator).exit_code == 0
    with opened(world.home) as instance:
        moved, rotated = instance.trail.newest(2)
        assert instance.trail.verify() > 2
    assert (rotated["eventName"], moved["eventName"]) == ("RotateRootKey", "MigrateRootKey")
    assert rotated["serviceEventDetails"]["current"]["rootEpoch"] == 1
    assert moved["serviceEventDetails"]["current"]["root"].startswith("vault:http://127.0.0.1")


def test_what_a_rotation_writes_is_not_plain(world: RootWorld) -> None:
    world.start("file:")
    assert world.run("root", "rotate").exit_code == 0
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(world.state / "state.db").execute("SELECT 1 FROM sqlite_master").fetchall()
    assert world.run("verify", "--search", "payroll", "--search", "june.csv").exit_code == 0


def test_a_key_file_is_replaced_by_the_new_one(world: RootWorld) -> None:
    world.start("file:")
    keys = Path(world.environment["SEALCANVAS_CONFIG"]) / "root-keys"
    (old,) = (path.read_bytes() for path in keys.glob("*.key"))
    assert world.run("root", "rotate").exit_code == 0
    (file,) = keys.iterdir()
    assert file.read_bytes() != old
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("kind", KINDS)
def test_the_root_key_moves_to_another_keeper_and_back(world: RootWorld, keeping: Make, kind: str) -> None:
    world.start("file:")
    old = root_of(world)
    made = keeping(kind)
    result = world.run("root", "migrate", "--to", made.locator, "--json")
    assert result.exit_code == 0, result.output
    assert root_of(world) == old
    world.check()
    assert not list((Path(world.environment["SEALCANVAS_CONFIG"]) / "root-keys").glob("*.key"))
    result = world.run("root", "migrate", "--to", f"file:{world.folder}/elsewhere/root.key")
    assert result.exit_code == 0, result.output
    world.check()
    assert (world.folder / "elsewhere" / "root.key").read_bytes() == old.reveal()
    assert world.run("verify").exit_code == 0


def test_another_passphrase(world: RootWorld, keeping: Make) -> None:
    world.start(keeping("passphrase").locator)
    result = world.run("root", "migrate", "--to", "passphrase:")
    assert result.exit_code == 1
    assert "SEALCANVAS_NEW_ROOT_PASSPHRASE_FILE" in result.stderr
    new = "another passphrase of some length"
    result = world.run("root", "migrate", "--to", "passphrase:", SEALCANVAS_NEW_ROOT_PASSPHRASE=new)
    assert result.exit_code == 0, result.output
    assert new not in result.output
    refused = world.run("verify")
    assert refused.exit_code == 1
    assert PASSPHRASE not in refused.output
    world.environment |= {"SEALCANVAS_ROOT_PASSPHRASE": new}
    world.check()


def test_a_key_file_can_be_left_and_is_not_overwritten_by_another(world: RootWorld, keeping: Make) -> None:
    world.start("file:")
    made = keeping("vault")
    assert world.run("root", "migrate", "--to", made.locator, "--leave-file").exit_code == 0
    (file,) = (Path(world.environment["SEALCANVAS_CONFIG"]) / "root-keys").glob("*.key")
    other = world.folder / "other.key"
    other.write_bytes(bytes(range(32)))
    other.chmod(0o600)
    result = world.run("root", "migrate", "--to", f"file:{other}")
    assert result.exit_code == 1
    assert "there is another root key at" in result.stderr
    assert other.read_bytes() == bytes(range(32))
    assert file.exists()
    result = world.run("root", "migrate", "--to", made.locator)
    assert result.exit_code == 1
    assert "already" in result.stderr


def test_a_keeper_that_does_not_give_back_is_not_moved_to(
    world: RootWorld, keeping: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.start("file:")
    made = keeping("vault")
    monkeypatch.setattr("tests.support.vault.Vault._decrypt", lambda *_: (200, {"data": {"plaintext": "AAAA"}}))
    before = world.digest()
    result = world.run("root", "migrate", "--to", made.locator)
    assert result.exit_code == 1
    assert "does not give back" in result.stderr
    assert world.digest() == before
    world.check()


def test_shredding_what_was_destroyed_opens_by_no_copy_under_the_new_root_key(world: RootWorld) -> None:
    world.start("file:")
    assert "nothing was done" in world.run("root", "rotate", "--if-destroyed").stdout
    before = world.copy("backup")
    with opened(world.home) as instance:
        kms.operations["ScheduleKeyDeletion"](call_as(instance, Principal.root(ACCOUNT)), {"KeyId": world.key})
        later = instance.clock() + timedelta(days=31)
        instance.clock = lambda: later
        assert destroy_due(instance) == [world.key]
        assert destroyed_since_rotation(instance) == 1
    before.check()  # the old copy and the root key of its time: this is what a rotation ends
    old = root_of(world)
    result = world.run("root", "rotate", "--if-destroyed")
    assert result.exit_code == 0, result.output
    assert "epoch 1" in result.stdout
    new = root_of(world)
    assert opens(before.state / "state.db", new) is False
    engine = sqlite_engine(before.state / "state.db", old)
    with engine.connect() as connection:
        (blob, *_) = connection.execute(text("SELECT wrapped FROM kms_material")).scalars()
    engine.dispose()
    with pytest.raises(Tampered):
        unwrap(new, MATERIAL_PURPOSE, name_of(world.key, 0), blob)
    for path in Path(world.environment["SEALCANVAS_CONFIG"]).rglob("*"):
        assert path.is_dir() or old.reveal() not in path.read_bytes()
    assert "nothing was done" in world.run("root", "rotate", "--if-destroyed").stdout


def test_while_the_database_is_gone_neither_of_two_root_keys_is_let_go_of(world: RootWorld, keeping: Make) -> None:
    world.start(keeping("file").locator)
    key = world.folder / "key folder" / "root.key"
    before, old = (world.state / "root.json").read_text(), key.read_bytes()
    assert world.run("root", "rotate").exit_code == 0
    after, new = json.loads((world.state / "root.json").read_text()), key.read_bytes()
    # as a crash leaves it that came right after the new database took its place
    key.write_bytes(old)
    coming = key.with_name("root.key.next")
    coming.write_bytes(new)
    coming.chmod(0o600)
    record = {**json.loads(before), "next": after["current"]}
    (world.state / "root.json").write_text(json.dumps(record))
    (world.state / "state.db").rename(world.folder / "away.db")
    for arguments in (("up", "--port", "0"), ("root", "rotate"), ("verify",)):
        result = world.run(*arguments)
        assert result.exit_code == 1
        assert (key.read_bytes(), coming.read_bytes()) == (old, new)
    (world.folder / "away.db").rename(world.state / "state.db")
    world.check()
    assert world.run("root", "rotate").exit_code == 0
    world.check()


def test_what_a_rotation_that_was_cut_off_leaves_is_named(world: RootWorld) -> None:
    world.start("file:")
    (world.state / "state.db.next").write_bytes(bytes(8_192))
    result = world.run("verify")
    assert result.exit_code == 0
    assert "unfinished database" in result.stdout


def test_a_person_is_asked_once_a_command(world: RootWorld, keeping: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    world.start(keeping("passphrase").locator)
    with opened(world.home) as instance:
        kms.operations["ScheduleKeyDeletion"](call_as(instance, Principal.root(ACCOUNT)), {"KeyId": world.key})
        later = instance.clock() + timedelta(days=31)
        instance.clock = lambda: later
        destroy_due(instance)
    asked: list[tuple[str, bool]] = []

    def ask(question: str, twice: bool) -> Secret:
        asked.append((question, twice))
        return Secret(PASSPHRASE.encode())

    environment = {name: value for name, value in world.environment.items() if "PASSPHRASE" not in name}
    home = Home(world.state, environment, ask)
    assert rotate_if_destroyed(home) is not None
    assert asked == [("Passphrase of the root key", False)]
    migrated = migrate(Home(world.state, environment, ask), "passphrase:")
    assert migrated.current.epoch == 1
    assert asked[1:] == [("Passphrase of the root key", False), ("New passphrase of the root key", True)]


def test_up_shreds_first_if_told_to(world: RootWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    world.start("file:")
    with opened(world.home) as instance:
        kms.operations["ScheduleKeyDeletion"](call_as(instance, Principal.root(ACCOUNT)), {"KeyId": world.key})
        later = instance.clock() + timedelta(days=31)
        instance.clock = lambda: later
        destroy_due(instance)
    served = []

    def serve(home: Home, settings: object, ready: Callable[..., None]) -> None:
        with opened(home) as instance:
            served.append((instance.epoch, destroyed_since_rotation(instance)))
            ready(home.describe(), Endpoint("http://127.0.0.1:1", 1), Root("there", served[-1][1]))

    monkeypatch.setattr("sealcanvas.server.run.serve", serve)
    told = world.run("up", "--port", "0")
    assert "destroyed   key material (1)" in told.stderr
    told = world.run("up", "--port", "0", "--shred")
    assert told.exit_code == 0, told.output
    assert "destroyed" not in told.stderr
    assert world.run("up", "--port", "0", "--shred").exit_code == 0
    assert served == [(0, 1), (1, 0), (1, 0)]
