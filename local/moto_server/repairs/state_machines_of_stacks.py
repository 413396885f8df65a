"""A state machine of a stack runs; moto puts it where nothing ever does."""

from __future__ import annotations

from typing import Any

import moto.stepfunctions.models as models

from ..state_machines import backend_of


class _Regions:
    def __init__(self, account_id: str) -> None:
        self._account_id = account_id

    def __getitem__(self, region: str) -> Any:
        return backend_of(self._account_id, region)


class _Accounts:
    def __getitem__(self, account_id: str) -> _Regions:
        return _Regions(account_id)


def repair() -> None:
    models.stepfunctions_backends = _Accounts()
