"""The audit trail: one record for each write and each refusal, in CloudTrail's format, in a log that
loses none to SIGKILL and tells the lineage."""

import json
import random
import subprocess
import threading
import time

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from support import raw
from support.binary import entail_binary
from support.callers import Credentials
from support.people import fresh, make_baseline, make_developer, make_role, make_user, keys_of
from support.policies import account_root, trust
from support.server import Server

SETTLED_SECONDS_MAX = 20
ROUNDS = 4
THREADS = 4
ROLES_PER_THREAD_MAX = 60
KILL_AFTER = (10, 120)  # So many acknowledgements, a random number of each round's own.

# The members of every record, as the page on the contents of CloudTrail's records lists them.
ALWAYS = {
    "eventVersion", "userIdentity", "eventTime", "eventSource", "eventName", "awsRegion",
    "sourceIPAddress", "userAgent", "requestParameters", "responseElements", "additionalEventData",
    "requestID", "eventID", "readOnly", "eventType", "managementEvent", "recipientAccountId",
    "eventCategory",
}
SOMETIMES = {"errorCode", "errorMessage", "resources", "tlsDetails"}


class Trail:
    """The audit log of a server, read from its files."""

    def __init__(self, server: Server):
        self.folder = server.data / "audit-log"

    def files(self):
        return sorted(self.folder.glob("audit-*.jsonl"))

    def events(self) -> list[dict]:
        """The whole lines: a server may be writing the last one."""
        text = "".join(file.read_text() for file in self.files())
        return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]

    def of_request(self, request_id: str) -> dict:
        """The one record of a request, once it is in the log."""
        deadline = time.monotonic() + SETTLED_SECONDS_MAX
        while True:
            found = [event for event in self.events() if event.get("requestID") == request_id]
            if found:
                assert len(found) == 1, found
                return found[0]
            assert time.monotonic() < deadline, f"no record of {request_id}"
            time.sleep(0.02)


@pytest.fixture(scope="module")
def trail(server):
    return Trail(server)


def request_id(answer: dict) -> str:
    return answer["ResponseMetadata"]["RequestId"]


def refusal_of(call, **parameters) -> tuple[str, str]:
    """The request id and the code of a call that is refused."""
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    answer = caught.value.response
    return answer["ResponseMetadata"]["RequestId"], answer["Error"]["Code"]


def test_a_write_is_recorded_with_who_what_and_the_label_it_gave(root, trail):
    baseline = make_baseline(root)
    dev = make_developer(root, baseline)
    name = fresh("child")
    answer = dev.iam.create_role(
        RoleName=name,
        AssumeRolePolicyDocument=trust(account_root(dev.account)),
        MaxSessionDuration=7200,
        Tags=[{"Key": "team", "Value": "red"}],
    )
    event = trail.of_request(request_id(answer))
    assert ALWAYS <= set(event) <= ALWAYS | SOMETIMES
    assert event["eventName"] == "CreateRole"
    assert event["eventSource"] == "iam.amazonaws.com"
    assert event["eventType"] == "AwsApiCall"
    assert event["eventCategory"] == "Management"
    assert event["sourceIPAddress"] == "127.0.0.1"
    assert "Boto3" in event["userAgent"]
    assert (event["readOnly"], event["managementEvent"]) == (False, True)
    assert event["recipientAccountId"] == dev.account
    identity = event["userIdentity"]
    assert identity["type"] == "IAMUser"
    assert identity["arn"] == dev.sts.get_caller_identity()["Arn"]
    assert identity["accessKeyId"] == dev.credentials.access_key_id
    asked = event["requestParameters"]
    assert (asked["roleName"], asked["maxSessionDuration"]) == (name, 7200)
    assert asked["tags"] == [{"key": "team", "value": "red"}]
    assert event["responseElements"]["role"]["roleId"] == answer["Role"]["RoleId"]

    entail = event["additionalEventData"]["entail"]
    seal = root.iam.get_policy(PolicyArn=baseline)["Policy"]["PolicyId"]
    assert entail["seals"] == {seal: [{"principal": identity["principalId"]}]}
    assert entail["inherited"] == entail["seals"]
    assert entail["gate"] == {"name": "create", "answer": "passed"}
    assert [step["principal"] for step in entail["creator"]] == [identity["principalId"]]
    (change,) = entail["lineage"]
    assert (change["kind"], change["id"]) == ("role", answer["Role"]["RoleId"])
    assert change["lineage"]["inherited"] == entail["seals"]


