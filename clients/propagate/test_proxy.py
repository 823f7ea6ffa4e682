"""`entail proxy`: the same beside clients that are started elsewhere, as a sidecar."""

import http.client
import json
import re
import signal
import subprocess
import time

import pytest

from support import raw
from support.binary import entail_binary
from support.callers import Caller
from support.people import fresh, make_developer

from .support.running import eventually, is_open
from .support.samples import ONE_ROLE, SERVICE_TRUST

EXPORT = re.compile(r"^export AWS_ENDPOINT_URL_(\w+)=(http://[a-z0-9.]+:(\d+))$", re.MULTILINE)


class Sidecar:
    """A proxy with the developer's credentials in its environment, known by its ready file."""

    def __init__(self, dev, options: tuple[str, ...]):
        self.ready = dev.folder / "ready"
        self.report = dev.folder / "sidecar.json"
        command = [str(entail_binary()), "proxy", "--listen", "127.0.0.1:0", "--boundary",
                   dev.world.boundary, "--state", str(dev.state), "--ready-file", str(self.ready),
                   "--report", f"json={self.report}", *options]
        self.process = dev.start(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def wait(self) -> "Sidecar":
        assert eventually(self.ready.exists, 30)
        found = EXPORT.findall(self.ready.read_text())
        self.endpoints = {service: endpoint for service, endpoint, _ in found}
        self.port = int(found[0][2])
        return self

    def end(self, number=signal.SIGTERM) -> tuple[str, str]:
        self.process.send_signal(number)
        return self.process.communicate(timeout=30)


@pytest.fixture
def sidecar(dev):
    started = []

    def start(*options: str) -> Sidecar:
        started.append(Sidecar(dev, options))
        return started[-1].wait()

    yield start
    for it in started:
        if it.process.poll() is None:
            it.process.kill()
            it.process.communicate()


def test_clients_that_are_told_its_address_make_bounded_principals(world, dev, sidecar):
    proxy = sidecar()
    name, stack = fresh("sidecar"), fresh("sidecar")
    caller = Caller(proxy.endpoints["IAM"], dev.caller.credentials)
    caller.iam.create_role(RoleName=name, AssumeRolePolicyDocument=SERVICE_TRUST)
    stacks = Caller(proxy.endpoints["CLOUDFORMATION"], dev.caller.credentials).client("cloudformation")
    stacks.create_stack(StackName=stack, TemplateBody=ONE_ROLE, Capabilities=["CAPABILITY_IAM"])
    made = world.player.deploy(stack, world.developer)
    assert world.boundaries({f"role/{name}", *made.values()}) == {world.boundary}

    stdout, _ = proxy.end()
    assert proxy.process.returncode == 0
    assert EXPORT.findall(stdout), "the variables are said on standard output as well"
    assert name in proxy.report.read_text() and "Worker" in proxy.report.read_text()
    assert not proxy.ready.exists() and not is_open(proxy.port)


def test_other_keys_and_no_keys_are_refused(world, dev, sidecar):
    proxy = sidecar()
    stranger = make_developer(world.root, None, fresh("stranger"))
    before = world.role_names()
    body = raw.form({"Action": "CreateRole", "RoleName": fresh("intruder"),
                     "AssumeRolePolicyDocument": SERVICE_TRUST})
    signed = raw.Signer(stranger.credentials, proxy.endpoints["IAM"]).post(body)
    plain = raw.Request("POST", "/", {"Content-Type": raw.FORM}, body)
    for request in (signed, plain):
        assert raw.send(proxy.endpoints["IAM"], request).status == 403
    assert world.role_names() == before


def test_each_call_leaves_a_line_in_the_log_without_secrets(world, dev, sidecar):
    proxy = sidecar("--log-format", "json")
    name = fresh("logged")
    caller = Caller(proxy.endpoints["IAM"], dev.caller.credentials)
    caller.iam.create_role(RoleName=name, AssumeRolePolicyDocument=SERVICE_TRUST)
    caller.iam.get_role(RoleName=name)
    caller.iam.list_policies(MaxItems=1)
    _, stderr = proxy.end()
    lines = [json.loads(line) for line in stderr.splitlines() if line.startswith("{")]
    calls = [line for line in lines if line["fields"]["message"] == "answered"]
    key = dev.caller.credentials.access_key_id
    assert [(line["span"]["call"], line["span"]["done"]) for line in calls] == [
        ("iam:CreateRole", "sent with a boundary"),
        ("iam:GetRole", "sent as it came, answer looked at"),
        ("iam:ListPolicies", "sent as it came"),
    ]
    assert {(line["fields"]["status"], line["span"]["access_key_id"]) for line in calls} == {(200, key)}
    [bounded] = [line for line in lines if line["fields"]["message"] == "bounded"]
    assert (bounded["fields"]["name"], bounded["fields"]["boundary"]) == (name, world.boundary)
    assert bounded["span"]["call"] == "iam:CreateRole"
    assert dev.caller.credentials.secret_access_key not in stderr


def test_it_waits_for_what_is_under_way_and_ends(dev, sidecar):
    proxy = sidecar()
    began = time.monotonic()
    proxy.end(signal.SIGINT)
    assert proxy.process.returncode == 0
    assert time.monotonic() - began < 10


def test_an_address_that_others_reach_is_refused_unless_asked_for(dev):
    done = dev.plain(entail_binary(), "proxy", "--listen", "0.0.0.0:0", seconds=30).failed(2)
    assert "--allow-plain-http" in done.stderr


def test_a_name_of_a_container_is_answered_to_and_no_other(dev, sidecar):
    proxy = sidecar("--host", "entail")
    body = raw.form({"Action": "GetCallerIdentity"}, "sts")

    def status(host: str) -> int:
        named = raw.Signer(dev.caller.credentials, f"http://{host}:{proxy.port}", service="sts")
        connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=30)
        connection.putrequest("POST", "/", skip_host=True)
        connection.putheader("Host", f"{host}:{proxy.port}")
        connection.putheader("Content-Length", str(len(body)))
        for name, value in named.post(body).headers.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse().status
        connection.close()
        return answer

    assert status("entail") == 200
    assert status("evil.example") in (400, 403, 421)
