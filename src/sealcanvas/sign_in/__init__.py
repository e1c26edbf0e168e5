"""Signing in to the console: links, identity providers, sessions, and the IAM users' own (docs/sessions.md).

What is about user profiles stands in `sagemaker.sign_in`. Importing the package registers its operations with
`service.own.sealcanvas`.
"""

from sealcanvas.sign_in.create_console_link import create_console_link
from sealcanvas.sign_in.oidc.delete_sign_in_provider import delete_sign_in_provider
from sealcanvas.sign_in.oidc.list_sign_in_providers import list_sign_in_providers

__all__ = ["create_console_link", "delete_sign_in_provider", "list_sign_in_providers"]
