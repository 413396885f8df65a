"""Where ministack behaves differently from AWS in ways that Keyturn rests on: a file for each behaviour, with `repair()`.

test/local/ministack/repairs.prove.ts has a check for each, and shows that it fails without the file. What is left as it is stands in
test/proof/differential/known/ministack.ts.
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
