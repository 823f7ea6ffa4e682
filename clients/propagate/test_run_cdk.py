"""AWS CDK 2 under `entail run`: its bootstrap, and a stack through the roles that it makes."""

import shutil
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from support.callers import REGION
from support.server import ACCOUNT

from .support import tools

APP = Path(__file__).parent / "support" / "cdk_app.js"
BOOTSTRAP = ("cdk", "bootstrap", f"aws://{ACCOUNT}/{REGION}")
EXECUTION_ROLE = f"cdk-hnb659fds-cfn-exec-role-{ACCOUNT}-{REGION}"
DEPLOY = ("cdk", "--app", "cdk.out", "deploy", "App", "--require-approval", "never")

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def machine(world, tmp_path_factory):
    """The developer's machine with the app on it; all tests of this module go on there."""
    dev = world.runner(tmp_path_factory.mktemp("cdk"))
    dev.more = {"NODE_PATH": str(tools.node_modules())}
    shutil.copy(APP, dev.work / "app.js")
    return dev


def bounded(machine, *command: str, **more):
    """Under `entail run` without naming the boundary. The CDK's roles may read nothing of IAM, so
    that what they pass on is found through whoever started the run."""
    return machine.bounded(*command, boundary=False, **more)


def synth(machine, **more) -> None:
    """Writes the templates: no call of AWS's."""
    before, machine.more = machine.more, {**machine.more, **more}
    machine.plain("cdk", "--app", "node app.js", "synth", "--quiet").worked()
    machine.more = before


@pytest.fixture(scope="module")
def bootstrapped(world, machine):
    """The environment that `cdk bootstrap` makes, with its roles in Entail's server."""
    machine.plain(*BOOTSTRAP).worked()
    with pytest.raises(ClientError, match="with an explicit deny in a permissions boundary"):
        world.player.deploy("CDKToolkit", world.developer)
    assert not any(name.startswith("cdk-") for name in world.role_names())
    world.moto.reset()

    done = bounded(machine, *BOOTSTRAP).worked()
    made = world.player.deploy("CDKToolkit", world.developer)
    return done, made


@pytest.fixture(scope="module")
def deployed(world, machine, bootstrapped):
    """The app's stack, its identities made by the execution role."""
    synth(machine)
    done = bounded(machine, *DEPLOY).worked()
    return done, world.player.deploy("App", world.as_service(EXECUTION_ROLE))


def test_bootstrap_makes_five_bounded_roles_and_a_second_one_changes_nothing(
    world, machine, bootstrapped
):
    done, made = bootstrapped
    assert len(made) == 5
    assert world.boundaries(made.values()) == {world.boundary}
    # Each role has an `Fn::If` with `AWS::NoValue` there: replaced, not taken for a boundary.
    assert {it["how"] for it in done.report["principals"]} == {"replaced"}
    again = bounded(machine, *BOOTSTRAP).worked()
    assert "(no changes)" in again.text


def test_a_stack_is_bounded_with_its_nested_stack_and_custom_resources(world, deployed):
    done, made = deployed
    kinds = sorted(made)
    assert [kind for kind in kinds if kind.startswith("Hello")]
    assert [kind for kind in kinds if kind.startswith("Robot")]
    assert [kind for kind in kinds if "/Worker" in kind]
    assert [kind for kind in kinds if kind.startswith("AWS679f53fac002430cb0da5b7982bd2287")]
    assert world.boundaries(made.values()) == {world.boundary}
    assert {it["outcome"] for it in done.report["principals"]} == {"bounded"}
    assert len(done.report["principals"]) == len(made) == 4


def test_a_second_deploy_and_a_diff_find_nothing_to_change(machine, deployed):
    again = bounded(machine, *DEPLOY).worked()
    assert "(no changes)" in again.text
    diff = bounded(machine, "cdk", "--app", "cdk.out", "diff", "App", "--no-change-set").worked()
    assert "There were no differences" in diff.text
    assert "PermissionsBoundary" not in diff.stdout + diff.stderr
    # Unmasked, the CDK would take the boundaries away again: the mask is what keeps them.
    open_ = bounded(
        machine, "cdk", "--app", "cdk.out", "diff", "App", "--no-change-set", options=("--no-mask",)
    ).worked()
    assert "[-] PermissionsBoundary" in open_.text


def test_an_update_bounds_what_it_adds_and_keeps_the_rest(world, machine, deployed):
    _, made = deployed
    synth(machine, MORE="1")
    bounded(machine, *DEPLOY, "--method=direct").worked()
    now = world.player.deploy("App", world.as_service(EXECUTION_ROLE))
    [later] = set(now) - set(made)
    assert later.startswith("Later")
    assert world.boundaries(now.values()) == {world.boundary}


def test_destroy_works_as_without(world, machine, deployed):
    bounded(machine, "cdk", "--app", "cdk.out", "destroy", "App", "--force").worked()
    assert "App" not in world.moto.stacks()
    world.player.destroy("App", world.as_service(EXECUTION_ROLE))
    assert not any(name.startswith("App-") for name in world.role_names())
