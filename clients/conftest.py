"""Fixtures of the client tests: a server per module, and its callers."""

import signal

import pytest

from support import raw
from support.awscli import Aws
from support.binary import entail_binary
from support.people import inventory
from support.server import Server
from support.terraform import Terraform, require_terraform


def pytest_configure(config):
    """In the background of a shell, or by nohup, these signals are ignored, and would be by what
    the tests start."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def pytest_report_header(config):
    try:
        return f"entail: {entail_binary()}"
    except FileNotFoundError as error:
        return f"entail: {error}"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    """A failed test shows what the servers it used have printed."""
    outcome = yield
    report = outcome.get_result()
    if report.failed:
        for name, value in getattr(item, "funcargs", {}).items():
            if isinstance(value, Server):
                report.sections.append((f"entail serve ({name})", value.output()[-8000:]))


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A fresh server on a fresh data directory, one a module."""
    server = Server(tmp_path_factory.mktemp("server")).start()
    yield server
    if server.is_running():
        assert server.stop() == 0, server.output()


@pytest.fixture(scope="module")
def root(server):
    """The account's root user: the administrator of the tests."""
    return server.root()


@pytest.fixture
def aws(tmp_path):
    """`aws(caller)` is the stock command line as that caller."""
    return lambda caller, models=None: Aws(caller, tmp_path, models)


@pytest.fixture
def terraform(tmp_path):
    """`terraform(caller)` is a working directory of its own, run as that caller."""
    configuration = require_terraform(tmp_path)
    count = iter(range(1, 100))
    return lambda caller: Terraform(caller, tmp_path / f"terraform-{next(count)}", configuration)


@pytest.fixture
def unharmed(server, root):
    """Around a test of bad input: the server lives, answers as before, and nothing was written."""
    before = inventory(root)
    yield
    assert server.is_running(), server.output()
    assert raw.send(server.endpoint, raw.Request("GET", "/healthz")).status == 200
    assert inventory(root) == before
    assert "panicked" not in server.output()
