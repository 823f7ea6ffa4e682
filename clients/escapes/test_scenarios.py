"""Plays every scenario of the catalogue in every line it has an outcome for."""

import pytest

from .catalogue import SCENARIOS
from .play import Line, Play, Root

PLAYS = [
    pytest.param(scenario, line, id=f"row {scenario.row}, {scenario.name}, {line.name}")
    for scenario in SCENARIOS
    for line in scenario.outcomes
]


@pytest.mark.parametrize(("scenario", "line"), PLAYS)
def test_an_attempt_comes_to_what_the_catalogue_says(scenario, line, root, aws):
    Play(scenario, line, root, aws).run()


FROM_A_ROLE = [
    pytest.param(scenario, id=f"row {scenario.row}, {scenario.name}")
    for scenario in SCENARIOS
    if Root.ROLE in scenario.roots
]


@pytest.mark.parametrize("scenario", FROM_A_ROLE)
def test_it_comes_to_the_same_where_the_line_begins_with_a_role(scenario, root, aws):
    """As in Identity Center, where developers are sessions of a role and have no user."""
    Play(scenario, Line.TRANSITIVE, root, aws, Root.ROLE).run()
