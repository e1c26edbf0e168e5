"""What goes wrong when the root key is asked for.

RootUnavailable     the root key cannot be had: a file is missing, a service refuses, a passphrase is wrong
└── TokenUnavailable    likewise, of a PKCS#11 token (`roots.pkcs11.errors`)
"""


class RootUnavailable(Exception):
    """The root key cannot be had; the message says what to do, in one line."""
