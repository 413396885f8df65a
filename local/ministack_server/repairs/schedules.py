"""Nothing happens by itself here: the schedule is made, and the tests send its events. ministack fires schedules by the clock, which the
tests move by weeks."""

from __future__ import annotations

from ministack.services import eventbridge, scheduler


def repair() -> None:
    eventbridge.start_scheduler = lambda: None
    scheduler.start_scheduler = lambda: None
