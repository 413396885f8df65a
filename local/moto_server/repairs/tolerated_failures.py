"""A Distributed Map fails when more of its items fail than it tolerates, once the results are written; in moto it always succeeds."""

from __future__ import annotations

from typing import Any

from ..state_machines import before_the_first, note_outcomes, outcomes_of


def repair() -> None:
    before_the_first(_fail_beyond)


def _fail_beyond() -> None:
    from moto.stepfunctions.parser.asl.component.state.exec.state_map.iteration import distributed_iteration_component
    from moto.stepfunctions.parser.asl.component.state.exec.state_map.state_map import StateMap

    note_outcomes()
    component = distributed_iteration_component.DistributedIterationComponent
    run, evaluate = component._map_run, StateMap._eval_execution

    def run_and_judge(self: Any, env: Any, eval_input: Any) -> None:
        run(self, env, eval_input)
        record = eval_input.map_run_record
        record.is_beyond = _is_beyond(eval_input, outcomes_of(record).values())

    def evaluate_and_fail(self: Any, env: Any) -> None:
        before = set(map(id, env.map_run_record_pool_manager.get_all()))
        evaluate(self, env)
        for record in env.map_run_record_pool_manager.get_all():
            if id(record) not in before and getattr(record, "is_beyond", False):
                raise _exceeded(env, record)

    component._map_run, StateMap._eval_execution = run_and_judge, evaluate_and_fail


def _is_beyond(eval_input: Any, outcomes: Any) -> bool:
    total, failed = len(outcomes), sum(each["failed"] for each in outcomes)
    count, percentage = eval_input.tolerated_failure_count, eval_input.tolerated_failure_percentage
    if not count and not percentage:
        return failed > 0
    return bool(count and failed > count) or bool(percentage and 100.0 * failed / max(1, total) > percentage)


def _exceeded(env: Any, record: Any) -> Exception:
    from moto.stepfunctions.parser.api import ExecutionFailedEventDetails, HistoryEventType, MapRunStatus
    from moto.stepfunctions.parser.asl.component.common.error_name import failure_event
    from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name import StatesErrorName
    from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name_type import StatesErrorNameType
    from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails

    record.set_stop(status=MapRunStatus.FAILED)
    details = ExecutionFailedEventDetails(
        error="States.ExceedToleratedFailureThreshold",
        cause="The specified tolerated failure threshold was exceeded",
    )
    return failure_event.FailureEventException(
        failure_event.FailureEvent(
            env=env,
            error_name=StatesErrorName(typ=StatesErrorNameType.StatesExceedToleratedFailureThreshold),
            event_type=HistoryEventType.ExecutionFailed,
            event_details=EventDetails(executionFailedEventDetails=details),
        )
    )
