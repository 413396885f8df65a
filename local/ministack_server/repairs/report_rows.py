"""A user's name may hold a comma, which ends no field of the credential report; in ministack's it does."""

from __future__ import annotations

from ministack.services import iam


def repair() -> None:
    build = iam._build_credential_report

    def build_quoted() -> str:
        header, root, *rows = build().split("\n")
        return "\n".join([header, root, *(_quoted(row, name) for row, name in zip(rows, iam._users))])

    iam._build_credential_report = build_quoted


def _quoted(row: str, name: str) -> str:
    arn = iam._users[name]["Arn"]
    return f'"{name}","{arn}"{row[len(name) + 1 + len(arn):]}' if "," in name else row
