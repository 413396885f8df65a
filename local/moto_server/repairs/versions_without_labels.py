"""DescribeSecret does not list versions that lost their last label; moto goes on listing them."""

from __future__ import annotations

from typing import Any

from moto.secretsmanager.models import FakeSecret


def repair() -> None:
    versions_to_stages = FakeSecret._form_version_ids_to_stages

    def labelled(self: FakeSecret) -> Any:
        return {version: stages for version, stages in versions_to_stages(self).items() if stages}

    FakeSecret._form_version_ids_to_stages = labelled
