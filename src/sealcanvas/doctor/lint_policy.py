"""LintPolicy: what the linter says of a policy text that nobody has put yet."""

from sealcanvas.access.arn import account_of
from sealcanvas.access.linter import guess_kind, lint_policy
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.policy_findings import described


@sealcanvas.operation("LintPolicy", atomic=False)
def lint_policy_text(call: Call, request: Request) -> Request:
    """Every finding on the text, also those for which AWS would refuse it; its type is guessed where none is given.

    `ResourceArn` says whose the policy is: without it, the caller's account counts.
    """
    text = request["PolicyDocument"]
    kind = request.get("PolicyType") or guess_kind(text)
    found = lint_policy(text, kind, account_of(request.get("ResourceArn", "")) or call.account)
    return {"Findings": [described(finding) for finding in found], "PolicyType": kind}
