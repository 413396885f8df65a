"""GetSecretValue without a version or a label answers with AWSCURRENT; moto with the version that was once put as current."""

from __future__ import annotations

from typing import Any

from moto.secretsmanager.models import SecretsManagerBackend


def repair() -> None:
    get = SecretsManagerBackend.get_secret_value

    def get_current(self: SecretsManagerBackend, secret_id: str, version_id: Any, version_stage: Any) -> Any:
        return get(self, secret_id, version_id, version_stage or (None if version_id else "AWSCURRENT"))

    SecretsManagerBackend.get_secret_value = get_current
