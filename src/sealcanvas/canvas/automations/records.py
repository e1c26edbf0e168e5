"""Automations and their runs as they are stored."""

from sealcanvas.canvas import stored
from sealcanvas.canvas.stored import Stored
from sealcanvas.service.instance import Instance


def automations_of(instance: Instance, dataset: Stored) -> list[Stored]:
    """The automations that work on a dataset, oldest first."""
    every = stored.of_domain(instance, "automation", dataset.domain_id)
    return [each for each in every if each.details["dataset"] == dataset.id]


def runs_of(instance: Instance, automation: Stored) -> list[Stored]:
    """An automation's runs, oldest first."""
    every = stored.of_domain(instance, "automation-run", automation.domain_id)
    return [each for each in every if each.details["automation"] == automation.id]


def run_under_way(instance: Instance, automation: Stored) -> Stored | None:
    """The run that an automation is at, if it is at one."""
    every = stored.of_domain(instance, "automation-run", automation.domain_id, under_way=True)
    return next((each for each in every if each.details["automation"] == automation.id), None)


def minutes_of(instance: Instance, run: Stored) -> float:
    """How long a run has taken, or did take, by the clock."""
    until = instance.clock() if run.under_way else run.modified_at
    return max(0.0, (until - run.created_at).total_seconds() / 60)


def minutes_used(instance: Instance, automation: Stored) -> float:
    """How much of its budget an automation has spent: what its runs took, one that is under way included."""
    spent: float = automation.details.get("minutes", 0.0)
    run = run_under_way(instance, automation)
    return spent if run is None else spent + minutes_of(instance, run)
