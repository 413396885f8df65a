"""A task acts as the role in its Credentials, in that role's account, and every other task as the role of its state machine. In moto each
acts in one and the same account, whatever the definition says."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from typing import Any

import boto3
from botocore.config import Config
from botocore.credentials import Credentials, ReadOnlyCredentials
from moto.sts.models import sts_backends

from ..state_machines import before_the_first

AS_MOTO = Config(
    parameter_validation=False,
    retries={"max_attempts": 0, "total_max_attempts": 1},
    # A run may take its 15 minutes, and a map has as many at a time as it likes.
    connect_timeout=60,
    read_timeout=960,
    max_pool_connections=200,
)


def repair() -> None:
    before_the_first(_act_as_roles)


def _act_as_roles() -> None:
    import moto.stepfunctions.parser.models  # all of the parser
    from moto.stepfunctions.parser.asl.component.state.exec.state_task.state_task import StateTask
    from moto.stepfunctions.parser.asl.utils.boto_client import boto_client_for as motos

    for name, module in list(sys.modules.items()):
        if name.startswith("moto.stepfunctions") and getattr(module, "boto_client_for", None) is motos:
            setattr(module, "boto_client_for", _client_for)

    evaluate = StateTask._eval_state_credentials

    def evaluate_and_note(self: Any, env: Any) -> Any:
        credentials = evaluate(self, env)
        credentials.machine_role_arn = env.aws_execution_details.role_arn
        return credentials

    StateTask._eval_state_credentials = evaluate_and_note


def _client_for(region: str, service: str, state_credentials: Any = None) -> Any:
    role = state_credentials.role_arn
    machine = getattr(state_credentials, "machine_role_arn", role)
    # A fork of this process has a port of its own.
    return _client(f"http://localhost:{os.environ['MOTO_PORT']}", service, region, machine, role)


@lru_cache(maxsize=100)
def _client(endpoint: str, service: str, region: str, machine: str, role: str) -> Any:
    """Kept, because each takes milliseconds to make and a connection of its own. Every call is signed with a new session."""
    signed = {"aws_access_key_id": "of the role", "aws_secret_access_key": "of the role"}
    client = boto3.client(service, region_name=region, endpoint_url=endpoint, config=AS_MOTO, **signed)
    client._request_signer._credentials = _SessionOf(endpoint, region, machine, role)
    return client


class _SessionOf(Credentials):
    """A new session for each call, of the machine's role. If the task has another role, the service assumes that one in the name of the
    machine's, so that its trust policy decides."""

    def __init__(self, endpoint: str, region: str, machine: str, role: str):
        super().__init__("of the role", "of the role")
        self._place = (endpoint, region)
        self._machine = machine
        self._role = role

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        endpoint, region = self._place
        if self._role == self._machine:
            session = sts_backends[self._role.split(":")[4]]["aws"].assume_role(
                region_name=region,
                role_session_name="states",
                role_arn=self._role,
                policy="",
                duration=3600,
                external_id="",
            )
            return ReadOnlyCredentials(session.access_key_id, session.secret_access_key, session.session_token)
        sts = _client(endpoint, "sts", region, self._machine, self._machine)
        assumed = sts.assume_role(RoleArn=self._role, RoleSessionName="states")["Credentials"]
        return ReadOnlyCredentials(assumed["AccessKeyId"], assumed["SecretAccessKey"], assumed["SessionToken"])
