"""A second policy engine, slow and literal, written from AWS's documentation to check the first by.

It works on policy documents as JSON gave them and on plain dicts, and imports nothing of `sealcanvas.access`. Each
rule names the page that it follows (IAM User Guide unless it says otherwise); where AWS is silent it says *ours*.
"""

from tests.support.literal.callers import Caller
from tests.support.literal.decide import decide, decide_key, decide_trust
from tests.support.literal.reading import Question, Verdict

__all__ = ["Caller", "Question", "Verdict", "decide", "decide_key", "decide_trust"]
