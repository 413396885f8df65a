"""IAM notes when a key was last used, for which service and in which Region; ministack says that no key was ever used. It says AccessDenied
of a key that it does not know, because it cannot tell whose account that would be in.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html"""

from __future__ import annotations

from typing import Any

from ministack.core import iam_evaluator, sigv4
from ministack.services import iam


def repair() -> None:
    authenticate, build_report = iam_evaluator.authenticate, iam._build_credential_report

    def authenticate_and_note(access_key_id: str, account_id: str) -> Any:
        request = iam_evaluator._signed_request.get()
        credential = authenticate(access_key_id, account_id)
        key = iam._access_keys.get_scoped(account_id, None, access_key_id)
        if key is not None and isinstance(credential, iam_evaluator.ResolvedCredential):
            signed_by = sigv4.parse_query_signature(request.query_params) if request.presigned else sigv4.parse_header_signature(request.headers)
            key["LastUsed"] = {"at": iam._now(), "region": signed_by.region, "service": signed_by.service}
        return credential

    def last_used(params: Any) -> Any:
        key_id = iam._p(params, "AccessKeyId")
        key = iam._access_keys.get(key_id)
        if key is None:
            return iam._error(403, "AccessDenied", f"not authorized to perform: iam:GetAccessKeyLastUsed on: access key {key_id}")
        use = key.get("LastUsed")
        date = f"<LastUsedDate>{use['at']}</LastUsedDate>" if use else ""
        region, service = (use["region"], use["service"]) if use else ("N/A", "N/A")
        shown = f"{date}<Region>{region}</Region><ServiceName>{service}</ServiceName>"
        return iam._xml(
            200,
            "GetAccessKeyLastUsedResponse",
            f"<GetAccessKeyLastUsedResult><UserName>{key['UserName']}</UserName>"
            f"<AccessKeyLastUsed>{shown}</AccessKeyLastUsed></GetAccessKeyLastUsedResult>",
            ns="iam",
        )

    def report_with_uses() -> str:
        header, root, *rows = build_report().split("\n")
        return "\n".join([header, root, *(_with_uses(row, name) for row, name in zip(rows, iam._users))])

    iam_evaluator.authenticate = authenticate_and_note
    iam._IAM_HANDLERS["GetAccessKeyLastUsed"] = last_used
    iam._build_credential_report = report_with_uses


KEYS = slice(-14, -4)
"""Of a row's fields: five for each key, before the certificates'."""


def _with_uses(row: str, user_name: str) -> str:
    fields = row.split(",")
    own = [key for key in iam._access_keys.values() if key["UserName"] == user_name]
    keys = [_fields(key) for key in sorted(own, key=lambda key: key["CreateDate"])]
    none = ["false", *["N/A"] * 4]
    fields[KEYS] = [field for slot in [*keys, none, none][:2] for field in slot]
    return ",".join(fields)


def _fields(key: dict[str, Any]) -> list[str]:
    use = key.get("LastUsed", {"at": "N/A", "region": "N/A", "service": "N/A"})
    return ["true" if key["Status"] == "Active" else "false", key["CreateDate"], use["at"], use["region"], use["service"]]
