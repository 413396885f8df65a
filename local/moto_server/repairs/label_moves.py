"""UpdateSecretVersionStage checks everything before it changes anything: that the versions are there, that RemoveFromVersionId has the label (and
is named, if another version has it), and that AWSCURRENT stays on one. moto takes a label away and then finds the other version missing, moves and
drops labels that nobody named the holder of, and fails inside where there is no version.
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html"""

from __future__ import annotations

from typing import Any, Optional

from moto.secretsmanager.exceptions import InvalidParameterException, ResourceNotFoundException
from moto.secretsmanager.models import SecretsManagerBackend

CURRENT = "AWSCURRENT"


def repair() -> None:
    update = SecretsManagerBackend.update_secret_version_stage

    def check_and_update(
        self: SecretsManagerBackend,
        secret_id: str,
        version_stage: str,
        remove_from_version_id: Optional[str],
        move_to_version_id: Optional[str],
    ) -> Any:
        secret = self.secrets.get(secret_id)
        if secret is not None and not secret.is_deleted():
            if _is_there(secret.versions, version_stage, remove_from_version_id, move_to_version_id):
                return secret.arn, secret.name
        return update(self, secret_id, version_stage, remove_from_version_id, move_to_version_id)

    SecretsManagerBackend.update_secret_version_stage = check_and_update


def _is_there(versions: dict[str, Any], label: str, gone: Optional[str], new: Optional[str]) -> bool:
    """Whether nothing is left to do. Raises what AWS answers otherwise."""
    for version_id in (new, gone):
        if version_id and version_id not in versions:
            raise ResourceNotFoundException(f"There is no version {version_id}.")
    holder = next((each for each, version in versions.items() if label in version["version_stages"]), None)
    if gone and gone != holder:
        raise InvalidParameterException(f"RemoveFromVersionId must be the version that has the label {label}.")
    if not new and (not gone or label == CURRENT):
        raise InvalidParameterException(f"{label} can be moved, but not removed so.")
    if not gone and holder not in (None, new):
        raise InvalidParameterException(f"{label} is attached to {holder}: name it in RemoveFromVersionId.")
    return holder is not None and holder == new
