"""The clock that the tests set (moto_server/clock.py), as ministack reads it."""

from __future__ import annotations

import time
from email.utils import formatdate
from typing import Any

from moto_server.clock import Clock, real_time


class ShiftedClock(Clock):
    def install(self) -> None:
        """What AWS shows of its time is shifted. Signatures and the Date header keep the real one: clients sign with that."""
        gmtime = time.gmtime

        def shifted_gmtime(seconds: Any = None) -> time.struct_time:
            return gmtime(self.time() if seconds is None else seconds)

        time.time = self.time
        time.gmtime = shifted_gmtime
        import ministack.app

        ministack.app.formatdate = lambda **options: formatdate(real_time(), **options)
