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
    before_the_first(_wait_briefly)


LONGEST_PAUSE_S = 0.5


def _wait_briefly() -> None:
    """A Wait takes half a second at most: what it waits for in AWS, such as the spreading of a new role, is immediate here."""
    from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import WaitFunction

    def wait_briefly(_self: Any, env: Any, wait_seconds: float) -> None:
        # An execution that is stopped sets the event.
        env.program_state_event.wait(min(wait_seconds, LONGEST_PAUSE_S))

    WaitFunction._wait_interval = wait_briefly


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
