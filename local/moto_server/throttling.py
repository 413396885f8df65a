"""Throttles the functions' next calls, as AWS does with an account that calls too often."""

from __future__ import annotations

import threading
from typing import Any, Optional

from .authentication import Refusal
from .calls import ApiCall


class Throttled(Refusal):
    status = "400 Bad Request"


class Throttle:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left: dict[str, int] = {}

    def arm(self, times: int, action: str) -> None:
        """From now, a function's next `times` calls of that action."""
        with self._lock:
            self._left[action] = times

    def refusal_of(self, call: ApiCall, by_function: bool) -> Optional[Refusal]:
        with self._lock:
            left = self._left.get(call.action, 0) if by_function else 0
            if left == 0:
                return None
            self._left[call.action] = left - 1
        return Throttled(call, "Throttling", "ThrottlingException", "Rate exceeded")
