"""The ARN that CloudFormation gives of a log group is that of its streams, with `:*` at its end; moto's is without."""

from __future__ import annotations

from moto.logs.models import LogGroup


def repair() -> None:
    get = LogGroup.get_cfn_attribute

    def get_as_aws(self: LogGroup, attribute_name: str) -> str:
        value = get(self, attribute_name)
        return f"{value}:*" if attribute_name == "Arn" and not value.endswith(":*") else value

    LogGroup.get_cfn_attribute = get_as_aws
