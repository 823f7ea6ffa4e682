"""Which boundary is passed on: by flag, by entail.toml, by a marker, by the caller's own."""

import json

from support.people import fresh, make_developer, make_policy
from support.policies import allow, allow_all_except, document, policy_arn, self_referencing

from .support.samples import ONE_ROLE, create_role
from .support.world import install_boundary


def without_flag(dev, *command: str, **more):
    return dev.bounded(*command, boundary=False, **more)


def test_the_callers_own_boundary_is_passed_on_when_it_demands_itself(world, dev):
    name = fresh("own")
    done = without_flag(dev, *create_role(name)).worked()
    assert world.boundary_of("role", name) == world.boundary
    assert {it["boundary"] for it in done.report["boundaries"]} == {world.boundary}
    assert world.boundary in done.stderr and "demands itself" in done.stderr


def test_a_short_boundary_that_demands_itself_is_found_as_well(world, dev):
    boundary_name = fresh("short")
    arn = policy_arn(world.root.account, boundary_name)
    make_policy(world.root, document(allow("*"), *self_referencing(arn)), name=boundary_name)
    person = world.runner(dev.folder / "short", make_developer(world.root, arn, fresh("dev")))
    name = fresh("own")
    without_flag(person, *create_role(name)).worked()
    assert world.boundary_of("role", name) == arn


def test_a_boundary_that_demands_nothing_is_not_passed_on_and_that_is_said_once(world, dev):
    fence = make_policy(world.root, allow_all_except("iam:ListUserTags"), name=fresh("fence"))
    person = world.runner(dev.folder / "fenced", make_developer(world.root, fence, fresh("dev")))
    name = fresh("free")
    done = without_flag(person, *create_role(name)).worked()
    assert world.boundary_of("role", name) is None
    assert done.stderr.count("go through as they are") == 1
    assert done.report["nothing_required"] and done.report["boundaries"] == []


def test_entail_toml_of_the_project_is_found_from_below_and_named(world, dev):
    other = install_boundary(world.root, fresh("Project"))
    (dev.work / "entail.toml").write_text(f'boundary = "{other}"\n')
    below = dev.work / "a" / "b"
    below.mkdir(parents=True)
    # What makes it a project: outside of one and of the home, a file further up may be anybody's.
    (dev.work / ".git").mkdir()
    free = world.runner(dev.folder, world.root)
    name = fresh("by-file")
    words = " ".join(f"'{word}'" for word in create_role(name))
    script = f"cd {below} && exec {' '.join(free.entail_run(boundary=False))} {words}"
    done = free.plain("sh", "-c", script).worked()
    assert world.boundary_of("role", name) == other
    assert "entail.toml" in done.stderr


def test_a_key_of_entail_toml_that_is_not_known_is_refused_with_its_line(dev):
    (dev.work / "entail.toml").write_text('# ours\nboundry = "arn:aws:iam::1:policy/x"\n')
    done = without_flag(dev, "touch", "started").failed(125)
    assert "boundry" in done.stderr and "2" in done.stderr
    assert not (dev.work / "started").exists()


def test_the_flag_stands_over_the_file(world, dev):
    other = install_boundary(world.root, fresh("Flag"))
    (dev.work / "entail.toml").write_text(f'boundary = "{world.boundary}"\n')
    free = world.runner(dev.folder, world.root)
    name = fresh("by-flag")
    without_flag(free, *create_role(name), options=("--boundary", other)).worked()
    assert world.boundary_of("role", name) == other


def test_the_boundary_of_the_execution_role_is_that_of_its_stack(world, dev):
    """With RoleARN the role creates, so that its boundary is the one that AWS asks for."""
    other = install_boundary(world.root, fresh("Execution"))
    role = fresh("execution")
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "cloudformation.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
    made = world.root.iam.create_role(
        RoleName=role, AssumeRolePolicyDocument=json.dumps(trust), PermissionsBoundary=other
    )
    world.root.iam.attach_role_policy(
        RoleName=role, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"
    )
    (dev.work / "t.yaml").write_text(ONE_ROLE)
    stack = fresh("by-role")
    done = without_flag(
        dev, "aws", "cloudformation", "create-stack", "--stack-name", stack, "--template-body",
        "file://t.yaml", "--capabilities", "CAPABILITY_IAM", "--role-arn", made["Role"]["Arn"],
    ).worked()
    names = world.player.deploy(stack, world.as_service(role))
    assert world.boundaries(names.values()) == {other}
    assert {it["boundary"] for it in done.report["boundaries"]} == {world.boundary, other}


def test_the_tag_on_the_caller_and_the_tag_on_its_boundary_are_followed(world, dev):
    """Nothing here demands itself: the tags alone say what is passed on."""
    named = make_policy(world.root, document(allow("*")), name=fresh("named"))
    by_principal = make_developer(world.root, None, fresh("dev"))
    world.root.iam.tag_user(
        UserName=by_principal.name, Tags=[{"Key": "entail:transitive-boundary", "Value": named}]
    )
    marked = make_policy(
        world.root,
        document(allow("*")),
        name=fresh("marked"),
        Tags=[{"Key": "entail:transitive", "Value": "true"}],
    )
    by_policy = make_developer(world.root, marked, fresh("dev"))
    for caller, boundary in ((by_principal, named), (by_policy, marked)):
        person, name = world.runner(dev.folder / caller.name, caller), fresh("by-tag")
        without_flag(person, *create_role(name)).worked()
        assert world.boundary_of("role", name) == boundary