def test_an_assumed_session_is_recorded_with_what_it_carries_and_without_its_secrets(root, trail):
    dev = make_developer(root, make_baseline(root))
    arn = make_role(root)
    answer = dev.sts.assume_role(RoleArn=arn, RoleSessionName="work", SourceIdentity="ann")
    event = trail.of_request(request_id(answer))
    assert event["resources"] == [
        {"ARN": arn, "accountId": root.account, "type": "AWS::IAM::Role"}
    ]
    credentials = answer["Credentials"]
    recorded = event["responseElements"]["credentials"]
    assert set(recorded) == {"accessKeyId", "expiration"}
    assert recorded["accessKeyId"] == credentials["AccessKeyId"]
    entail = event["additionalEventData"]["entail"]
    assert entail["session"]["carried"] == entail["seals"]
    text = json.dumps(event)
    assert credentials["SecretAccessKey"] not in text
    assert credentials["SessionToken"] not in text

    session = dev.with_credentials(Credentials.from_answer(credentials))
    answer = session.iam.create_role(
        RoleName=fresh("made"), AssumeRolePolicyDocument=trust(account_root(root.account))
    )
    event = trail.of_request(request_id(answer))
    context = event["userIdentity"]["sessionContext"]
    assert event["userIdentity"]["type"] == "AssumedRole"
    assert context["sessionIssuer"]["arn"] == arn
    assert context["sourceIdentity"] == "ann"
    creators = [step["principal"] for step in event["additionalEventData"]["entail"]["creator"]]
    dev_id = dev.sts.get_caller_identity()["UserId"]
    assert creators == [dev_id, context["sessionIssuer"]["principalId"]]


def test_refusals_of_policies_and_of_gates_are_recorded_with_what_refused(root, trail):
    nobody = keys_of(root, make_user(root, policies=()))
    dev = make_developer(root, make_baseline(root))
    outside = make_role(root).rsplit("/", 1)[-1]

    identifier, code = refusal_of(nobody.iam.create_user, UserName=fresh("user"))
    event = trail.of_request(identifier)
    assert (code, event["errorCode"]) == ("AccessDenied", "AccessDenied")
    assert "no identity-based policy allows" in event["errorMessage"]
    assert event["responseElements"] is None
    assert event["additionalEventData"]["entail"]["gate"]["answer"] == "unsealed"
    assert event["additionalEventData"]["entail"]["deniedBy"]

    identifier, _ = refusal_of(dev.iam.update_role, RoleName=outside, Description="mine")
    gate = trail.of_request(identifier)["additionalEventData"]["entail"]["gate"]
    role = root.iam.get_role(RoleName=outside)["Role"]["RoleId"]
    assert (gate["name"], gate["answer"], gate["closure"]) == ("write", "refused", "label")
    assert gate["object"] == {"principal": role}

    identifier, code = refusal_of(root.iam.get_role, RoleName="nobody-has-this-name")
    event = trail.of_request(identifier)
    assert (code, event["errorCode"]) == ("NoSuchEntity", "NoSuchEntityException")
    assert event["readOnly"] is True


def test_strangers_and_successful_reads_leave_nothing(server, root, trail):
    role = make_role(root)  # A record to wait for, before and after.
    before = [event for event in trail.events() if event.get("requestID")]
    stranger = root.with_credentials(
        Credentials(root.credentials.access_key_id, "not the secret key of anybody")
    )
    for _ in range(20):
        refusal_of(stranger.iam.delete_role, RoleName=role.rsplit("/", 1)[-1])
    root.iam.list_roles()
    answer = root.iam.tag_role(
        RoleName=role.rsplit("/", 1)[-1], Tags=[{"Key": "a", "Value": "b"}]
    )
    trail.of_request(request_id(answer))
    after = [event for event in trail.events() if event.get("requestID")]
    names = [event["eventName"] for event in after[len(before):]]
    assert [name for name in names if name not in ("CreateRole", "AttachRolePolicy")] == ["TagRole"]
    metrics = raw.send(server.endpoint, raw.Request("GET", "/metrics")).body
    assert 'operation="DeleteRole",code="SignatureDoesNotMatch"} 20' in str(metrics)


def test_the_log_tells_the_lineage_after_a_restart(tmp_path):
    server = Server(tmp_path / "server", ("--audit-log-file-bytes", "20000")).start()
    try:
        root = server.root()
        dev = make_developer(root, make_baseline(root))
        roles = [make_role(dev) for _ in range(6)]
        assert server.stop() == 0, server.output()
        server.start()
        root = server.root()
        root.iam.detach_role_policy(
            RoleName=roles[0].rsplit("/", 1)[-1],
            PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess",
        )
        root.iam.delete_role(RoleName=roles[0].rsplit("/", 1)[-1])
        assert server.stop() == 0, server.output()
        trail = Trail(server)
        assert len(trail.files()) > 1, "files are small here"
        records = rebuilt(trail)
        named = {record["name"] for record in records if record["kind"] == "role"}
        assert named == {role.rsplit("/", 1)[-1] for role in roles[1:]}
        (made,) = {
            step["principal"]
            for record in records
            if record["kind"] == "role"
            for step in record["lineage"]["created_by"]
        }
        (maker,) = [record for record in records if record["id"] == made]
        assert maker["kind"] == "user"
        text = rebuild(trail, "text").stdout
        assert f"made by {maker['name']} ({made})" in text
    finally:
        if server.is_running():
            server.stop()


