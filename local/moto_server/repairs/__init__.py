"""Where moto behaves differently from AWS in ways that Keyturn, or CDK, rests on: a file for each behaviour, with `repair()`.

test/local/repairs/repairs.test.ts has a check for each, and repairs-needed.prove.ts shows that it fails without the file.

Left as they are, because nothing rests on them: LastAccessedDate of a secret is always empty, and UpdateSecretVersionStage
lets a label other than AWSCURRENT be on two versions if RemoveFromVersionId is left out (AWS refuses).
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any


def repair_all(without: str | None = None) -> None:
    """without: the name of one that is left out, to see what it is good for."""
    modules = load_all()
    if without is not None and without not in modules:
        raise SystemExit(f'the repair to leave out is "{without}", but must be one of {", ".join(modules)}')
    for name, module in modules.items():
        if name != without:
            module.repair()


def load_all() -> dict[str, Any]:
    """With what they change of moto, which takes a second or two."""
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    return {name: importlib.import_module(f"{__name__}.{name}") for name in names}
