"""The registry of tasks, filled in the worker alone: a task's module is imported by the task's name.

# jobs/tasks/automl.py
@task("automl")
def run(context: TaskContext) -> dict[str, Any]:
    from sealcanvas.ml.tabular import train  # heavy imports stand inside, so that naming a task costs nothing
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sealcanvas.jobs.context import TaskContext

TaskFunction = Callable[["TaskContext"], dict[str, Any]]

_tasks: dict[str, TaskFunction] = {}


class TaskFailed(Exception):
    """For a task to end its job with words of its own.

    Args:
        code: an AWS error's code, or "ClientError" for a fault in the data or the request.
        message: for people; no values of the customer's data.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class UnknownTask(Exception):
    """No module of that name registers a task of that name."""


def task(name: str) -> Callable[[TaskFunction], TaskFunction]:
    """Register the decorated function; it stands in `jobs/tasks/<name>.py` and returns the job's result as JSON."""

    def decorate(function: TaskFunction) -> TaskFunction:
        _tasks[name] = function
        return function

    return decorate


def find_task(name: str, extra: Mapping[str, str] | None = None) -> TaskFunction:
    """The task called `name`, its module imported now if need be.

    Args:
        extra: further task names and the modules that register them.

    Raises:
        UnknownTask: there is none.
    """
    if name not in _tasks:
        if not name.isidentifier():
            raise UnknownTask(name)
        module = (extra or {}).get(name, f"sealcanvas.jobs.tasks.{name}")
        try:
            import_module(module)
        except ModuleNotFoundError as error:
            if error.name == module:
                raise UnknownTask(name) from None
            raise
    if name not in _tasks:
        raise UnknownTask(name)
    return _tasks[name]
