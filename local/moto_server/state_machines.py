"""State machines run, whoever made them.

What runs them takes most of a second to load, which only those should pay who have a state machine: a repair of it waits for the first.
"""

from __future__ import annotations

from typing import Any, Callable

_waiting: list[Callable[[], None]] = []


def run_state_machines() -> None:
    """moto runs them only where its configuration says so."""
    import moto.stepfunctions.responses as responses

    responses.get_backend = backend_of


def before_the_first(repair: Callable[[], None]) -> None:
    _waiting.append(repair)


def backend_of(account_id: str, region: str) -> Any:
    while _waiting:
        _waiting.pop(0)()
    from moto.stepfunctions.parser.models import stepfunctions_parser_backends

    return stepfunctions_parser_backends[account_id][region]


def note_outcomes() -> None:
    """Each map run knows how each of its items ended, by index: input, output, error. moto forgets all but the outputs."""
    from moto.stepfunctions.parser.asl.component.state.exec.state_map.iteration.itemprocessor import (
        distributed_item_processor_worker as workers,
    )

    worker = workers.DistributedItemProcessorWorker
    if getattr(worker, "notes_outcomes", False):
        return
    evaluate = worker._eval_job

    def evaluate_and_note(self: Any, env: Any, job: Any) -> None:
        evaluate(self, env, job)
        state = env.program_state()
        outcomes_of(self._map_run_record)[job.job_index] = {
            "input": job.job_input,
            "output": job.job_output,
            "failed": type(state).__name__ in ("ProgramError", "ProgramTimedOut"),
            "error": getattr(state, "error", None) or {},
        }

    worker._eval_job = evaluate_and_note
    worker.notes_outcomes = True


def outcomes_of(map_run: Any) -> dict[int, dict[str, Any]]:
    if not hasattr(map_run, "outcomes"):
        map_run.outcomes = {}
    return map_run.outcomes
