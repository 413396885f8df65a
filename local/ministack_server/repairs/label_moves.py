"""UpdateSecretVersionStage refuses a RemoveFromVersionId that has not the label, and never takes AWSCURRENT away without a new place for it;
ministack does both. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html"""

from __future__ import annotations

from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import secretsmanager


def repair() -> None:
    update = secretsmanager._update_secret_version_stage

    def check_and_update(data: dict[str, Any]) -> Any:
        _, secret = secretsmanager._resolve(data.get("SecretId"))
        problem = _problem(secret["Versions"], data) if secret and not secret["DeletedDate"] else None
        return error_response_json("InvalidParameterException", problem, 400) if problem else update(data)

    secretsmanager._update_secret_version_stage = check_and_update


def _problem(versions: dict[str, Any], data: dict[str, Any]) -> str | None:
    label, gone, new = data.get("VersionStage"), data.get("RemoveFromVersionId"), data.get("MoveToVersionId")
    if any(version_id and version_id not in versions for version_id in (gone, new)):
        return None  # ministack says that it is not there
    if gone and label not in versions[gone]["Stages"]:
        return f"RemoveFromVersionId must be the version that has the label {label}."
    return f"{label} can be moved, but not removed." if label == "AWSCURRENT" and gone and not new else None
