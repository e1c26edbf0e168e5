"""Made-up policies and requests out of a seeded generator, and their way into the compiled engine.

They are drawn so that about half of the requests are allowed and every operator, layer and rule decides some.
"""

from tests.support.generated.compiled import compiled_decision, compiled_policies, compiled_request
from tests.support.generated.questions import Rules, question, questions

__all__ = ["Rules", "compiled_decision", "compiled_policies", "compiled_request", "question", "questions"]
