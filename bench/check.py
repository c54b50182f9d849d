"""Is the generated history sound? Run this before trusting any figure."""

from __future__ import annotations

from collections.abc import Iterator

from . import consistency, database
from .measure import Row, measure
from .registry import Task, capability


@capability("check")
def steps(task: Task) -> Iterator[Row]:
    """The generated history is one that Odoo could have made itself."""
    with measure() as made:
        name = database.history(task.size, task.fresh)
    yield made.row("history, made or found", task.size)
    with database.environment(name) as env, measure() as checked:
        complaints = consistency.complaints(env, task.size)
    if complaints:
        raise database.Trouble("\n".join(complaints))
    yield checked.row("checked, nothing wrong", task.size)
