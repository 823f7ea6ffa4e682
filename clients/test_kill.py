"""SIGKILL in a stream of CreateRole calls loses nothing acknowledged and halves nothing."""

import random
import threading
import time

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from support import lineage
from support.people import make_baseline, make_developer, name_in
from support.policies import account_root, trust
from support.server import Server

ROUNDS = 3
THREADS = 4
# An account has 1,000 roles at most: the streams together stay below.
ROLES_PER_THREAD_MAX = 70
KILL_AFTER = (20, 160)  # So many acknowledgements, a random number of each round's own.
TAGS = [{"Key": "made-by", "Value": "stream"}, {"Key": "team", "Value": "red"}]


class Stream:
    """Threads that create roles until the server is gone, and what it acknowledged to them."""

    def __init__(self, caller, prefix: str):
        self.acknowledged: list[str] = []
        self.refusals: list[str] = []
        self._trust = trust(account_root(caller.account))
        self._threads = [
            threading.Thread(target=self._create, args=(caller.client("iam"), f"{prefix}-{number}"))
            for number in range(THREADS)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def wait_for(self, acknowledgements: int) -> None:
        deadline = time.monotonic() + 30
        while len(self.acknowledged) < acknowledgements:
            assert time.monotonic() < deadline and not self.refusals, self.refusals
            time.sleep(0.002)

    def join(self) -> None:
        for thread in self._threads:
            thread.join(30)
            assert not thread.is_alive()

    def _create(self, iam, prefix: str) -> None:
        for number in range(ROLES_PER_THREAD_MAX):
            name = f"{prefix}-{number}"
            try:
                iam.create_role(
                    RoleName=name,
                    AssumeRolePolicyDocument=self._trust,
                    Description="one of a stream",
                    Tags=TAGS,
                )
            except ClientError as error:
                self.refusals.append(str(error))
                return
            except BotoCoreError:
                return  # The server is dead: this one was not acknowledged.
            self.acknowledged.append(name)


@pytest.fixture
def server(tmp_path):
    server = Server(tmp_path / "server").start()
    yield server
    if server.is_running():
        assert server.stop() == 0, server.output()


@pytest.mark.timeout(120)
def test_every_acknowledged_role_survives_a_kill_with_its_label(server):
    root = server.root()
    baseline = make_baseline(root)
    dev = make_developer(root, baseline)
    moments, acknowledged = random.Random(20), set()
    for number in range(ROUNDS):
        stream = Stream(type(dev)(server.endpoint, dev.credentials), f"round-{number}")
        stream.start()
        stream.wait_for(moments.randint(*KILL_AFTER))
        server.kill()
        stream.join()
        assert stream.refusals == []
        assert len(stream.acknowledged) < THREADS * ROLES_PER_THREAD_MAX, "killed in the middle"
        acknowledged |= set(stream.acknowledged)

        root = server.start().root()
        present = names_of_roles(root)
        assert acknowledged <= present
        assert_nothing_is_half_there(root, baseline, only=f"round-{number}-")
        # Whatever was in flight is either there or not: at most one role a thread.
        assert len(present - acknowledged) <= THREADS * (number + 1)


def test_what_the_kill_left_can_be_used_and_removed(server):
    root = server.root()
    baseline = make_baseline(root)
    dev = make_developer(root, baseline)
    stream = Stream(dev, "before")
    stream.start()
    stream.wait_for(20)
    server.kill()
    stream.join()

    root = server.start().root()
    dev = type(dev)(server.endpoint, dev.credentials)
    name = stream.acknowledged[-1]
    session = dev.assume(root.iam.get_role(RoleName=name)["Role"]["Arn"])
    assert session.name == "session"
    for name in names_of_roles(root):
        dev.iam.delete_role(RoleName=name)
    assert names_of_roles(root) == set()
    dev.iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust(account_root(dev.account)))
    assert lineage.of_role(root, name).inherited == {baseline}


def names_of_roles(caller) -> set[str]:
    pages = caller.iam.get_paginator("list_roles").paginate(PaginationConfig={"PageSize": 1000})
    return {role["RoleName"] for page in pages for role in page["Roles"]}


def assert_nothing_is_half_there(root, baseline: str, only: str) -> None:
    """Every role of this round, acknowledged or not, is whole: document, tags, label."""
    for name in sorted(names_of_roles(root)):
        if not name.startswith(only):
            continue
        role = root.iam.get_role(RoleName=name)["Role"]
        assert name_in(role["Arn"]) == name
        assert role["Description"] == "one of a stream"
        assert role["AssumeRolePolicyDocument"]["Statement"][0]["Effect"] == "Allow"
        assert sorted(role["Tags"], key=lambda tag: tag["Key"]) == TAGS
        expected = lineage.Lineage(None, None, frozenset({baseline}))
        assert lineage.of_role(root, name) == expected, name
