"""serverless 3 under `entail run`. It stands on the AWS SDK for JavaScript, version 2, which reads no
endpoint variables: with `--node-preload` its calls come through, without they go past."""

from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from support.people import fresh

from .support import tools

SERVICE = """\
service: {service}
frameworkVersion: '3'
provider:
  name: aws
  runtime: python3.11
  region: eu-west-1
functions:
  hello:
    handler: handler.hello
"""
HANDLER = "def hello(event, context):\n    return 1\n"
ENDPOINTS = Path(__file__).parent / "support" / "sdk2_endpoints.js"

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def service(world, dev):
    name = fresh("service")
    (dev.work / "serverless.yml").write_text(SERVICE.format(service=name))
    (dev.work / "handler.py").write_text(HANDLER)
    dev.more = {
        "NODE_PATH": str(tools.node_modules()),
        "NODE_OPTIONS": f"--no-deprecation --require {ENDPOINTS}",
        "SDK2_SERVICES": "s3,ssm,lambda,ecr",
        "SLS_TELEMETRY_DISABLED": "1",
        "SLS_NOTIFICATIONS_MODE": "off",
    }
    return f"{name}-dev"


def test_with_the_preload_a_service_is_bounded_and_stays_as_it_is(world, dev, service):
    preload = ("--node-preload",)
    done = dev.bounded("serverless", "deploy", options=preload).worked()
    made = world.player.deploy(service, world.developer)
    assert set(made) == {"IamRoleLambdaExecution"}
    assert world.boundaries(made.values()) == {world.boundary}
    assert {it["outcome"] for it in done.report["principals"]} == {"bounded"}
    assert "No changes to deploy" in dev.bounded("serverless", "deploy", options=preload).worked().text
    dev.bounded("serverless", "remove", options=preload).worked()
    assert service not in world.moto.stacks()
    world.player.destroy(service, world.developer)


def test_without_it_calls_go_past_which_is_warned_of_and_refused_by_the_boundary(world, dev, service):
    dev.more |= {
        "SDK2_SERVICES": "s3,ssm,lambda,ecr,iam,sts,cloudformation",
        "SDK2_ENDPOINT_IAM": world.server.endpoint,
        "SDK2_ENDPOINT_STS": world.server.endpoint,
    }
    done = dev.bounded("serverless", "deploy").worked()
    assert "--node-preload" in done.stderr
    assert [text for text in done.report["warnings"] if "--node-preload" in text]
    assert done.report["calls"] == 0
    with pytest.raises(ClientError, match="with an explicit deny in a permissions boundary"):
        world.player.deploy(service, world.developer)
