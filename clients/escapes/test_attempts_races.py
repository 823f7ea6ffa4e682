"""Attempts to be quicker: the same thing from several sides at once.

Of two writes that contradict each other one is first, and the other is decided by what the first
has left. What has been acknowledged to the administrator holds for whatever is answered later.
"""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError
from support import lineage, raw
from support.expect import INHERITED_DENY, denied
from support.people import (
    FENCED_ACTION,
    fresh,
    make_developer,
    make_fence,
    make_policy,
    make_role,
    make_user,
    name_in,
)
from support.policies import (
    ADMINISTRATOR_ACCESS,
    READ_ONLY_ACCESS,
    allow,
    document,
    trust,
    user_arn,
)

from .administrator import ask, do

EVERYTHING = document(allow("*"))
NARROW = document(allow("s3:GetObject"))
TAG = "entail:transitive-boundary"
ROUNDS = 12


def code_of(call) -> str:
    """"done", or the code of the refusal; an error of the server's is no refusal."""
    try:
        call()
    except ClientError as error:
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] < 500, error
        return error.response["Error"]["Code"]
    return "done"


def at_once(*calls) -> list[str]:
    """What comes of calls that all begin together."""
    barrier = threading.Barrier(len(calls))

    def run(call) -> str:
        barrier.wait()
        return code_of(call)

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def again(caller):
    """The same caller with a connection of its own."""
    return caller.with_credentials(caller.credentials)


