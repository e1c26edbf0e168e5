"""A session once more, under credentials of its own that end when one says."""

from dataclasses import replace
from datetime import datetime

from sealcanvas.service.instance import Instance
from sealcanvas.sts.credentials import Credentials, credentials_of, new_secret
from sealcanvas.sts.session_token import open_session


def shortened(instance: Instance, held: Credentials, account: str, ends: datetime) -> Credentials:
    """Fresh credentials of the very session that `held` is of: its principal, tags, policies and purpose.

    For one request that is handed out: neither the secret nor the access key id is that of the session itself.

    Args:
        account: the principal's.
        ends: when they expire; whoever asks sees to it that the session itself holds now.
    """
    session = open_session(instance.root, held.access_key_id, held.session_token)
    return credentials_of(instance, replace(session, secret=new_secret(), expires_at=ends), account)
