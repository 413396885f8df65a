"""A ResultWriter writes the outcome of each item, those that succeeded into one file and those that failed into another; moto writes the
manifest alone, with empty lists."""

from __future__ import annotations

import json
from typing import Any

from ..state_machines import before_the_first, note_outcomes, outcomes_of


def repair() -> None:
    before_the_first(_write_all)


def _write_all() -> None:
    from moto.stepfunctions.parser.asl.component.state.exec.state_map.result_writer.resource_eval import resource_eval_s3

    note_outcomes()
    writer = resource_eval_s3.ResourceEvalS3
    put = writer._handle_put_object

    def put_with_results(env: Any, resource_runtime_part: Any, state_credentials: Any) -> None:
        bucket = env.stack[-1]["Bucket"]
        put(env, resource_runtime_part, state_credentials)
        details = env.stack[-1]
        record = next(
            each
            for each in env.map_run_record_pool_manager.get_all()
            if each.map_run_arn == details["MapRunArn"]
        )
        s3 = writer._get_s3_client(resource_runtime_part, state_credentials)
        manifest = details["ResultWriterDetails"]["Key"]
        folder = manifest[: -len("manifest.json")]

        def written(status: str, is_failed: bool) -> list[dict[str, Any]]:
            rows = [_row(each, status) for _, each in sorted(outcomes_of(record).items()) if each["failed"] == is_failed]
            if not rows:
                return []
            body = json.dumps(rows).encode()
            s3.put_object(Bucket=bucket, Key=f"{folder}{status}_0.json", Body=body)
            return [{"Key": f"{folder}{status}_0.json", "Size": len(body)}]

        files = {"FAILED": written("FAILED", True), "PENDING": [], "SUCCEEDED": written("SUCCEEDED", False)}
        body = {"DestinationBucket": bucket, "MapRunArn": record.map_run_arn, "ResultFiles": files}
        s3.put_object(Bucket=bucket, Key=manifest, Body=json.dumps(body).encode())

    writer._handle_put_object = staticmethod(put_with_results)


def _row(outcome: dict[str, Any], status: str) -> dict[str, Any]:
    """As AWS writes it: input and output are JSON in a text."""
    row = {"Input": json.dumps(outcome["input"]), "Status": status}
    if status == "SUCCEEDED":
        return {**row, "Output": json.dumps(outcome["output"])}
    return {**row, "Error": outcome["error"].get("error") or "", "Cause": outcome["error"].get("cause") or ""}
