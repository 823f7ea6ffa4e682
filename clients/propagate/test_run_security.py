"""The proxy's port is open to every process of the machine: what others get there, and secrets."""

import json
import subprocess
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest

from support import raw
from support.callers import Credentials
from support.people import fresh, make_developer

from .support.opened import opened
from .support.samples import SERVICE_TRUST, create_role


@pytest.fixture(scope="module")
def run(world, tmp_path_factory):
    """One run that all tests here call from outside."""
    dev = world.runner(tmp_path_factory.mktemp("open"))
    with opened(dev, "--front-sts", "always") as run:
        yield run


def create(name: str) -> bytes:
    return raw.form(
        {"Action": "CreateRole", "RoleName": name, "AssumeRolePolicyDocument": SERVICE_TRUST}
    )


@pytest.fixture
def nothing_is_made(world):
    """Around a test whose calls must all be refused."""
    before = world.role_names()
    yield
    assert world.role_names() == before


def signed(run, credentials: Credentials, **changes) -> raw.Request:
    return raw.Signer(credentials, run.endpoint, **changes).post(create(fresh("intruder")))


def test_a_well_signed_call_passes_so_that_the_refusals_here_mean_something(world, run):
    name = fresh("well-signed")
    signer = raw.Signer(run.runner.caller.credentials, run.endpoint)
    assert run.send(signer.post(create(name))).status == 200
    assert world.boundary_of("role", name) == world.boundary


@pytest.mark.usefixtures("nothing_is_made")
class TestRefused:
    def test_a_call_without_a_signature(self, run):
        request = raw.Request("POST", "/", {"Content-Type": raw.FORM}, create(fresh("intruder")))
        answer = run.send(request)
        assert (answer.status, answer.code) == (403, "MissingAuthenticationToken")

    def test_a_call_with_a_known_key_and_a_wrong_secret(self, run):
        known = run.runner.caller.credentials.access_key_id
        answer = run.send(signed(run, Credentials(known, "x" * 40)))
        assert (answer.status, answer.code) == (403, "SignatureDoesNotMatch")

    def test_a_call_whose_body_is_another_than_the_signed_one(self, run):
        request = signed(run, run.runner.caller.credentials)
        request.body = create(fresh("other"))
        assert run.send(request).code == "SignatureDoesNotMatch"

    def test_a_call_that_was_signed_an_hour_ago(self, run):
        credentials = run.runner.caller.credentials
        answer = run.send(signed(run, credentials, clock_offset=-timedelta(hours=1)))
        assert answer.status == 403, answer.body
        assert answer.code in ("SignatureDoesNotMatch", "RequestExpired")

    def test_a_call_with_good_keys_of_somebody_else(self, world, run):
        stranger = make_developer(world.root, None, fresh("stranger"))
        answer = run.send(signed(run, stranger.credentials))
        assert answer.status == 403
        assert stranger.credentials.access_key_id in answer.message

    def test_a_call_that_a_web_page_sends(self, run):
        credentials = run.runner.caller.credentials
        request = signed(run, credentials)
        request.headers["Origin"] = "https://example.com"
        assert run.send(request).status == 403
        simple = raw.Request("POST", "/", {"Origin": "null"}, create(fresh("intruder")))
        answer = run.send(simple)
        assert answer.status == 403
        assert "access-control-allow-origin" not in answer.headers

    def test_a_page_whose_name_was_led_to_loopback(self, run):
        """DNS rebinding: the browser comes with the page's own host."""
        request = urllib.request.Request(
            run.endpoint, data=create(fresh("intruder")), headers={"Host": "example.com"}
        )
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30)
        assert caught.value.code in (400, 403, 421)

    def test_calls_that_are_no_http(self, run):
        answer = raw.exchange(run.endpoint, b"\x16\x03\x01\x02\x00hello\r\n\r\n")
        assert not answer.startswith(b"HTTP/1.1 2")
        # It lives: a call that must pass still does.
        assert run.caller().sts.get_caller_identity()["Account"]


def test_it_listens_on_loopback_alone(run):
    table = Path("/proc/net/tcp").read_text() + Path("/proc/net/tcp6").read_text()
    listening = [line.split()[1] for line in table.splitlines() if " 0A " in line]
    [address] = [place for place in listening if place.endswith(f":{run.port:04X}")]
    assert address == f"0100007F:{run.port:04X}"


def test_secrets_are_nowhere_but_where_they_came_from(world, dev):
    """Not in arguments, reports, the state, or on standard error, and of sessions neither."""
    name = fresh("secret")
    junit, text = dev.folder / "junit.xml", dev.folder / "report.txt"
    options = ("--report", f"junit={junit}", "--report", f"text={text}", "--front-sts", "always")
    create = _shell(create_role(name))
    wrong = "AWS_SECRET_ACCESS_KEY=wrong aws iam list-roles"
    script = f"aws sts get-session-token > session; {create}; {create}; {wrong}; ps -eo args"
    dev.more = {"ENTAIL_LOG": "trace", "RUST_LOG": "trace"}
    done = dev.bounded("sh", "-c", script, options=options).worked()
    assert "EntityAlreadyExists" in done.stderr and "SignatureDoesNotMatch" in done.stderr
    assert "entail run" in done.stdout, "ps shows the run, so that its arguments are searched"
    files = [file.read_text() for file in (dev.report, junit, text, dev.state)]
    session = json.loads((dev.work / "session").read_text())["Credentials"]
    secrets = (
        dev.caller.credentials.secret_access_key,
        session["SecretAccessKey"],
        session["SessionToken"],
    )
    for secret in secrets:
        assert not [it for it in (done.stdout, done.stderr, *files) if secret in it]
    with opened(dev) as run:
        processes = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert dev.caller.credentials.secret_access_key not in processes.stdout + run.stderr


def _shell(words) -> str:
    return " ".join(f"'{word}'" for word in words)
