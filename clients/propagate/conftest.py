"""Fixtures of the tests of `entail run`: moto, an account with a generated boundary, a developer."""

import pytest

from propagate.support.moto import Moto
from propagate.support.world import World


@pytest.fixture(scope="session")
def moto(tmp_path_factory):
    """moto's server, one for all tests."""
    moto = Moto(tmp_path_factory.mktemp("moto"))
    yield moto
    moto.stop()


@pytest.fixture(scope="module")
def world(server, moto):
    """An account per module, with the developer who is bounded in it."""
    moto.reset()
    return World.make(server, moto)


@pytest.fixture
def dev(world, tmp_path):
    """The developer at a machine of their own."""
    return world.runner(tmp_path)
