"""Where moto's Secrets Manager is more lenient than AWS's in ways that Keyturn's safety rests on.

Left as they are, because nothing rests on them: LastAccessedDate is always empty, and UpdateSecretVersionStage lets a
label other than AWSCURRENT be on two versions if RemoveFromVersionId is left out (AWS refuses).
"""

from __future__ import annotations

from typing import Any

from moto.secretsmanager.exceptions import InvalidRequestException, ResourceExistsException
from moto.secretsmanager.models import FakeSecret, SecretsManagerBackend

MARKED = "You can't perform this operation on the secret because it was marked for deletion."
WRITES = ("put_secret_value", "tag_resource", "untag_resource", "update_secret_version_stage")


def refuse_writes_that_aws_refuses() -> None:
    for name in WRITES:
        setattr(SecretsManagerBackend, name, _refusing_deleted(getattr(SecretsManagerBackend, name)))
    SecretsManagerBackend.put_secret_value = _refusing_another_value(SecretsManagerBackend.put_secret_value)
    SecretsManagerBackend.get_secret_value = _current_by_default(SecretsManagerBackend.get_secret_value)
    FakeSecret._form_version_ids_to_stages = _labelled_only(FakeSecret._form_version_ids_to_stages)


def _refusing_deleted(write: Any) -> Any:
    """moto writes to a secret that is scheduled for deletion."""

    def refuse_or_write(self: SecretsManagerBackend, *args: Any, **kwargs: Any) -> Any:
        secret = self.secrets.get(_secret_id(args, kwargs))
        if secret is not None and secret.is_deleted():
            raise InvalidRequestException(MARKED)
        return write(self, *args, **kwargs)

    return refuse_or_write


def _refusing_another_value(put: Any) -> Any:
    """moto overwrites a version that is AWSPENDING when the same token comes with another value."""

    def refuse_or_put(self: SecretsManagerBackend, *args: Any, **kwargs: Any) -> Any:
        secret = self.secrets.get(_secret_id(args, kwargs))
        token = kwargs.get("client_request_token")
        value = secret.versions.get(token, {}).get("secret_string") if secret is not None else None
        if value is not None and value != kwargs.get("secret_string"):
            raise ResourceExistsException(f"You can't use ClientRequestToken {token}: it is in use for another value.")
        return put(self, *args, **kwargs)

    return refuse_or_put


def _current_by_default(get: Any) -> Any:
    """Without a version or a label, moto answers with the version that was once put as current, wherever AWSCURRENT is now."""

    def get_current(self: SecretsManagerBackend, secret_id: str, version_id: Any, version_stage: Any) -> Any:
        return get(self, secret_id, version_id, version_stage or (None if version_id else "AWSCURRENT"))

    return get_current


def _labelled_only(versions_to_stages: Any) -> Any:
    """moto's DescribeSecret goes on listing versions that lost their last label."""

    def labelled(self: FakeSecret) -> Any:
        return {version: stages for version, stages in versions_to_stages(self).items() if stages}

    return labelled


def _secret_id(args: Any, kwargs: Any) -> str:
    return kwargs.get("secret_id") or kwargs.get("arn") or (args[0] if args else "")
