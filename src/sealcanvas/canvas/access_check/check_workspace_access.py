"""CheckWorkspaceAccess: whether each task of a user profile would be allowed, what decides, and the smallest change."""

from typing import Any

from sealcanvas.access.decision import Decision
from sealcanvas.access.words import Language
from sealcanvas.canvas.access_check.asked import TASKS, Asked, Task
from sealcanvas.canvas.access_check.obstacle import Obstacle
from sealcanvas.canvas.access_check.offers import offers_of
from sealcanvas.canvas.access_check.requests import requests_of
from sealcanvas.canvas.named import domain_named
from sealcanvas.canvas.workspace import settings_of
from sealcanvas.doctor.explain_decision import describe
from sealcanvas.doctor.simulate_question import ask
from sealcanvas.doctor.simulate_request import read_question
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.resource import PlainResource


@sealcanvas.operation("CheckWorkspaceAccess", resource=domain_named, atomic=False)
def check_workspace_access(call: Call, _domain: PlainResource, request: Request) -> Request:
    """Ask of every request that the tasks will make; nothing is written."""
    settings = settings_of(call, request["DomainId"], request["UserProfileName"])
    language: Language = request.get("Language", "en")
    obstacles: list[Obstacle] = []
    checks: list[tuple[Asked, Decision]] = []
    for found in requests_of(call, settings, request.get("S3Uri")):
        if isinstance(found, Obstacle):
            obstacles.append(found)
        elif _is_ours_to_ask(call, found):
            checks.append((found, ask(call.instance, read_question(call, found.members()))))
    denied = [(asked, decision) for asked, decision in checks if not decision.allowed]
    refused = {task for asked, _ in denied for task in asked.tasks}
    hindered = {task for obstacle in obstacles if obstacle.hinders for task in obstacle.tasks}
    return {
        "Tasks": [_task(task, task not in refused | hindered) for task in TASKS],
        "Obstacles": [obstacle.members() for obstacle in obstacles],
        "Offers": [offer.members() for offer in offers_of(call, settings, denied)],
        "Checks": [
            {
                "Tasks": list(asked.tasks),
                "Request": asked.members(),
                "Decision": describe(call.instance, decision, language, account=call.account),
            }
            for asked, decision in checks
        ],
    }


def _task(task: Task, allowed: bool) -> dict[str, Any]:
    return {"Task": task, "Allowed": allowed}


def _is_ours_to_ask(call: Call, asked: Asked) -> bool:
    """Whether it is about a resource of the account: another's policies are not told, the obstacle says so."""
    return asked.resource.split(":")[4] in ("", call.account)
