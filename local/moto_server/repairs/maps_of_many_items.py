"""A worker of a Distributed Map takes any number of items; moto's takes each in a Python frame of its own, and ends with the stack."""

from __future__ import annotations

from typing import Any

from ..state_machines import before_the_first


def repair() -> None:
    before_the_first(_take_one_after_the_other)


def _take_one_after_the_other() -> None:
    from moto.stepfunctions.parser.asl.component.state.exec.state_map.iteration.itemprocessor import (
        distributed_item_processor_worker as workers,
    )

    def evaluate_pool(self: Any, job: Any, worker_frame: Any) -> None:
        while job is not None:
            frame = worker_frame.open_inner_frame()
            self._eval_job(env=frame, job=job)
            worker_frame.delete_frame(frame)
            is_over = isinstance(job.job_output, Exception) or self.stopped()
            following = None if is_over else self._job_pool.next_job()
            if following is None:
                break
            self._job_pool.close_job(job)
            job = following
        # The frame before the last job: the map goes on when all jobs are closed, not when all workers are.
        self._env.delete_frame(worker_frame)
        if job is not None:
            self._job_pool.close_job(job)

    workers.DistributedItemProcessorWorker._eval_pool = evaluate_pool
