"""Kills a function's process at its Nth AWS call: what a crash there leaves behind, the next run must heal.

"before": AWS never gets the call. "after": AWS has done it, and the function never hears of it.
"""

from __future__ import annotations

import re
import threading
from typing import Any, Optional

from .calls import ApiCall
from .functions import Functions
from .process import FunctionProcess

APP_ID = re.compile(r"\bapp/(f\d+)\b")


class KillSwitch:
    def __init__(self, functions: Functions) -> None:
        self._functions = functions
        self._lock = threading.Lock()
        self._calls_left = 0
        self._when = "before"
        self._action = ""

    @property
    def armed(self) -> bool:
        return self._calls_left > 0

    def arm(self, at: int, when: str, action: str = "") -> None:
        """From now, at the function's `at`-th call (the first is 1; 0 disarms), or its `at`-th of that action."""
        if when not in ("before", "after"):
            raise ValueError('"when" must be "before" or "after"')
        with self._lock:
            self._calls_left, self._when, self._action = at, when, action

    def caller(self, call: ApiCall, environ: dict[str, Any]) -> Optional[FunctionProcess]:
        """The function process that makes this call, with its role's credentials or with a user's key."""
        app_id = APP_ID.search(environ.get("HTTP_USER_AGENT", ""))
        return self._functions.process_of(app_id.group(1) if app_id else call.access_key_id)

    def strikes(self, process: Optional[FunctionProcess], call: ApiCall) -> str:
        """Counts one call. "before" or "after" when this call is the one, else empty."""
        if process is None or self._action not in ("", call.action):
            return ""
        with self._lock:
            if self._calls_left == 0:
                return ""
            self._calls_left -= 1
            return self._when if self._calls_left == 0 else ""
