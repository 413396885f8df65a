"""Schedules are made, and nothing happens by itself: the tests send the events, and they move the clock by weeks."""

from __future__ import annotations

from ministack.services import eventbridge, scheduler


def never_fire() -> None:
    eventbridge.start_scheduler = lambda: None
    scheduler.start_scheduler = lambda: None
