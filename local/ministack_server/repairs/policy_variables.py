"""A policy variable stands for what the request says (`${aws:userid}`); ministack compares with the variable's text. A variable without a
value matches nothing. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html"""

from __future__ import annotations

import re
from typing import Any

from ministack.core import iam_evaluator

VARIABLE = re.compile(r"\$\{([^}]+)\}")


class NoValue(Exception):
    pass


def repair() -> None:
    conditions_met = iam_evaluator._conditions_met

    def met_with_values(conditions: dict[str, Any], ctx: Any) -> bool:
        try:
            return conditions_met(_with_values(conditions, ctx), ctx)
        except NoValue:
            return False

    iam_evaluator._conditions_met = met_with_values


def _with_values(part: Any, ctx: Any) -> Any:
    """Variables stand in values only, never in the names of operators and keys."""
    if isinstance(part, dict):
        return {name: _with_values(value, ctx) for name, value in part.items()}
    if isinstance(part, list):
        return [_with_values(value, ctx) for value in part]
    return VARIABLE.sub(lambda match: _value(match[1], ctx), part) if isinstance(part, str) else part


def _value(key: str, ctx: Any) -> str:
    value = iam_evaluator._resolve_condition_key(key, ctx)
    if not isinstance(value, str):
        raise NoValue(key)
    return value
