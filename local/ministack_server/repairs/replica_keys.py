"""A policy can ask which Regions a request wants copies in, and whether they may overwrite a secret there; ministack fills in neither key.
https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html"""

from __future__ import annotations

import json
from typing import Any

from ministack.core import iam_actions


def repair() -> None:
    request_tags = iam_actions.request_tag_context

    def request_context(service: str, iam_action: str, body: bytes, params: Any) -> dict[str, Any]:
        return {**request_tags(service, iam_action, body, params), **(_of_copies(body) if service == "secretsmanager" else {})}

    iam_actions.request_tag_context = request_context


def _of_copies(body: bytes) -> dict[str, Any]:
    asked = json.loads(body or b"{}")
    regions = [copy.get("Region") for copy in asked.get("AddReplicaRegions") or []]
    force = asked.get("ForceOverwriteReplicaSecret")
    return {
        **({"secretsmanager:AddReplicaRegions": regions} if regions else {}),
        **({} if force is None else {"secretsmanager:ForceOverwriteReplicaSecret": str(force).lower()}),
    }
