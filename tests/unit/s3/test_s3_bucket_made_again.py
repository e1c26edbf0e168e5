"""A bucket that is deleted and made again by somebody else while a request on the first one is under way."""

import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.s3 import errors
from sealcanvas.s3.state import state_of
from sealcanvas.service.instance import Instance
from tests.unit.s3.conftest import Client

OTHER = "999988887777"


@pytest.fixture
def handed_over(root: Client, instance: Instance) -> Callable[[], Client]:
    """Delete the bucket and make it again as another account, whose client is returned."""

    def hand_over() -> Client:
        root.delete_bucket()
        other = Client(instance, Principal.root(OTHER))
        other.create_bucket()
        return other

    return hand_over


class Slow:
    """A payload in whose middle the bucket changes hands."""

    length = 8
    trailers: Mapping[str, str] = {}

    def __init__(self, meanwhile: Callable[[], Client]) -> None:
        self._meanwhile = meanwhile
        self.owner: Client | None = None

    def __iter__(self) -> Iterator[bytes]:
        yield b"half"
        self.owner = self._meanwhile()
        yield b"half"


def test_an_upload_does_not_land_in_somebody_elses_bucket(
    root: Client, instance: Instance, handed_over: Callable[[], Client]
) -> None:
    body = Slow(handed_over)
    with pytest.raises(errors.NoSuchBucket):
        root.put_object(Key="planted", Body=body)
    assert body.owner is not None
    assert not body.owner.list_objects_v2().get("Contents")
    state_of(instance).reaper.sweep()
    assert list(instance.objects.ids()) == []


@pytest.mark.parametrize("name", ["list_objects_v2", "list_object_versions", "delete_objects"])
def test_what_is_listed_or_deleted_is_in_the_bucket_that_was_asked_for(
    root: Client, handed_over: Callable[[], Client], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    place = {
        "list_objects_v2": "sealcanvas.s3.list_objects.bucket_now",
        "list_object_versions": "sealcanvas.s3.versions.list_object_versions.bucket_now",
        "delete_objects": "sealcanvas.s3.delete_object.check_key",
    }[name]
    module, _, function = place.rpartition(".")
    owners: list[Client] = []
    place_of = sys.modules[module]
    real: Any = getattr(place_of, function)

    def overtaken(*arguments: Any) -> Any:
        owners.append(handed_over())
        owners[0].put("theirs", b"theirs")
        return real(*arguments)

    monkeypatch.setattr(place_of, function, overtaken)
    if name == "delete_objects":
        told = root.delete_objects(Delete={"Objects": [{"Key": "theirs"}]})
        assert [each["Code"] for each in told["Errors"]] == ["NoSuchBucket"]
    else:
        with pytest.raises(errors.NoSuchBucket):
            getattr(root, name)()
    assert owners[0].get("theirs") == b"theirs"
