"""What a local AWS lacks to be measured against: calls of the functions take time, new keys take time to be known, a call may hang,
and a run may be kept in its middle."""

from __future__ import annotations

import threading
import time
from typing import Any, Optional

from moto.core.utils import utcnow

from .authentication import UNKNOWN_KEY, Refusal, user_and_key
from .calls import ApiCall

HANGS_S = 40
"""Longer than any client waits for an answer."""


class Slowness:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._latency_s = 0.0
        self._propagation_s = 0.0
        self._hangs: dict[str, int] = {}
        self._held: dict[str, threading.Event] = {}

    def set(self, latency_ms: float, propagation_ms: float) -> None:
        self._latency_s, self._propagation_s = latency_ms / 1000, propagation_ms / 1000

    def hang(self, times: int, action: str) -> None:
        """From now, a function's next `times` calls of that action have no effect and no answer."""
        with self._lock:
            self._hangs[action] = times

    def hangs(self, call: ApiCall, by_function: bool) -> bool:
        with self._lock:
            left = self._hangs.get(call.action, 0) if by_function else 0
            if left:
                self._hangs[call.action] = left - 1
        if left:
            time.sleep(HANGS_S)
        return left > 0

    def hold(self, action: str) -> None:
        """From now, the functions' calls of that action wait, until it is released."""
        with self._lock:
            self._held.setdefault(action, threading.Event())

    def release(self, action: str) -> None:
        with self._lock:
            self._held.pop(action).set()

    def wait_while_held(self, call: ApiCall, by_function: bool) -> None:
        held = self._held.get(call.action) if by_function else None
        if held is not None:
            held.wait()

    def refusal_of(self, call: ApiCall, by_function: bool) -> Optional[Refusal]:
        if by_function and self._latency_s:
            time.sleep(self._latency_s)
        if self._propagation_s and call.access_key_id.startswith("AKIA"):
            _user, key = user_and_key(call.access_key_id)
            if key is not None and (utcnow() - key.create_date).total_seconds() < self._propagation_s:
                return Refusal(call, "InvalidClientTokenId", "UnrecognizedClientException", UNKNOWN_KEY)
        return None


def parameters_of(body: dict[str, Any]) -> tuple[float, float]:
    return float(body.get("latencyMs", 0)), float(body.get("propagationMs", 0))
