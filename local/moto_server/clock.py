"""A clock that the tests set.

moto has no clock control and no way to back-date an access key, so 200 days of a key's life can pass in a test only if
moto's own idea of now can be moved. It has two sources: time.time and moto.core.utils.utcnow.
"""

from __future__ import annotations

import sys
import time
from datetime import datetime, timedelta, timezone

real_time = time.time


class Clock:
    """Runs at the real pace, shifted by an offset."""

    def __init__(self) -> None:
        self._offset = 0.0

    def time(self) -> float:
        return real_time() + self._offset

    def utcnow(self) -> datetime:
        """Naive, as moto wants it."""
        return datetime(1970, 1, 1) + timedelta(seconds=self.time())

    def iso(self) -> str:
        return self.utcnow().isoformat(timespec="milliseconds") + "Z"

    shift_of_functions = 0.0
    """By how many seconds the functions' own clocks are moved. A caller that says what time it is needs none."""

    def set(self, iso: str, functions: bool = False) -> None:
        moment = datetime.fromisoformat(iso.replace("Z", "+00:00"))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=timezone.utc)
        self._offset = moment.timestamp() - real_time()
        Clock.shift_of_functions = self._offset if functions else 0.0

    def install(self) -> None:
        """Modules that load later import the shifted functions; those that are loaded already get them here."""
        time.time = self.time
        import moto.core.utils

        original = moto.core.utils.utcnow
        for name, module in list(sys.modules.items()):
            if name.startswith("moto") and getattr(module, "utcnow", None) is original:
                setattr(module, "utcnow", self.utcnow)
