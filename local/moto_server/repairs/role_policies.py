"""The inline policies of a role that a stack made are JSON; moto gives them in Python's own writing."""

from __future__ import annotations

import json
from typing import Any

from moto.iam.models import Role


def repair() -> None:
    put = Role.put_policy

    def put_as_json(self: Role, policy_name: str, policy_json: Any) -> None:
        put(self, policy_name, policy_json if isinstance(policy_json, str) else json.dumps(policy_json))

    Role.put_policy = put_as_json
