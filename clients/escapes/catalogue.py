"""The catalogue as a whole: its rows, and every scenario that is declared."""

import importlib
import pkgutil

from . import scenarios
from .play import SCENARIOS, Scenario
from .rows import ROWS, Row

for module in pkgutil.iter_modules(scenarios.__path__):
    importlib.import_module(f"{scenarios.__name__}.{module.name}")


def scenarios_of(row: Row) -> list[Scenario]:
    return [scenario for scenario in SCENARIOS if scenario.row == row.number]


__all__ = ["ROWS", "SCENARIOS", "scenarios_of"]
