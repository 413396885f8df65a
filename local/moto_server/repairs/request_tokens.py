"""A ClientRequestToken belongs to one value; moto overwrites a version that is AWSPENDING when the same token comes with another one."""

from __future__ import annotations

from typing import Any

from moto.secretsmanager.exceptions import ResourceExistsException
from moto.secretsmanager.models import SecretsManagerBackend


def repair() -> None:
    put = SecretsManagerBackend.put_secret_value

    def refuse_or_put(self: SecretsManagerBackend, *args: Any, **kwargs: Any) -> Any:
        secret = self.secrets.get(kwargs.get("secret_id") or (args[0] if args else ""))
        token = kwargs.get("client_request_token")
        value = secret.versions.get(token, {}).get("secret_string") if secret is not None else None
        if value is not None and value != kwargs.get("secret_string"):
            raise ResourceExistsException(f"You can't use ClientRequestToken {token}: it is in use for another value.")
        return put(self, *args, **kwargs)

    SecretsManagerBackend.put_secret_value = refuse_or_put
