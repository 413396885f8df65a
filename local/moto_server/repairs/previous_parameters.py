"""A parameter that names an SSM parameter keeps its previous value, the resolved one, in the next deployment; moto takes that
for the name of a parameter, and fails."""

from __future__ import annotations

from typing import Any

from moto.cloudformation.parsing import ResourceMap
from moto.ssm.models import ssm_backends


def repair() -> None:
    parse = ResourceMap.parse_ssm_parameter

    def parse_or_keep(self: ResourceMap, value: str, value_type: str) -> Any:
        is_name = ssm_backends[self._account_id][self._region_name].get_parameter(value) is not None
        return parse(self, value, value_type) if is_name else value

    ResourceMap.parse_ssm_parameter = parse_or_keep
