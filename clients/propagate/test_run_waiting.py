"""What takes long by its nature; the two waits here go on at the same time."""

import threading
import time

import pytest

from support import raw
from support.people import fresh

from .support.fakes import Silent
from .support.opened import opened
from .support.samples import create_role

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def never_answered(world, tmp_path_factory):
    """A call to an upstream that stays silent: its answer and the seconds until it came."""
    dev = world.runner(tmp_path_factory.mktemp("silent"))
    found = {}

    def call():
        with Silent() as upstream:
            dev.more = {"AWS_ENDPOINT_URL_CLOUDFORMATION": upstream.endpoint}
            with opened(dev) as run:
                began = time.monotonic()
                found["answer"] = run.send(_list_stacks(run), "CLOUDFORMATION", seconds=90)
                found["seconds"] = time.monotonic() - began

    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    return thread, found


def _list_stacks(run) -> raw.Request:
    body = raw.form([("Action", "ListStacks"), ("Version", "2010-05-15")])
    endpoint = run.endpoints["CLOUDFORMATION"]
    return raw.Signer(run.runner.caller.credentials, endpoint, service="cloudformation").post(body)


@pytest.mark.usefixtures("never_answered")
def test_progress_is_told_where_there_is_no_terminal(dev):
    name = fresh("slow")
    line = " ".join(f"'{word}'" for word in create_role(name))
    done = dev.bounded("sh", "-c", f"{line}; exec sleep 31").worked()
    [told] = [line for line in done.stderr.splitlines() if "so far" in line]
    assert told == f"entail: 1 calls so far, 1 bounded; last: {name}"


def test_a_service_that_never_answers_is_given_up_before_clients_do(never_answered):
    thread, found = never_answered
    thread.join(120)
    answer = found["answer"]
    assert answer.status >= 500
    assert found["seconds"] < 60
    assert "ListStacks" in answer.message