def until_acknowledged(attempt, acknowledge) -> list[tuple[bool, str]]:
    """Attempts over and over while `acknowledge` runs and a while after; for each attempt whether
    it began after the acknowledgement, and what came of it."""
    done, seen = threading.Event(), []

    def attack():
        late = 0
        while late < 4:
            is_late = done.is_set()
            late += is_late
            seen.append((is_late, code_of(attempt)))

    threads = [threading.Thread(target=attack) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        acknowledge()
    finally:
        done.set()
        for thread in threads:
            thread.join()
    return seen


def test_no_edit_of_an_own_policy_follows_its_attachment_outside(root, dev):
    """w1 against the clock: what the administrator has looked at and attached stays as it was."""
    for _ in range(3):
        policy, user = make_policy(dev, EVERYTHING), make_user(root, policies=[])
        dev.iam.create_policy_version(PolicyArn=policy, PolicyDocument=NARROW)
        flips = iter(range(10_000))
        attacker = again(dev)

        def edit(attacker=attacker, policy=policy, flips=flips):
            version = ("v1", "v2")[next(flips) % 2]
            attacker.iam.set_default_policy_version(PolicyArn=policy, VersionId=version)

        seen = until_acknowledged(
            edit, lambda: root.iam.attach_user_policy(UserName=user, PolicyArn=policy)
        )
        assert {code for is_late, code in seen if is_late} == {"AccessDenied"}, seen


def test_no_edit_of_an_own_policy_follows_its_use_as_an_outsiders_boundary(root, dev):
    policy = make_policy(dev, EVERYTHING)
    dev.iam.create_policy_version(PolicyArn=policy, PolicyDocument=NARROW)
    attacker, flips = again(dev), iter(range(10_000))

    def edit():
        version = ("v1", "v2")[next(flips) % 2]
        attacker.iam.set_default_policy_version(PolicyArn=policy, VersionId=version)

    seen = until_acknowledged(edit, lambda: make_user(root, PermissionsBoundary=policy))
    assert {code for is_late, code in seen if is_late} == {"AccessDenied"}, seen


def test_no_edit_of_an_own_policy_follows_its_use_in_an_outsiders_session(root, dev, outside_role):
    policy, admin = make_policy(dev, EVERYTHING), make_developer(root, None)
    dev.iam.create_policy_version(PolicyArn=policy, PolicyDocument=NARROW)
    attacker, flips = again(dev), iter(range(10_000))

    def edit():
        version = ("v1", "v2")[next(flips) % 2]
        attacker.iam.set_default_policy_version(PolicyArn=policy, VersionId=version)

    seen = until_acknowledged(
        edit, lambda: admin.assume(outside_role, PolicyArns=[{"arn": policy}])
    )
    assert {code for is_late, code in seen if is_late} == {"AccessDenied"}, seen


def test_no_boundary_of_the_administrators_is_lifted_after_it_was_put(root, dev):
    """w4 against the clock."""
    for _ in range(3):
        user = make_user(dev, PermissionsBoundary=ADMINISTRATOR_ACCESS)
        attacker = again(dev)

        def lift(attacker=attacker, user=user):
            attacker.iam.put_user_permissions_boundary(
                UserName=user, PermissionsBoundary=ADMINISTRATOR_ACCESS
            )

        seen = until_acknowledged(
            lift,
            lambda user=user: root.iam.put_user_permissions_boundary(
                UserName=user, PermissionsBoundary=READ_ONLY_ACCESS
            ),
        )
        assert {code for is_late, code in seen if is_late} == {"AccessDenied"}, seen
        assert lineage.of_user(root, user).permissions_boundary == READ_ONLY_ACCESS


def test_no_session_is_obtained_free_after_the_boundary_was_acknowledged(root, outside_user):
    """Nor is one that was obtained a moment before it any freer (F3)."""
    fence, dev, role = make_fence(root), make_developer(root, None), make_role(root)
    attacker, sessions = again(dev), []
    seen = until_acknowledged(
        lambda: sessions.append(attacker.assume(role)),
        lambda: root.iam.put_user_permissions_boundary(
            UserName=dev.name, PermissionsBoundary=fence
        ),
    )
    assert {code for _, code in seen} == {"done"} and len(sessions) == len(seen)
    for session in sessions:
        with denied(session, FENCED_ACTION, user_arn(root.account, outside_user), INHERITED_DENY):
            session.iam.list_user_tags(UserName=outside_user)


def test_a_user_and_its_namesake_in_another_case_are_made_once(root, dev):
    for _ in range(ROUNDS):
        name = fresh("twin")
        answers = at_once(
            lambda name=name: make_user(root, name, policies=[]),
            lambda name=name: make_user(again(dev), name.upper(), policies=[]),
            lambda name=name: make_user(again(dev), name.title(), policies=[]),
        )
        assert sorted(answers) == ["EntityAlreadyExists", "EntityAlreadyExists", "done"], answers


def test_a_policy_is_deleted_or_becomes_a_boundary_and_not_both(root):
    """A dangling boundary would allow nothing; one that came back under its name, anything."""
    for _ in range(ROUNDS):
        policy, user = make_policy(root, EVERYTHING), make_user(root, policies=[])
        deleted, put = at_once(
            lambda policy=policy: again(root).iam.delete_policy(PolicyArn=policy),
            lambda policy=policy, user=user: again(root).iam.put_user_permissions_boundary(
                UserName=user, PermissionsBoundary=policy
            ),
        )
        assert (deleted, put) in [("done", "NoSuchEntity"), ("DeleteConflict", "done")]
        bound = lineage.of_user(root, user).permissions_boundary
        assert bound == (policy if put == "done" else None)


def test_a_policy_is_deleted_or_becomes_a_seal_at_a_birth_and_not_both(root):
    for _ in range(ROUNDS):
        policy, name = make_policy(root, EVERYTHING), fresh("born-sealed")
        deleted, made = at_once(
            lambda policy=policy: again(root).iam.delete_policy(PolicyArn=policy),
            lambda policy=policy, name=name: make_user(
                again(root), name, policies=[], Tags=[{"Key": TAG, "Value": policy}]
            ),
        )
        assert (deleted, made) in [("done", "NoSuchEntity"), ("DeleteConflict", "done")]


def test_a_policy_is_deleted_or_attached_and_not_both(root):
    for _ in range(ROUNDS):
        policy, user = make_policy(root, EVERYTHING), make_user(root, policies=[])
        answers = at_once(
            lambda policy=policy: again(root).iam.delete_policy(PolicyArn=policy),
            lambda policy=policy, user=user: again(root).iam.attach_user_policy(
                UserName=user, PolicyArn=policy
            ),
        )
        assert answers in [["done", "NoSuchEntity"], ["DeleteConflict", "done"]], answers
        attached = root.iam.list_attached_user_policies(UserName=user)["AttachedPolicies"]
        assert [entry["PolicyArn"] for entry in attached] == [policy] * (answers[1] == "done")


def test_a_user_that_is_deleted_leaves_no_key_that_was_made_meanwhile(root):
    for _ in range(ROUNDS):
        user, made = make_user(root, policies=[]), []

        def make_key(user=user, made=made):
            made.append(again(root).iam.create_access_key(UserName=user)["AccessKey"])

        answers = at_once(lambda user=user: again(root).iam.delete_user(UserName=user), make_key)
        assert answers in [["done", "NoSuchEntity"], ["DeleteConflict", "done"]], answers


def test_a_transitive_boundary_is_set_one_way_only(root):
    """By tag and by parameter at once: one of them is first, and the other is told so."""
    for _ in range(ROUNDS):
        one, other = make_policy(root, EVERYTHING), make_policy(root, EVERYTHING)
        user = make_user(root, policies=[])

        def by_parameter(user=user, other=other):
            parameters = {
                "Action": "PutUserPermissionsBoundary",
                "UserName": user,
                "TransitivePermissionsBoundary": other,
            }
            answer = raw.call(root, parameters)
            if answer.status != 200:
                error = {"Error": {"Code": answer.code, "Message": answer.message}}
                raise ClientError(
                    {**error, "ResponseMetadata": {"HTTPStatusCode": answer.status}}, "Put"
                )

        answers = at_once(
            lambda user=user, one=one: again(root).iam.tag_user(
                UserName=user, Tags=[{"Key": TAG, "Value": one}]
            ),
            by_parameter,
        )
        assert sorted(answers) == ["InvalidInput", "done"], answers
        emitted = lineage.of_user(root, user).transitive_boundary
        tags = root.iam.list_user_tags(UserName=user)["Tags"]
        if answers[0] == "done":
            assert emitted == one and tags == [{"Key": TAG, "Value": one}]
        else:
            assert emitted == other and tags == []


def test_nine_boundaries_do_not_meet_by_being_quick(root):
    """Each of many children at once is within the limit, or refused as a whole."""
    creator = make_developer(root, make_fence(root))
    for number in range(7):
        extra = make_policy(root, EVERYTHING, fresh(f"seal-{number}"))
        role = make_role(creator, Tags=[{"Key": TAG, "Value": extra}])
        creator = creator.assume(role)
    # Eight by now. A ninth is put on the role while it creates.
    ninth = make_policy(root, EVERYTHING, fresh("seal-nine"))
    above = root.iam.get_role(RoleName=creator.arn.split("/")[1])["Role"]["RoleName"]
    made, attacker = [], again(creator)

    def create():
        name = fresh("meeting")
        make_user(attacker, name, policies=[])
        made.append(name)

    def replace():
        root.iam.untag_role(RoleName=above, TagKeys=[TAG])
        root.iam.tag_role(RoleName=above, Tags=[{"Key": TAG, "Value": ninth}])

    seen = until_acknowledged(create, replace)
    assert {code for _, code in seen} == {"done"}, seen
    for name in made:
        assert len(lineage.of_user(root, name).inherited) <= 8
    create()
    assert ninth in lineage.of_user(root, made[-1]).inherited


@pytest.mark.parametrize("kind", ["attach", "inline"])
def test_a_role_that_is_deleted_and_made_anew_gets_no_policy_meant_for_the_other(root, dev, kind):
    """The administrator grants to a role of the administrators'; the line makes one of its name."""
    for _ in range(4):
        name = fresh("swapped")
        make_role(root, name, policies=[])

        def swap(name=name):
            root.iam.delete_role(RoleName=name)
            make_role(again(dev), name, policies=[])

        def grant(name=name):
            if kind == "attach":
                again(root).iam.attach_role_policy(RoleName=name, PolicyArn=ADMINISTRATOR_ACCESS)
            else:
                again(root).iam.put_role_policy(
                    RoleName=name, PolicyName="p", PolicyDocument=EVERYTHING
                )

        at_once(swap, grant)
        role = root.iam.get_role(RoleName=name)["Role"]
        fence = lineage.of_user(root, dev.name).transitive_boundary
        # Whoever of the two is there now: the line's bears the seal whatever it was granted.
        if lineage.of_role(root, name_in(role["Arn"])).inherited:
            assert lineage.of_role(root, name).inherited == {fence}


def asked(caller, operation: str, **parameters) -> None:
    """The administrator's API, refusals as boto3 would raise them."""
    answer = ask(caller, operation, **parameters)
    if answer.status != 200:
        error = {"Error": {"Code": answer.type, "Message": answer.message}}
        metadata = {"ResponseMetadata": {"HTTPStatusCode": answer.status}}
        raise ClientError({**error, **metadata}, operation)


def test_what_a_line_writes_while_a_role_is_disowned_is_seen_or_refused(root, fence):
    """F8 against the clock: the role does not come free with a trust that the line has written."""
    dev = make_developer(root, fence)
    for _ in range(ROUNDS):
        role = make_role(root, policies=[])
        do(root, "Adopt", ResourceArn=role, PolicyArn=fence, Mode="Write")
        answers = at_once(
            lambda role=role: again(dev).iam.update_assume_role_policy(
                RoleName=name_in(role), PolicyDocument=trust(dev.arn)
            ),
            lambda role=role: asked(again(root), "Disown", ResourceArn=role, PolicyArn=fence),
        )
        inherited = lineage.of_role(root, role).inherited
        if answers[1] == "done":
            assert answers[0] == "AccessDenied" and inherited == frozenset(), answers
        else:
            assert answers[0] == "done" and inherited == {fence}, answers


def test_who_is_deleted_while_a_cascade_runs_hides_nobody(root):
    """A parent that goes at that moment: its children are found all the same."""
    for _ in range(4):
        fence, dev = make_fence(root), make_developer(root, None)
        child = make_role(dev)
        grandchild = make_role(dev.assume(child))
        root.iam.put_user_permissions_boundary(UserName=dev.name, PermissionsBoundary=fence)
        root.iam.detach_role_policy(RoleName=name_in(child), PolicyArn=ADMINISTRATOR_ACCESS)
        answers = at_once(
            lambda child=child: again(root).iam.delete_role(RoleName=name_in(child)),
            lambda dev=dev: asked(
                again(root), "CascadeTransitiveBoundary", PrincipalArn=dev.arn
            ),
        )
        assert answers == ["done", "done"], answers
        assert lineage.of_role(root, grandchild).inherited == {fence}


def test_an_exit_that_is_closed_lets_nobody_out_after_that(root, fence, outside_user):
    dev, role = make_developer(root, fence), make_role(root)
    do(root, "Admit", RoleArn=role, PolicyArn=fence)
    attacker, sessions = again(dev), []

    def leave():
        sessions.append(attacker.assume(role))

    seen = until_acknowledged(
        leave, lambda: do(root, "WithdrawAdmit", RoleArn=role, PolicyArn=fence)
    )
    assert {code for _, code in seen} == {"done"}, seen
    # Sessions are listed in the order in which they were answered; the last was asked for late.
    with denied(sessions[-1], FENCED_ACTION, user_arn(root.account, outside_user), INHERITED_DENY):
        sessions[-1].iam.list_user_tags(UserName=outside_user)
