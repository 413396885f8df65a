"""A task acts as the role in its Credentials, in that role's account, and every other task as the role of its state machine. In moto each
acts in one and the same account, whatever the definition says."""

from __future__ import annotations

import os
import sys
from typing import Any

import boto3
from botocore.config import Config
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
    signed = _session_of(machine, region)
    if role != machine:
        # The service assumes the other role in the name of the machine's, so that its trust policy decides.
        sts = _client("sts", region, signed)
        assumed = sts.assume_role(RoleArn=role, RoleSessionName="states")["Credentials"]
        signed = _keys(assumed["AccessKeyId"], assumed["SecretAccessKey"], assumed["SessionToken"])
    return _client(service, region, signed)


def _session_of(role_arn: str, region: str) -> dict[str, str]:
    session = sts_backends[role_arn.split(":")[4]]["aws"].assume_role(
        region_name=region,
        role_session_name="states",
        role_arn=role_arn,
        policy="",
        duration=3600,
        external_id="",
    )
    return _keys(session.access_key_id, session.secret_access_key, session.session_token)


def _keys(access_key_id: str, secret_access_key: str, session_token: str) -> dict[str, str]:
    return {
        "aws_access_key_id": access_key_id,
        "aws_secret_access_key": secret_access_key,
        "aws_session_token": session_token,
    }


def _client(service: str, region: str, signed: dict[str, str]) -> Any:
    endpoint = f"http://localhost:{os.environ['MOTO_PORT']}"
    return boto3.client(service, region_name=region, endpoint_url=endpoint, config=AS_MOTO, **signed)
