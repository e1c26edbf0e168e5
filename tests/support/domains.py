"""Domains of a server that tests share: an account may have ten, and each test may make some."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sealcanvas.client.workspace import DOMAIN
from tests.support.live import Live


@contextmanager
def domains_for_a_while(live: Live) -> Iterator[None]:
    """Delete, when the block ends, the domains that were made in it, but for the command line's, which is made once."""
    sagemaker = live.client("sagemaker")
    before = {each["DomainId"] for each in _domains(sagemaker)}
    yield
    for each in _domains(sagemaker):
        if each["DomainId"] not in before and each["DomainName"] != DOMAIN:
            _delete(sagemaker, each["DomainId"])


def _domains(sagemaker: Any) -> list[dict[str, Any]]:
    return [each for page in sagemaker.get_paginator("list_domains").paginate() for each in page["Domains"]]


def _delete(sagemaker: Any, domain_id: str) -> None:
    for app in sagemaker.list_apps(DomainIdEquals=domain_id)["Apps"]:
        if app["Status"] != "Deleted":
            owner = {name: app[name] for name in ("UserProfileName", "SpaceName") if name in app}
            sagemaker.delete_app(DomainId=domain_id, AppType=app["AppType"], AppName=app["AppName"], **owner)
    for space in sagemaker.list_spaces(DomainIdEquals=domain_id)["Spaces"]:
        sagemaker.delete_space(DomainId=domain_id, SpaceName=space["SpaceName"])
    for profile in sagemaker.list_user_profiles(DomainIdEquals=domain_id)["UserProfiles"]:
        sagemaker.delete_user_profile(DomainId=domain_id, UserProfileName=profile["UserProfileName"])
    sagemaker.delete_domain(DomainId=domain_id, RetentionPolicy={"HomeEfsFileSystem": "Delete"})