def test_rebuilding_says_when_the_log_is_not_whole_or_no_log(server, root, trail, tmp_path):
    answer = root.iam.create_user(UserName=fresh("late"))
    event = trail.of_request(request_id(answer))
    part, garbage = tmp_path / "part.jsonl", tmp_path / "garbage.jsonl"
    part.write_text(json.dumps(event) + "\n" + json.dumps(event)[:40])
    garbage.write_text('{"eventName": "CreateUser"}\n')
    command = [str(entail_binary()), "audit", "rebuild"]
    done = subprocess.run([*command, str(part)], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr.count("does not begin with a baseline")) == (1, 1)
    assert event["requestParameters"]["userName"] in done.stdout
    for log in (garbage, tmp_path / "nothing.jsonl"):
        done = subprocess.run([*command, str(log)], capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stdout) == (2, "")
        assert str(log) in done.stderr


def rebuild(trail: Trail, form: str) -> subprocess.CompletedProcess:
    command = [str(entail_binary()), "audit", "rebuild", "--format", form, str(trail.folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done


def rebuilt(trail: Trail) -> list[dict]:
    return json.loads(rebuild(trail, "json").stdout)


class Stream:
    """Threads that create roles, and are refused now and then, until the server is gone."""

    def __init__(self, caller, prefix: str):
        self.acknowledged: dict[str, str] = {}  # Request id to the role's name.
        self.refused: list[str] = []
        self._trust = trust(account_root(caller.account))
        self._threads = [
            threading.Thread(target=self._create, args=(caller.client("iam"), f"{prefix}-{number}"))
            for number in range(THREADS)
        ]

    def run_until(self, acknowledgements: int, kill) -> None:
        for thread in self._threads:
            thread.start()
        deadline = time.monotonic() + 30
        while len(self.acknowledged) < acknowledgements:
            assert time.monotonic() < deadline
            time.sleep(0.002)
        kill()
        for thread in self._threads:
            thread.join(30)
            assert not thread.is_alive()

    def _create(self, iam, prefix: str) -> None:
        for number in range(ROLES_PER_THREAD_MAX):
            name = f"{prefix}-{number}"
            try:
                answer = iam.create_role(RoleName=name, AssumeRolePolicyDocument=self._trust)
                self.acknowledged[request_id(answer)] = name
                iam.create_role(RoleName=name, AssumeRolePolicyDocument=self._trust)
            except ClientError as error:
                assert error.response["Error"]["Code"] == "EntityAlreadyExists", error
                self.refused.append(request_id(error.response))
            except BotoCoreError:
                return  # The server is dead: this one was not acknowledged.


@pytest.mark.timeout(180)
def test_sigkill_loses_no_record_of_what_was_acknowledged_and_records_nothing_undone(tmp_path):
    server = Server(tmp_path / "server", ("--audit-log-file-bytes", "60000")).start()
    try:
        root = server.root()
        dev = make_developer(root, make_baseline(root))
        moments, acknowledged, turned_away = random.Random(7), {}, []
        for number in range(ROUNDS):
            stream = Stream(type(dev)(server.endpoint, dev.credentials), f"round-{number}")
            stream.run_until(moments.randint(*KILL_AFTER), server.kill)
            acknowledged |= stream.acknowledged
            turned_away += stream.refused
            server.start()
        root = server.root()
        present = names_of_roles(root)
        assert server.stop() == 0, server.output()

        events = Trail(server).events()
        identifiers = [event["eventID"] for event in events]
        assert len(set(identifiers)) == len(identifiers), "a record is there twice"
        made = {
            event["requestID"]: event["requestParameters"]["roleName"]
            for event in events
            if event["eventName"] == "CreateRole" and "errorCode" not in event
        }
        assert acknowledged.items() <= made.items(), "a write has no record"
        assert set(made.values()) == present, "a record has no write, or a write no record"
        recorded = {event.get("requestID") for event in events if "errorCode" in event}
        assert set(turned_away) <= recorded, "a refusal was answered and not recorded"
        assert_revisions_rise(events)
        roles = {it["name"] for it in rebuilt(Trail(server)) if it["kind"] == "role"}
        assert roles == present
    finally:
        if server.is_running():
            server.stop()


def names_of_roles(caller) -> set[str]:
    pages = caller.iam.get_paginator("list_roles").paginate(PaginationConfig={"PageSize": 1000})
    return {role["RoleName"] for page in pages for role in page["Roles"]}


def assert_revisions_rise(events: list[dict]) -> None:
    revisions = [
        int(event["additionalEventData"]["entail"]["revision"].rsplit(".", 1)[1])
        for event in events
    ]
    assert revisions == sorted(set(revisions)), "the log is in the order of commits"


def test_a_log_that_another_server_writes_is_refused(server, tmp_path):
    other = Server(
        tmp_path / "other", ("--audit-log", str(server.data / "audit-log"))
    )
    with pytest.raises(AssertionError) as failed:
        other.start()
    assert "in use by another process" in str(failed.value)
