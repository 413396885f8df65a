"""A CreateSecret that is repeated with its token changes nothing and answers with that version; the name of a secret that is scheduled for deletion
is taken. moto makes the secret anew, labels and all, where the version is AWSPENDING, and hands out one that is scheduled for deletion.
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html"""

from __future__ import annotations

from typing import Any

from moto.secretsmanager.exceptions import InvalidRequestException, ResourceExistsException
from moto.secretsmanager.models import SecretsManagerBackend

TAKEN = "You can't create this secret because a secret with this name is already scheduled for deletion."


def repair() -> None:
    create = SecretsManagerBackend.create_secret

    def create_once(self: SecretsManagerBackend, **asked: Any) -> Any:
        secret = self.secrets.get(asked["name"])
        if secret is None:
            return create(self, **asked)
        if secret.is_deleted():
            raise InvalidRequestException(TAKEN)
        token, value = asked["client_request_token"], asked["secret_string"]
        if value is None or secret.versions.get(token, {}).get("secret_string") != value:
            raise ResourceExistsException(f"The operation failed because the secret {secret.name} already exists.")
        return secret.to_short_dict(version_id=token)

    SecretsManagerBackend.create_secret = create_once
