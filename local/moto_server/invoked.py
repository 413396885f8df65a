"""By which name a function is being invoked: the ARN that its context shows has the alias at its end."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import Any, Iterator

_here = threading.local()


@contextmanager
def invoked_by(qualifier: str) -> Iterator[None]:
    _here.qualifier = qualifier
    try:
        yield
    finally:
        _here.qualifier = ""


def invoked_arn(function: Any) -> str:
    qualifier = getattr(_here, "qualifier", "")
    return f"{function.function_arn}:{qualifier}" if qualifier else str(function.function_arn)
