"""CreateSecret's ClientRequestToken is the id of the first version, and its repeat does nothing; ministack makes up an id, and refuses the repeat.
The name of a secret that is scheduled for deletion is taken until then, and without a value a secret has no version.
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html"""

from __future__ import annotations

from typing import Any

from ministack.core.responses import error_response_json, json_response
from ministack.services import secretsmanager


def repair() -> None:
    create = secretsmanager._create_secret

    def create_with_token(data: dict[str, Any]) -> Any:
        token, value = data.get("ClientRequestToken"), data.get("SecretString")
        secret = secretsmanager._secrets.get(data.get("Name"))
        if secret is not None:
            return _repeated(secret, token, value) or create(data)
        answer = create(data)
        secret = secretsmanager._secrets.get(data.get("Name"))
        if secret is None or token is None:
            return answer
        [version] = secret["Versions"].values()
        secret["Versions"] = {} if value is None else {token: version}
        return json_response(_shown(secret, None if value is None else token))

    secretsmanager._create_secret = create_with_token


def _repeated(secret: dict[str, Any], token: Any, value: Any) -> Any:
    if secret["DeletedDate"]:
        return error_response_json(
            "InvalidRequestException",
            "You can't create this secret because a secret with this name is already scheduled for deletion.",
            400,
        )
    same = value is not None and secret["Versions"].get(token, {}).get("SecretString") == value
    return json_response(_shown(secret, token)) if same else None


def _shown(secret: dict[str, Any], version_id: Any) -> dict[str, Any]:
    return {"ARN": secret["ARN"], "Name": secret["Name"], **({"VersionId": version_id} if version_id else {})}
