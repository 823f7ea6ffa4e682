"""Attempts on the audit log: to forge a record, to hide one, to read a secret in it, to have it
stop others.
"""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from support import raw
from support.expect import GATE
from support.people import fresh, keys_of, make_developer, make_role, make_user, name_in
from support.policies import ADMINISTRATOR_ACCESS, allow, document

EVERYTHING = document(allow("*"))
SETTLED_SECONDS_MAX = 20
FORGED = '{"eventName": "CreateUser", "userIdentity": {"type": "Root"}, "forged": true}'
FLOOD = 400
LINE_ENDS = ["\n", "\r\n", "\u2028", "\u2029", "\u0085", "\\n", "\x0b"]


def records(server) -> list[dict]:
    """All that is in the log. Every line is a record: what is not fails here."""
    lines = []
    for file in sorted((server.data / "audit-log").glob("audit-*.jsonl")):
        text = file.read_text()
        lines += text[: text.rfind("\n") + 1].split("\n")[:-1]
    return [json.loads(line) for line in lines]


def record_of(server, request_id: str) -> dict:
    deadline = time.monotonic() + SETTLED_SECONDS_MAX
    while time.monotonic() < deadline:
        found = [event for event in records(server) if event.get("requestID") == request_id]
        if found:
            (event,) = found
            return event
        time.sleep(0.02)
    raise AssertionError(f"no record of {request_id}")


@pytest.mark.parametrize("end", LINE_ENDS)
def test_no_value_of_a_request_begins_a_record_of_its_own(server, root, dev, end):
    """Line ends and quotes in documents, descriptions and tags are text, however written."""
    document_text = json.dumps({"Version": "2012-10-17", "Statement": [allow("*")]}, indent=1)
    document_text = document_text.replace("\n", "\r\n") if end == "\r\n" else document_text
    for parameters in (
        {"Action": "CreateRole", "RoleName": fresh("forger"), "Description": end + FORGED,
         "AssumeRolePolicyDocument": document_text},
        {"Action": "PutUserPolicy", "UserName": dev.name, "PolicyName": "p",
         "PolicyDocument": document_text + end + FORGED},
        {"Action": "TagUser", "UserName": dev.name, "Tags.member.1.Key": "a" + end + FORGED,
         "Tags.member.1.Value": FORGED},
        {"Action": "GetUser", "UserName": end + FORGED},
    ):  # fmt: skip
        assert raw.call(dev, parameters).status in (200, 400, 403)
    request = raw.signer(dev).post(raw.form({"Action": "DeleteUser", "UserName": dev.name}))
    request.headers["User-Agent"] = f'x", "forged": true, "y": "{FORGED}'
    answer = raw.send(root.endpoint, request)
    assert answer.status == 403
    event = record_of(server, answer.text("RequestId"))
    assert event["userAgent"].startswith('x", "forged"') and "forged" not in event
    assert not any("forged" in event for event in records(server))


def test_a_refused_attempt_is_in_the_log_with_the_gate_that_refused_it(
    server, root, dev, outside_user
):
    answer = raw.call(
        dev,
        {"Action": "AttachUserPolicy", "UserName": outside_user, "PolicyArn": ADMINISTRATOR_ACCESS},
    )
    assert answer.code == "AccessDenied"
    event = record_of(server, answer.text("RequestId"))
    assert event["errorCode"] == "AccessDenied"
    assert event["errorMessage"].endswith(GATE)
    assert event["userIdentity"]["arn"] == dev.arn
    assert event["additionalEventData"]["entail"]["gate"]["answer"] == "refused", event


def test_whoever_acts_through_a_role_is_in_the_log_by_the_whole_chain(
    server, root, dev, outside_role
):
    """A session name that imitates another one hides nobody: the creators are listed by id."""
    session = dev.assume(outside_role, session_name="administrator")
    answer = session.iam.create_user(UserName=fresh("imitated"))
    event = record_of(server, answer["ResponseMetadata"]["RequestId"])
    creators = [step["principal"] for step in event["additionalEventData"]["entail"]["creator"]]
    dev_id = root.iam.get_user(UserName=dev.name)["User"]["UserId"]
    role_id = root.iam.get_role(RoleName=name_in(outside_role))["Role"]["RoleId"]
    assert creators == [dev_id, role_id]


def test_no_secret_is_in_the_log(server, root, dev, outside_role):
    """Not of keys, not of sessions, not of the server's own."""
    child = keys_of(dev, make_user(dev))
    session = child.assume(outside_role)
    secrets = [
        child.credentials.secret_access_key,
        session.credentials.secret_access_key,
        session.credentials.session_token,
        dev.credentials.secret_access_key,
        root.credentials.secret_access_key,
    ]
    last = session.iam.create_user(UserName=fresh("last"))
    record_of(server, last["ResponseMetadata"]["RequestId"])
    text = json.dumps(records(server))
    assert not [secret for secret in secrets if secret in text]


def test_a_line_that_floods_the_log_with_refusals_stops_nobody(
    server, root, dev, innocent, outside_user
):
    """Refusals are recorded before they are answered; the others' writes go on meanwhile."""
    attackers = [dev.with_credentials(dev.credentials) for _ in range(4)]
    parameters = {"Action": "DeleteUser", "UserName": outside_user}

    def flood(attacker) -> list[int]:
        return [raw.call(attacker, parameters).status for _ in range(FLOOD // len(attackers))]

    with ThreadPoolExecutor(len(attackers)) as pool:
        floods = [pool.submit(flood, attacker) for attacker in attackers]
        slowest = 0.0
        for _ in range(20):
            begin = time.monotonic()
            make_user(innocent, policies=[])
            slowest = max(slowest, time.monotonic() - begin)
        statuses = [status for future in floods for status in future.result()]
    assert set(statuses) == {403}
    assert slowest < 5.0
    last = raw.call(dev, parameters)
    record_of(server, last.text("RequestId"))
    deletions = [
        event
        for event in records(server)
        if event["eventName"] == "DeleteUser" and event["userIdentity"].get("arn") == dev.arn
    ]
    assert len(deletions) >= FLOOD
    root.iam.get_user(UserName=outside_user)


def test_the_log_tells_the_same_line_as_the_server(server, root, fence):
    """Whatever is tried: what the records say of labels is what the records of the store say."""
    dev = make_developer(root, fence)
    session = dev.assume(make_role(root))
    made = session.iam.create_policy(PolicyName=fresh("told"), PolicyDocument=EVERYTHING)
    event = record_of(server, made["ResponseMetadata"]["RequestId"])
    (change,) = event["additionalEventData"]["entail"]["lineage"]
    seal = root.iam.get_policy(PolicyArn=fence)["Policy"]["PolicyId"]
    assert set(change["lineage"]["inherited"]) == {seal}
    assert change["id"] == made["Policy"]["PolicyId"]
