"""Attempts on what lies around a request: connections, restarts, other servers, very long lines."""

import time
from contextlib import contextmanager

import pytest
from support import lineage, raw
from support.expect import INHERITED_DENY, denied, refused
from support.people import (
    FENCED_ACTION,
    fresh,
    keys_of,
    make_developer,
    make_fence,
    make_role,
    make_user,
)
from support.policies import ADMINISTRATOR_ACCESS, user_arn
from support.server import Server

from .administrator import do

GENERATIONS = 60
SECONDS_MAX = 2.0


@contextmanager
def another(tmp_path_factory, word):
    server = Server(tmp_path_factory.mktemp(word)).start()
    try:
        yield server
    finally:
        if server.is_running():
            server.stop()


def test_a_connection_remembers_nobody(root, dev, outside_user):
    """Each request on a connection is signed for itself, and answered in its turn."""
    host = root.endpoint.split("//")[1]

    def written(caller, parameters, headers=None) -> bytes:
        request = raw.signer(caller).post(raw.form(parameters))
        headers = request.headers if headers is None else headers
        head = f"POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(request.body)}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return head.encode() + b"\r\n" + request.body

    unsigned = {"Content-Type": raw.FORM, "Connection": "close"}
    answer = raw.exchange(
        root.endpoint,
        written(root, {"Action": "GetUser", "UserName": outside_user})
        + written(dev, {"Action": "ListUserTags", "UserName": outside_user})
        + written(root, {"Action": "DeleteUser", "UserName": outside_user}, unsigned),
    )
    statuses = [line.split()[1] for line in answer.split(b"\n") if line.startswith(b"HTTP/1.1")]
    # It may close the connection after a refusal; it must not go on as somebody else.
    assert statuses[:2] == [b"200", b"403"] and b"200" not in statuses[1:], answer
    root.iam.get_user(UserName=outside_user)


def test_the_token_of_another_server_is_worth_nothing(root, tmp_path_factory):
    """Not even where account and names are the same: each server seals with a key of its own."""
    with another(tmp_path_factory, "foreign") as server:
        foreign = make_developer(server.root(), None)
        session = foreign.assume(make_role(server.root()))
        assert foreign.account == root.account
        for caller in (foreign, session):
            here = type(root)(root.endpoint, caller.credentials)
            with refused("InvalidClientTokenId"):
                here.iam.list_users(MaxItems=1)


def test_what_a_line_is_under_outlasts_the_process(tmp_path_factory):
    """A kill in the midst takes no seal off: labels are stored, and what sessions carry is in
    their tokens."""
    with another(tmp_path_factory, "killed") as server:
        root = server.root()
        fence = make_fence(root)
        dev, outsider = make_developer(root, fence), make_user(root)
        session = dev.assume(make_role(root))
        child = keys_of(dev, make_user(dev))
        server.kill()
        server.start()
        for caller in (session, child):
            caller = type(caller)(server.endpoint, caller.credentials)
            with denied(
                caller, FENCED_ACTION, user_arn(root.account, outsider), INHERITED_DENY
            ):
                caller.iam.list_user_tags(UserName=outsider)


def test_a_line_of_many_generations_is_bounded_to_its_end_and_in_time(root, outside_user):
    """Labels are read through all ancestors after a cascade; that must not take the server down."""
    first = make_developer(root, None)
    caller = first
    for _ in range(GENERATIONS):
        name = make_user(caller, fresh("generation"), policies=[ADMINISTRATOR_ACCESS])
        caller = keys_of(caller, name)
    fence = make_fence(root)
    root.iam.put_user_permissions_boundary(UserName=first.name, PermissionsBoundary=fence)
    do(root, "CascadeTransitiveBoundary", PrincipalArn=first.arn)
    assert lineage.of_user(root, caller.name).inherited == {fence}
    begin = time.monotonic()
    for _ in range(5):
        with denied(
            caller, FENCED_ACTION, user_arn(root.account, outside_user), INHERITED_DENY
        ):
            caller.iam.list_user_tags(UserName=outside_user)
    assert time.monotonic() - begin < 5 * SECONDS_MAX


@pytest.mark.parametrize("sessions", [40])
def test_many_sessions_of_one_caller_are_each_bound(dev, outside_role, is_fenced, sessions):
    made = [dev.assume(outside_role, session_name=f"s{number}") for number in range(sessions)]
    assert len({session.credentials.access_key_id for session in made}) == sessions
    is_fenced(made[0])
    is_fenced(made[-1])
