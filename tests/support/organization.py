"""The organisation of a shared server: whichever test needs it first makes it."""

from contextlib import suppress

from tests.support.live import Live


def ensure_organization(live: Live) -> None:
    """Make the organisation, unless another test did."""
    organizations = live.client("organizations")
    with suppress(organizations.exceptions.AlreadyInOrganizationException):
        organizations.create_organization(FeatureSet="ALL")
