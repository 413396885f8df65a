"""Where moto behaves differently from AWS in ways that Keyturn, or CDK, rests on: a file for each behaviour, with `repair()`.

test/local/repairs.test.ts has a test for each, and test/local/repairs-needed.prove.ts shows that it fails without the file.

Left as they are, because nothing rests on them: LastAccessedDate of a secret is always empty, and UpdateSecretVersionStage
lets a label other than AWSCURRENT be on two versions if RemoveFromVersionId is left out (AWS refuses).
"""

from __future__ import annotations

import importlib
import pkgutil


def repair_all(without: str | None = None) -> None:
    """without: the name of one that is left out, to see what it is good for."""
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    if without is not None and without not in names:
        raise SystemExit(f'--without is "{without}", but must be one of {", ".join(names)}')
    for name in names:
        if name != without:
            importlib.import_module(f"{__name__}.{name}").repair()
