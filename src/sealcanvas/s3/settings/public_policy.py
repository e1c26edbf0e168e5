"""Whether a bucket policy is public, and what is left of it for outsiders while public buckets are restricted.

A policy is taken to be public until it is seen to give access to fixed values alone.
Source: Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage", the meaning of "public".
"""

import re
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network

from sealcanvas.access.conditions import Condition, OperatorName
from sealcanvas.access.policy import PolicyDocument
from sealcanvas.access.statement import Statement

_CONFINING = frozenset(
    {
        "aws:principalarn",
        "aws:principalaccount",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:principalservicename",
        "aws:sourcearn",
        "aws:sourceaccount",
        "aws:sourceowner",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:userid",
        "s3:dataaccesspointaccount",
        "s3:dataaccesspointarn",
        "s3:x-amz-server-side-encryption-aws-kms-key-id",
    }
)
_EXACT = frozenset({"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike"})
_WILD = re.compile(r"[*?]|\$\{")
_ACCESS_POINT = re.compile(r"arn:aws[a-z-]*:s3:[a-z0-9-]+:[0-9]{12}:accesspoint/[^$]+", re.ASCII)
_NOBODY = "anonymous"  # what aws:userid and aws:PrincipalAccount are for whoever does not sign
_WIDEST_IPV4, _WIDEST_IPV6 = 8, 32
_MAPPED = IPv6Network("::ffff:0:0/96")  # all of IPv4, as a server on an IPv6 address sees it
_PRIVATE = tuple(IPv4Network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))


@lru_cache(maxsize=512)
def is_public(document: PolicyDocument) -> bool:
    """Tell whether the policy lets anybody in whom no fixed value confines."""
    return any(_opens(statement) for statement in document.statements)


@lru_cache(maxsize=512)
def for_outsiders(document: PolicyDocument) -> PolicyDocument:
    """The policy as it is for other accounts and for nobody in particular while RestrictPublicBuckets is on.

    Of a public policy that is its denials: also what it gives to accounts by name is cut off, as AWS does it.
    """
    if not is_public(document):
        return document
    denials = tuple(statement for statement in document.statements if statement.effect == "Deny")
    return PolicyDocument(document.text, document.kind, denials, document.findings)


def _opens(statement: Statement) -> bool:
    if statement.effect != "Allow" or statement.principals is None:
        return False
    if not statement.not_principal and not statement.principals.anyone:
        return False
    return not any(_confines(condition) for condition in statement.conditions)


def _confines(condition: Condition) -> bool:
    name = OperatorName.read(condition.operator)
    if name is None or name.if_exists or name.qualifier == "ForAllValues" or not condition.values:
        return False  # it also holds for a request that says nothing
    key = condition.key.lower()
    if key == "aws:sourceip":
        return name.base == "ipaddress" and all(map(_is_narrow, condition.values))
    if name.base not in _EXACT or key not in _CONFINING:
        return False
    if key == "s3:dataaccesspointarn":
        return all(_ACCESS_POINT.fullmatch(value) for value in condition.values)
    return not any(_WILD.search(value) or value.lower() == _NOBODY for value in condition.values)


def _is_narrow(text: str) -> bool:
    """Whether a range of addresses is none of those that are as good as everybody."""
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        return False
    if isinstance(network, IPv4Network):
        return network.prefixlen >= _WIDEST_IPV4 or any(map(network.subnet_of, _PRIVATE))
    if network.subnet_of(_MAPPED):
        return network.prefixlen - _MAPPED.prefixlen >= _WIDEST_IPV4
    return network.prefixlen >= _WIDEST_IPV6
