"""A ClientRequestToken belongs to one value, and repeating PutSecretValue with it changes nothing; ministack writes a new value over the old
one. A label is on one version, and the first version of a secret gets AWSCURRENT; ministack leaves a label where it was, too, and forgets the version that
was AWSPREVIOUS, of which AWS keeps those of the last 24 hours.
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html"""

from __future__ import annotations

from typing import Any

from ministack.core.responses import error_response_json, json_response
from ministack.services import secretsmanager

CURRENT, PREVIOUS = "AWSCURRENT", "AWSPREVIOUS"


def repair() -> None:
    put = secretsmanager._put_secret_value

    def put_once(data: dict[str, Any]) -> Any:
        _, secret = secretsmanager._resolve(data.get("SecretId"))
        token = data.get("ClientRequestToken")
        known = secret["Versions"].get(token) if secret and not secret["DeletedDate"] else None
        if known is not None and known["SecretString"] != data.get("SecretString"):
            return error_response_json(
                "ResourceExistsException", f"You can't use ClientRequestToken {token}: it is in use for another value.", 400
            )
        if known is not None:
            return json_response(_shown(secret, token))
        before, versions = (_labels(secret), secret["Versions"].copy()) if secret else ({}, {})
        answer = put(data)
        if answer[0] != 200:
            return answer
        secret["Versions"] = {**versions, token: secret["Versions"][token]}
        _label(secret, {**before, **_moved(before, data.get("VersionStages") or [CURRENT], token)})
        return json_response(_shown(secret, token))

    secretsmanager._put_secret_value = put_once


def _labels(secret: dict[str, Any]) -> dict[str, str]:
    return {label: version_id for version_id, version in secret["Versions"].items() for label in version["Stages"]}


def _moved(before: dict[str, str], asked: list[str], version_id: str) -> dict[str, str]:
    labels = {*asked, *([] if CURRENT in before else [CURRENT])}
    previous = {PREVIOUS: before[CURRENT]} if CURRENT in labels and CURRENT in before else {}
    return {**previous, **{label: version_id for label in labels}}


def _label(secret: dict[str, Any], labels: dict[str, str]) -> None:
    for version_id, version in secret["Versions"].items():
        version["Stages"] = [label for label, holder in labels.items() if holder == version_id]


def _shown(secret: dict[str, Any], version_id: str) -> dict[str, Any]:
    stages = secret["Versions"][version_id]["Stages"]
    return {"ARN": secret["ARN"], "Name": secret["Name"], "VersionId": version_id, "VersionStages": stages}
