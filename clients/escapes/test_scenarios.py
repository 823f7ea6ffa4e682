"""Plays every scenario of the catalogue in every line it has an outcome for."""

import pytest

from .catalogue import SCENARIOS
from .play import Play

PLAYS = [
    pytest.param(scenario, line, id=f"row {scenario.row}, {scenario.name}, {line.name}")
    for scenario in SCENARIOS
    for line in scenario.outcomes
]


@pytest.mark.parametrize(("scenario", "line"), PLAYS)
def test_an_attempt_comes_to_what_the_catalogue_says(scenario, line, root, aws):
    Play(scenario, line, root, aws).run()
