"""What was put in is hidden from clients, and nothing else is; it is remembered between runs."""

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.people import fresh, make_policy
from support.policies import allow_all_except

from .support.opened import opened
from .support.samples import ONE_ROLE, SERVICE_TRUST, create_role

UNMASKED = ("--no-mask",)


def make(caller, word: str, name: str, **more):
    given = {"AssumeRolePolicyDocument": SERVICE_TRUST} if word == "role" else {}
    create = getattr(caller.iam, f"create_{word}")
    return create(**{f"{word.title()}Name": name}, **given, **more)[word.title()]


def seen(caller, word: str, name: str) -> list[str | None]:
    """The boundary as GetRole and ListRoles (or those of users) show it."""
    title = word.title()
    one = getattr(caller.iam, f"get_{word}")(**{f"{title}Name": name})[title]
    pages = caller.iam.get_paginator(f"list_{word}s").paginate(PaginationConfig={"PageSize": 3})
    [listed] = [it for page in pages for it in page[f"{title}s"] if it[f"{title}Name"] == name]
    boundary = lambda it: it.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
    return [boundary(one), boundary(listed)]


@pytest.mark.parametrize("word", ["role", "user"])
def test_what_was_put_in_is_hidden_in_this_run_and_a_later_one(world, dev, word):
    name = fresh("masked")
    with opened(dev) as run:
        assert "PermissionsBoundary" not in make(run.caller(), word, name)
        assert seen(run.caller(), word, name)[0] is None
    with opened(dev) as run:
        assert seen(run.caller(), word, name)[0] is None
    with opened(dev, *UNMASKED) as run:
        assert seen(run.caller(), word, name)[0] == world.boundary
    # Another machine has no memory of it: it sees what AWS says.
    with opened(world.runner(dev.folder / "elsewhere")) as run:
        assert seen(run.caller(), word, name)[0] == world.boundary


def test_what_somebody_set_is_never_hidden(world, dev):
    """On a role of one's own with the boundary, on one that an administrator bounded, on others."""
    own, theirs = fresh("own"), fresh("theirs")
    with opened(dev) as run:
        make(run.caller(), "role", own, PermissionsBoundary=world.boundary)
        make(world.root, "role", theirs, PermissionsBoundary=world.boundary)
        assert seen(run.caller(), "role", own)[0] == world.boundary
        assert seen(run.caller(), "role", theirs)[0] == world.boundary


def test_another_boundary_that_was_put_on_later_is_shown(world, dev):
    name = fresh("changed")
    other = make_policy(world.root, allow_all_except("iam:ListUserTags"), name=fresh("other"))
    with opened(dev) as run:
        make(run.caller(), "role", name)
        world.root.iam.put_role_permissions_boundary(RoleName=name, PermissionsBoundary=other)
        assert seen(run.caller(), "role", name)[0] == other


def test_a_role_that_was_made_anew_by_somebody_else_is_shown_as_it_is(world, dev):
    name = fresh("anew")
    with opened(dev) as run:
        make(run.caller(), "role", name)
        run.caller().iam.delete_role(RoleName=name)
        make(world.root, "role", name, PermissionsBoundary=world.boundary)
        assert seen(run.caller(), "role", name)[0] == world.boundary


def test_the_pages_of_a_list_stay_whole(world, dev):
    """Masking changes nothing else: the same roles, in the same pages."""
    with opened(dev) as run:
        for _ in range(4):
            make(run.caller(), "role", fresh("paged"))

        def page(caller):
            return caller.iam.list_roles(MaxItems=2)

        masked, plain = page(run.caller()), page(dev.caller)
        assert masked["IsTruncated"] == plain["IsTruncated"] is True
        assert [it["RoleId"] for it in masked["Roles"]] == [it["RoleId"] for it in plain["Roles"]]


