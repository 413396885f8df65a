"""Snapshots: a process forks itself, and the child goes on from the same state with a port, a clock and functions of its own.

So a deployment is made once, and every test that needs one has it in milliseconds, for itself alone. Whoever forks must
be the only one who talks to this process at that moment: a child has none of its parent's other threads.
"""

from __future__ import annotations

import os
import sys
import threading
from typing import Callable, Optional


class Forks:
    def __init__(self, go_on: Callable[[Optional[str]], int], end: Callable[[], None]) -> None:
        """go_on: what a child does to serve by itself, without a repair if one is named; returns its port. end: what is left to
        do before a process goes."""
        self._go_on = go_on
        self._end = end
        self._children: list[int] = []
        """One end of a pipe for each child, which lives as long as somebody holds this end: as its parent does."""

    def end_soon(self) -> None:
        """Once the answer is out."""
        self._end()
        threading.Timer(0.05, os._exit, [0]).start()

    def fork(self, without: Optional[str] = None) -> int:
        """The child's port."""
        life, hold = os.pipe()
        told, tell = os.pipe()
        pid = os.fork()
        if pid == 0:
            self._be_a_child(life, tell, without)
        os.close(life)
        os.close(tell)
        self._children.append(hold)
        # Nobody else waits for it.
        threading.Thread(target=os.waitpid, args=(pid, 0), daemon=True).start()
        with os.fdopen(told) as answer:
            port = answer.read()
        if not port:
            raise ValueError("the fork did not start to serve")
        return int(port)

    def _be_a_child(self, life: int, tell: int, without: Optional[str]) -> None:
        """Never returns: the request that asked for the fork is the parent's to answer."""
        try:
            _let_go_of_all_but(life, tell)
            self._children = []
            port = self._go_on(without)
            os.write(tell, str(port).encode())
            os.close(tell)
            os.read(life, 1)
        except SystemExit as error:
            print(error, file=sys.stderr, flush=True)
        finally:
            self._end()
            os._exit(0)


def _let_go_of_all_but(*kept: int) -> None:
    """Sockets and pipes of the parent: held open here, they would not end when the parent does. Their numbers stay in
    use, because Python objects of the parent's that go away here close them by number."""
    nothing = os.open(os.devnull, os.O_RDWR)
    folder = "/proc/self/fd" if os.path.isdir("/proc/self/fd") else "/dev/fd"
    for descriptor in [int(name) for name in os.listdir(folder)]:
        if descriptor not in (2, nothing, *kept) and _is_open(descriptor):
            os.dup2(nothing, descriptor)


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
        return True
    except OSError:
        return False
