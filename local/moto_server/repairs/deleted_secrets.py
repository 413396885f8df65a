"""A secret that is scheduled for deletion refuses every write; moto writes to it."""

from __future__ import annotations

from typing import Any

from moto.secretsmanager.exceptions import InvalidRequestException
from moto.secretsmanager.models import SecretsManagerBackend

MARKED = "You can't perform this operation on the secret because it was marked for deletion."
WRITES = ("put_secret_value", "tag_resource", "untag_resource", "update_secret_version_stage")


def repair() -> None:
    for name in WRITES:
        setattr(SecretsManagerBackend, name, _refusing_deleted(getattr(SecretsManagerBackend, name)))


def _refusing_deleted(write: Any) -> Any:
    def refuse_or_write(self: SecretsManagerBackend, *args: Any, **kwargs: Any) -> Any:
        secret = self.secrets.get(kwargs.get("secret_id") or kwargs.get("arn") or (args[0] if args else ""))
        if secret is not None and secret.is_deleted():
            raise InvalidRequestException(MARKED)
        return write(self, *args, **kwargs)

    return refuse_or_write
