"""Where statements stand in a text, and which condition keys a policy speaks of: AWS's own examples."""

import json

import pytest

from sealcanvas.access.context_keys import context_keys
from sealcanvas.access.policy import PolicyDocument
from sealcanvas.access.statement_spans import statement_spans

ALONE = (
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*",'
    '"Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}'
)
LINES = """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "*",
      "Resource": "*"
    }
  ]
}"""


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        (ALONE, [(1, 38, 1, 167)]),  # simulate-custom-policy in the AWS CLI's reference
        (LINES, [(3, 17, 8, 6)]),  # AdministratorAccess, as AWS answers
        ('{"Statement":[{"a":"]}"},\n {"b":1}]}', [(1, 15, 1, 25), (1, 25, 2, 9)]),
        ('{"Id":"Statement","Statement":[]}', []),
        ('{"\\u0053tatement": {"Sid":"日本"}}', [(1, 21, 1, 32)]),
    ],
)
def test_a_statement_spans_from_what_stands_before_it_to_its_closing_brace(
    text: str, spans: list[tuple[int, int, int, int]]
) -> None:
    found = [(s.start_line, s.start_column, s.end_line, s.end_column) for s in statement_spans(text)]
    assert found == spans


def test_context_keys_are_those_of_conditions_and_variables_in_the_texts_order_and_spelling() -> None:
    statements = [
        {
            "Effect": "Allow",
            "Action": "dynamodb:*",
            "Resource": "arn:aws:dynamodb:us-west-2:123456789012:table/${aws:username}${*}",
            "Condition": {"DateGreaterThan": {"aws:CurrentTime": "2015-08-16T12:00:00Z"}},
        },
        {
            "Effect": "Deny",
            "Action": "s3:*",
            "NotResource": ["arn:aws:s3:::b/${aws:PrincipalTag/team, 'none'}/*"],
            "Condition": {
                "StringEquals": {"aws:UserName": ["x", "${s3:prefix}"]},
                "Null": {"aws:TokenIssueTime": True},
            },
        },
    ]
    text = json.dumps({"Version": "2012-10-17", "Statement": statements})
    assert context_keys([PolicyDocument.parse(text, "identity")] * 2) == (
        "aws:username",
        "aws:CurrentTime",
        "aws:PrincipalTag/team",
        "s3:prefix",
        "aws:TokenIssueTime",
    )
    old = PolicyDocument.parse(text.replace("2012-10-17", "2008-10-17"), "identity")
    assert context_keys([old]) == ("aws:CurrentTime", "aws:UserName", "aws:TokenIssueTime")
