"""What the tests want to see afterwards, whichever emulator answers: every call, every SNS message, every log line of a function."""

from __future__ import annotations

import itertools
from collections import deque
from typing import Any

from .clock import Clock

MOST_CALLS = 20_000
MOST_LINES = 20_000


class Recorded:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._numbers = itertools.count(1)
        self._calls: deque[dict[str, Any]] = deque(maxlen=MOST_CALLS)
        self.function_log: deque[dict[str, str]] = deque(maxlen=MOST_LINES)
        self.published: list[dict[str, Any]] = []

    def add_call(self, **fields: Any) -> dict[str, Any]:
        """The status and the error are filled in once the call is answered."""
        call = {"n": next(self._numbers), "at": self._clock.iso(), **fields}
        self._calls.append(call)
        return call

    def calls_since(self, n: int) -> list[dict[str, Any]]:
        return [call for call in list(self._calls) if call["n"] > n]
