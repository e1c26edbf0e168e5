"""Signing in to the console: links that open once, sessions of either kind, and the IAM users' own (docs/sessions.md).

What is about user profiles stands in `sagemaker.sign_in`. Importing the package registers its operation with
`service.own.sealcanvas`.
"""

from sealcanvas.sign_in.create_console_link import create_console_link

__all__ = ["create_console_link"]