def test_a_conflict_is_replaced_or_refused_as_was_asked_for(world, dev):
    other = make_policy(world.root, allow_all_except("iam:ListUserTags"), name=fresh("other"))
    replaced, refused = fresh("conflict"), fresh("conflict")
    with opened(dev) as run:
        make(run.caller(), "role", replaced, PermissionsBoundary=other)
        assert world.boundary_of("role", replaced) == world.boundary
        # Its maker asked for another one and sees that one: no drift.
        assert seen(run.caller(), "role", replaced)[0] == other
    with opened(dev, "--on-conflict", "refuse") as run:
        with pytest.raises(run.caller().iam.exceptions.ClientError, match=other):
            make(run.caller(), "role", refused, PermissionsBoundary=other)
    assert refused not in world.role_names()


def test_a_boundary_with_an_identical_document_is_kept(world, dev):
    document = world.root.iam.get_policy_version(PolicyArn=world.boundary, VersionId="v1")
    text = json.dumps(document["PolicyVersion"]["Document"])
    copy = make_policy(world.root, text, name=fresh("copy"))
    name = fresh("identical")
    # AWS lets only the boundary itself through; the free administrator shows what is sent.
    free = world.runner(dev.folder / "free", world.root)
    with opened(free) as run:
        make(run.caller(), "role", name, PermissionsBoundary=copy)
    assert world.boundary_of("role", name) == copy


def test_templates_are_shown_as_they_were_written(world, dev):
    stack = fresh("stack")
    with opened(dev) as run:
        stacks = run.caller().client("cloudformation")
        stacks.create_stack(StackName=stack, TemplateBody=ONE_ROLE, Capabilities=["CAPABILITY_IAM"])
        assert stacks.get_template(StackName=stack)["TemplateBody"] == ONE_ROLE
    with opened(dev) as run:
        stacks = run.caller().client("cloudformation")
        assert stacks.get_template(StackName=stack)["TemplateBody"] == ONE_ROLE
    with opened(dev, *UNMASKED) as run:
        stacks = run.caller().client("cloudformation")
        shown = stacks.get_template(StackName=stack)["TemplateBody"]
    assert shown == world.moto.template(stack) != ONE_ROLE


def test_taking_a_boundary_off_again_through_the_run_does_not_work(world, dev):
    """What a client does not see it may take off: nothing comes of it. One that sees it is refused."""
    name = fresh("off")
    with opened(dev) as run:
        make(run.caller(), "role", name)
        run.caller().iam.delete_role_permissions_boundary(RoleName=name)
        assert seen(run.caller(), "role", name)[0] is None
    assert world.boundary_of("role", name) == world.boundary
    with opened(dev, *UNMASKED) as run:
        with pytest.raises(run.caller().iam.exceptions.ClientError, match="explicit deny in a permissions boundary"):
            run.caller().iam.delete_role_permissions_boundary(RoleName=name)
    assert world.boundary_of("role", name) == world.boundary


def test_runs_at_the_same_time_remember_all_that_each_put_in(world, dev):
    names = [fresh("together") for _ in range(6)]
    runs = [
        dev.start([*dev.entail_run("--quiet"), *create_role(name)], stdout=subprocess.DEVNULL)
        for name in names
    ]
    assert [run.wait(60) for run in runs] == [0] * len(names)
    assert {world.boundary_of("role", name) for name in names} == {world.boundary}
    with opened(dev) as run:
        shown = {name: seen(run.caller(), "role", name)[0] for name in names}
    assert shown == dict.fromkeys(names)


def test_calls_at_the_same_time_are_each_bounded_and_masked(world, dev):
    names = [fresh("parallel") for _ in range(24)]
    with opened(dev) as run:
        caller = run.caller()
        _ = caller.iam
        with ThreadPoolExecutor(12) as threads:
            answers = list(threads.map(lambda name: make(caller, "role", name), names))
            again = list(threads.map(lambda name: seen(caller, "role", name)[0], names))
    assert not [answer for answer in answers if "PermissionsBoundary" in answer]
    assert set(again) == {None}
    assert {world.boundary_of("role", name) for name in names} == {world.boundary}
