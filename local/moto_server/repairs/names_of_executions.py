"""An execution that is started without a name gets one; in moto the second is refused, because the first is called None."""

from __future__ import annotations

import uuid
from typing import Any

from ..state_machines import before_the_first


def repair() -> None:
    before_the_first(_name_all)


def _name_all() -> None:
    from moto.stepfunctions.parser.models import StepFunctionsParserBackend

    start = StepFunctionsParserBackend.start_execution

    def start_named(self: Any, state_machine_arn: str, name: Any = None, *args: Any, **kwargs: Any) -> Any:
        return start(self, state_machine_arn, name or str(uuid.uuid4()), *args, **kwargs)

    StepFunctionsParserBackend.start_execution = start_named
