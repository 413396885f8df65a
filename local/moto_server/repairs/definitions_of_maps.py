"""A percentage may be a whole number, and the children of a map may be Express: moto's grammar knows neither. It would run Express
children as it runs all others."""

from __future__ import annotations

import re
from typing import Any

from ..state_machines import before_the_first

WHOLE_PERCENTAGE = re.compile(r'("ToleratedFailurePercentage"\s*:\s*)(\d+)(?![\d.])')
EXPRESS = re.compile(r'("ExecutionType"\s*:\s*)"EXPRESS"')


def repair() -> None:
    before_the_first(_read_both)


def _read_both() -> None:
    from moto.stepfunctions.parser.models import StepFunctionsParserBackend as Backend

    create, update = Backend.create_state_machine, Backend.update_state_machine

    def create_readable(self: Any, name: str, definition: str, *args: Any, **kwargs: Any) -> Any:
        return create(self, name, _readable(definition), *args, **kwargs)

    def update_readable(self: Any, arn: str, definition: Any = None, *args: Any, **kwargs: Any) -> Any:
        return update(self, arn, _readable(definition), *args, **kwargs)

    Backend.create_state_machine, Backend.update_state_machine = create_readable, update_readable


def _readable(definition: Any) -> Any:
    if not isinstance(definition, str):
        return definition
    return EXPRESS.sub(r'\1"STANDARD"', WHOLE_PERCENTAGE.sub(r"\1\2.0", definition))
