"""Attempts around what administrators do with lineages: adopt, admit, cascade, strict roles.

None of it is a line's to do. And what an administrator does is not to be evaded by what the line
has done before, or does in between.
"""

import json
import threading

import pytest
from support import lineage, raw
from support.expect import BOUNDARY_DENY, GATE, INHERITED_DENY, denied, refused
from support.people import (
    FENCED_ACTION,
    fresh,
    keys_of,
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

from . import administrator
from .administrator import ask, do, is_refused_to

EVERYTHING = document(allow("*"))
NARROW = document(allow("s3:GetObject"))
# Of a label, by steps of administrators.
SEALS_MAX = 64


@pytest.fixture(scope="module")
def free(outside_user):
    """Asserts that a caller does what the fence forbids."""

    def check(caller):
        assert caller.iam.list_user_tags(UserName=outside_user)["Tags"] == []

    return check


WRITES = {
    "Adopt": lambda role, dev, fence: {"ResourceArn": role, "PolicyArn": fence, "Mode": "Write"},
    "Disown": lambda role, dev, fence: {"ResourceArn": role, "PolicyArn": fence},
    "Admit": lambda role, dev, fence: {"RoleArn": role, "PolicyArn": fence},
    "WithdrawAdmit": lambda role, dev, fence: {"RoleArn": role, "PolicyArn": fence},
    "SetObtainMode": lambda role, dev, fence: {"RoleArn": role, "Mode": "Strict"},
    "ApplyToSelf": lambda role, dev, fence: {"PrincipalArn": dev, "State": "Disabled"},
    "CascadeTransitiveBoundary": lambda role, dev, fence: {"PrincipalArn": dev},
    "WithdrawCascade": lambda role, dev, fence: {"PrincipalArn": dev, "PolicyArn": fence},
    "WithdrawReference": lambda role, dev, fence: {
        "ResourceArn": role,
        "PolicyArn": fence,
        "OriginId": "AIDA0000000000000000",
    },
}


@pytest.mark.parametrize("operation", WRITES)
@pytest.mark.parametrize("dry_run", [True, False])
def test_no_operation_of_administrators_is_a_lines_to_call(
    root, dev, fence, outside_role, operation, dry_run
):
    """Not for its own things, not for others', not to see what would come of it."""
    own = make_role(dev)
    callers = (dev, dev.assume(own), dev.assume(outside_role), keys_of(dev, make_user(dev)))
    for role in (own, outside_role):
        parameters = WRITES[operation](role, dev.arn, fence)
        resource = parameters.get("ResourceArn") or parameters.get("RoleArn") or dev.arn
        for caller in callers:
            is_refused_to(caller, operation, resource, DryRun=dry_run, **parameters)
    assert lineage.of_role(root, own).inherited == {fence}
    assert lineage.of_role(root, outside_role).inherited == frozenset()


def test_no_other_action_stands_for_one_of_administrators(root):
    """`iam:*` is not `entail:*`."""
    user = make_user(root, policies=[make_policy(root, document(allow(["iam:*", "sts:*"])))])
    caller, role, fence = keys_of(root, user), make_role(root), make_fence(root)
    reason = "because no identity-based policy allows the {action} action"
    is_refused_to(caller, "Adopt", role, reason, ResourceArn=role, PolicyArn=fence)
    is_refused_to(caller, "Admit", role, reason, RoleArn=role, PolicyArn=fence)


@pytest.mark.parametrize("service", ["iam", "sts", "Entail", "s3"])
def test_a_signature_for_another_service_opens_nothing(root, service):
    """Whoever may sign for IAM only, or was handed such a request, has signed nothing here."""
    role, fence = make_role(root), make_fence(root)
    answer = ask(root, "Adopt", service, ResourceArn=role, PolicyArn=fence)
    assert answer.status == 400 and answer.type == "InvalidSignatureException", answer
    query = raw.form({"Action": "CreateUser", "UserName": fresh("wrong-scope")})
    request = raw.signer(root, service="entail").post(query)
    assert raw.send(root.endpoint, request).code == "SignatureDoesNotMatch"
    assert lineage.of_role(root, role).inherited == frozenset()


def test_a_target_that_is_not_signed_is_no_target(root):
    """Who holds a signed request can't make another operation of it, nor one of a presigned URL."""
    role, seal = make_role(root), make_fence(root)
    body = json.dumps({"ResourceArn": role, "PolicyArn": seal, "RoleArn": role}).encode()
    json_type = {"Content-Type": administrator.CONTENT_TYPE}
    signer = raw.signer(root, service="entail")
    without = signer.sign(raw.Request("POST", "/", dict(json_type), body))
    swapped = signer.sign(
        raw.Request("POST", "/", {**json_type, "X-Amz-Target": "Entail_20261101.Disown"}, body)
    )
    presigned = raw.signer(root, service="sts").presign({"Action": "GetCallerIdentity"})
    by_query = raw.Request("POST", presigned.path, dict(json_type), body)
    for request in (without, swapped, by_query):
        request.headers["X-Amz-Target"] = "Entail_20261101.Adopt"
        answer = raw.send(root.endpoint, request)
        assert answer.status == 400, answer.body
        assert json.loads(answer.body)["__type"] == "InvalidSignatureException", answer.body
    assert lineage.of_role(root, role).inherited == frozenset()


def test_a_request_is_of_one_protocol(root, dev, fence):
    """A target beside an Action: whichever it is taken for, that one is authorised and done."""
    role, name = make_role(root), fresh("two-protocols")
    body = json.dumps({"RoleArn": role, "PolicyArn": fence}).encode()
    query = f"/?Action=CreateUser&UserName={name}&Version=2010-05-08"
    for service in ("entail", "iam"):
        answer = administrator.send(dev, "Admit", body, service, query)
        assert answer.status != 200, answer
    with refused("NoSuchEntity"):
        root.iam.get_user(UserName=name)
    assert do(root, "GetLineage", ResourceArn=role)["Lineage"]["Admits"] == []


@pytest.mark.parametrize(
    "body",
    [
        '{"ResourceArn": "MINE", "ResourceArn": "THEIRS", "PolicyArn": "SEAL"}',
        '{"ResourceArn": "THEIRS", "ResourceArn": "MINE", "PolicyArn": "SEAL"}',
        '{"ResourceArn": "THEIRS", "\\u0052esourceArn": "MINE", "PolicyArn": "SEAL"}',
        '{"ResourceArn": "MINE", "resourceArn": "THEIRS", "PolicyArn": "SEAL"}',
        '{"ResourceArn": ["MINE", "THEIRS"], "PolicyArn": "SEAL"}',
        '{"ResourceArn": {"0": "THEIRS"}, "PolicyArn": "SEAL"}',
        '{"ResourceArn": "THEIRS\\u0000", "PolicyArn": "SEAL"}',
        '[{"ResourceArn": "THEIRS", "PolicyArn": "SEAL"}]',
        '{"ResourceArn": "THEIRS", "PolicyArn": "SEAL"} {"ResourceArn": "MINE"}',
        '{"ResourceArn": "THEIRS", "PolicyArn": "SEAL", "DryRun": "true"}',
    ],
)
def test_a_body_that_reads_in_two_ways_does_nothing_to_what_was_not_asked_about(root, body):
    """A delegate may adopt one role; no form of the request lets it adopt another."""
    mine, theirs, seal = make_role(root), make_role(root), make_fence(root)
    may = document(allow("entail:Adopt", [mine, seal]), allow("iam:*"))
    delegate = keys_of(root, make_user(root, policies=[make_policy(root, may)]))
    text = body.replace("MINE", mine).replace("THEIRS", theirs).replace("SEAL", seal)
    answer = administrator.send(delegate, "Adopt", text.encode())
    assert answer.status in (200, 400), answer
    assert lineage.of_role(root, theirs).inherited == frozenset()


# Adopting.


def test_what_is_adopted_for_passing_is_not_the_lines_to_write(root, fence):
    dev, role = make_developer(root, fence), make_role(root, policies=[])
    do(root, "Adopt", ResourceArn=role, PolicyArn=fence)
    profile = fresh("adopted")
    dev.iam.create_instance_profile(InstanceProfileName=profile)
    dev.iam.add_role_to_instance_profile(InstanceProfileName=profile, RoleName=name_in(role))
    for action, call in {
        "AttachRolePolicy": lambda: dev.iam.attach_role_policy(
            RoleName=name_in(role), PolicyArn=ADMINISTRATOR_ACCESS
        ),
        "UpdateAssumeRolePolicy": lambda: dev.iam.update_assume_role_policy(
            RoleName=name_in(role), PolicyDocument=trust(dev.arn)
        ),
        "TagRole": lambda: dev.iam.tag_role(
            RoleName=name_in(role), Tags=[{"Key": "a", "Value": "b"}]
        ),
    }.items():
        with denied(dev, f"iam:{action}", role, GATE):
            call()


def test_an_adopted_role_is_bounded_for_everybody(root, fence, is_fenced, free):
    """And whoever is not of the line is bounded in it only."""
    role, admin = make_role(root), make_developer(root, None)
    session = admin.assume(role)
    free(session)
    do(root, "Adopt", ResourceArn=role, PolicyArn=fence)
    is_fenced(session)
    is_fenced(admin.assume(role))
    free(admin)


def test_what_the_line_wrote_does_not_come_free_with_the_role(root, fence):
    """F8: trust that the line has rewritten would let it in when the seal is gone."""
    dev, role = make_developer(root, fence), make_role(root)
    do(root, "Adopt", ResourceArn=role, PolicyArn=fence, Mode="Write")
    dev.iam.update_assume_role_policy(
        RoleName=name_in(role), PolicyDocument=trust(f"arn:aws:iam::{root.account}:root")
    )
    own = make_policy(dev, NARROW)
    dev.iam.attach_role_policy(RoleName=name_in(role), PolicyArn=own)
    answer = ask(root, "Disown", ResourceArn=role, PolicyArn=fence)
    assert answer.status == 400, answer
    assert lineage.of_role(root, role).inherited == {fence}
    planned = do(root, "Disown", ResourceArn=role, PolicyArn=fence, DryRun=True)
    # Trust, the attachment, and the text of what is attached.
    assert len(planned["PendingWrites"]) == 3, planned
    done = do(root, "Disown", ResourceArn=role, PolicyArn=fence, AcceptWrites=True)
    assert [change["Effect"] for change in done["Changes"]] == ["Loses"]
    # The policy that it still has is the line's no more, while an outside role has it.
    with denied(dev, "iam:CreatePolicyVersion", own, GATE):
        dev.iam.create_policy_version(
            PolicyArn=own, PolicyDocument=EVERYTHING, SetAsDefault=True
        )


def test_a_seal_that_others_could_edit_is_given_to_nobody(root, dev):
    """F5: the line's own policy as seal of an outside role would be the line's to edit."""
    own, role = make_policy(dev, EVERYTHING), make_role(root)
    answer = ask(root, "Adopt", ResourceArn=role, PolicyArn=own)
    assert answer.status == 400, answer
    assert lineage.of_role(root, role).inherited == frozenset()


# Admitting.


@pytest.fixture
def exit_(root, fence):
    """A role that admits the fence, and a developer of the line in it: out by leave."""
    dev, role = make_developer(root, fence), make_role(root)
    do(root, "Admit", RoleArn=role, PolicyArn=fence)
    return dev, role, dev.assume(role)


def test_an_exit_is_one_by_leave_and_what_was_left_is_not_forgotten(
    root, fence, exit_, free, outside_role
):
    """F1: outside the ceiling, and still not the seal's to touch: policy, setters, exits."""
    dev, role, session = exit_
    free(session)
    user = {"UserName": dev.name}
    seal = {"PolicyArn": fence}
    for caller in (session, session.assume(outside_role), keys_of(session, make_user(session))):
        free(caller)
        for action, resource, call in (
            ("CreatePolicyVersion", fence, lambda iam: iam.create_policy_version(
                PolicyDocument=EVERYTHING, SetAsDefault=True, **seal)),
            ("DeletePolicy", fence, lambda iam: iam.delete_policy(**seal)),
            ("TagPolicy", fence, lambda iam: iam.tag_policy(
                Tags=[{"Key": "entail:transitive", "Value": "false"}], **seal)),
            ("DeleteUserPermissionsBoundary", dev.arn,
             lambda iam: iam.delete_user_permissions_boundary(**user)),
            ("PutUserPermissionsBoundary", dev.arn,
             lambda iam: iam.put_user_permissions_boundary(
                 PermissionsBoundary=ADMINISTRATOR_ACCESS, **user)),
        ):  # fmt: skip
            with denied(caller, f"iam:{action}", resource, GATE):
                call(caller.iam)
        is_refused_to(caller, "Admit", outside_role, RoleArn=outside_role, PolicyArn=fence)
        is_refused_to(caller, "Adopt", outside_role, ResourceArn=outside_role, PolicyArn=fence)


def test_an_exit_is_as_wide_as_its_role(root, exit_):
    """Known: a role that may write users makes keys of administrators, who have left nothing. Admit
    is for roles that do one thing."""
    _, _, session = exit_
    administrator_key = keys_of(session, make_developer(root, None).name)
    role, seal = make_role(root), make_fence(root)
    do(administrator_key, "Adopt", ResourceArn=role, PolicyArn=seal)
    assert lineage.of_role(root, role).inherited == {seal}


def test_who_comes_back_from_an_exit_is_bounded_again(root, dev, exit_, is_fenced):
    """The line's own roles are the line's, whoever enters them."""
    _, _, session = exit_
    is_fenced(session.assume(make_role(dev)))


def test_an_exit_that_is_closed_lets_nobody_else_out(root, fence, exit_, is_fenced, free):
    dev, role, session = exit_
    do(root, "WithdrawAdmit", RoleArn=role, PolicyArn=fence)
    is_fenced(dev.assume(role))
    # As with every other withdrawal of trust, sessions that are out stay out until they expire.
    free(session)


def test_an_exit_for_one_seal_is_none_for_another(root, exit_, outside_user):
    _, role, _ = exit_
    other = make_developer(root, make_fence(root))
    session = other.assume(role)
    with denied(session, FENCED_ACTION, user_arn(root.account, outside_user), INHERITED_DENY):
        session.iam.list_user_tags(UserName=outside_user)


def test_a_boundary_set_late_reaches_no_session_that_has_left_by_leave(root, fence, free):
    """The role admits the seal also where it comes upon a session that was obtained before."""
    dev, role = make_developer(root, None), make_role(root)
    do(root, "Admit", RoleArn=role, PolicyArn=fence)
    session = dev.assume(role)
    root.iam.put_user_permissions_boundary(UserName=dev.name, PermissionsBoundary=fence)
    free(dev.assume(role))
    is_refused_to(session, "Admit", role, RoleArn=role, PolicyArn=fence)


# Strict roles, and seals that apply to self.


def test_a_strict_role_is_entered_by_no_session_that_has_more_seals(root, dev, outside_role):
    role = make_role(root)
    do(root, "SetObtainMode", RoleArn=role, Mode="Strict")
    for caller in (dev, dev.assume(outside_role), keys_of(dev, make_user(dev))):
        with denied(caller, "sts:AssumeRole", role, GATE):
            caller.assume(role)
    make_developer(root, None).assume(role)


def test_a_seal_that_applies_to_self_binds_its_root_like_the_line(root, outside_user, is_fenced):
    """Also where a resource policy would pass by an ordinary boundary."""
    fence = make_fence(root)
    dev = make_developer(root, fence)
    is_fenced(dev, BOUNDARY_DENY)
    do(root, "ApplyToSelf", PrincipalArn=dev.arn, State="Enabled")
    is_fenced(dev, INHERITED_DENY)
    is_refused_to(dev, "ApplyToSelf", dev.arn, PrincipalArn=dev.arn, State="Disabled")
    # Replacing the own boundary is not the line's, and changes nothing of it.
    with denied(dev, "iam:PutUserPermissionsBoundary", dev.arn, GATE):
        dev.iam.put_user_permissions_boundary(
            UserName=dev.name, PermissionsBoundary=READ_ONLY_ACCESS
        )


# Cascades.


def cascaded(root, dev, fence) -> None:
    root.iam.put_user_permissions_boundary(UserName=dev.name, PermissionsBoundary=fence)
    do(root, "CascadeTransitiveBoundary", PrincipalArn=dev.arn)


def drop_role(caller, arn: str) -> None:
    caller.iam.detach_role_policy(RoleName=name_in(arn), PolicyArn=ADMINISTRATOR_ACCESS)
    caller.iam.delete_role(RoleName=name_in(arn))


def drop_user(caller, name: str) -> None:
    for key in caller.iam.list_access_keys(UserName=name)["AccessKeyMetadata"]:
        caller.iam.delete_access_key(UserName=name, AccessKeyId=key["AccessKeyId"])
    caller.iam.detach_user_policy(UserName=name, PolicyArn=ADMINISTRATOR_ACCESS)
    caller.iam.delete_user(UserName=name)


@pytest.mark.parametrize("kind", ["role", "user"])
def test_a_cascade_finds_grandchildren_whose_parents_are_deleted(root, outside_user, kind):
    """Whoever foresees it makes children that make grandchildren, and deletes the children."""
    fence, dev = make_fence(root), make_developer(root, None)
    if kind == "role":
        child = make_role(dev)
        caller = dev.assume(child)
    else:
        child = make_user(dev)
        caller = keys_of(dev, child)
    grandchild, role = make_user(caller), make_role(caller)
    (drop_role if kind == "role" else drop_user)(dev, child)
    cascaded(root, dev, fence)
    assert lineage.of_user(root, grandchild).inherited == {fence}
    assert lineage.of_role(root, role).inherited == {fence}
    session = keys_of(root, grandchild)
    with denied(session, FENCED_ACTION, user_arn(root.account, outside_user), INHERITED_DENY):
        session.iam.list_user_tags(UserName=outside_user)


def test_a_cascade_finds_what_was_made_through_roles_of_others(root):
    """Descent follows the session and not the role that it stood in."""
    fence, dev, role = make_fence(root), make_developer(root, None), make_role(root)
    through = dev.assume(role).assume(make_role(root))
    made = make_role(through)
    bystander = make_role(make_developer(root, None).assume(role))
    cascaded(root, dev, fence)
    assert lineage.of_role(root, made).inherited == {fence}
    assert lineage.of_role(root, bystander).inherited == frozenset()


def test_a_cascade_reaches_live_sessions_of_whom_it_reaches(root, outside_user, is_fenced):
    fence, dev = make_fence(root), make_developer(root, None)
    child = make_role(dev)
    friend = make_developer(root, None)
    live, beyond = friend.assume(child), friend.assume(child).assume(make_role(root))
    cascaded(root, dev, fence)
    for session in (live, beyond):
        is_fenced(session)


def test_renaming_and_moving_evades_no_cascade(root):
    fence, dev = make_fence(root), make_developer(root, None)
    name = make_user(dev)
    other = fresh("moved")
    dev.iam.update_user(UserName=name, NewUserName=other, NewPath="/elsewhere/")
    make_user(root, name)
    cascaded(root, dev, fence)
    assert lineage.of_user(root, other).inherited == {fence}
    assert lineage.of_user(root, name).inherited == frozenset()


def test_whatever_is_made_while_a_cascade_runs_has_the_seal(root):
    """Before it: by the cascade. After the boundary was put: by birth."""
    fence, dev = make_fence(root), make_developer(root, None)
    done, made = threading.Event(), []

    def create():
        caller = dev.with_credentials(dev.credentials)
        late = 0
        while late < 4:
            late += done.is_set()
            made.append(make_role(caller, policies=[]))

    threads = [threading.Thread(target=create) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        cascaded(root, dev, fence)
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert len(made) >= 8
    for role in made:
        assert lineage.of_role(root, role).inherited == {fence}


def test_a_withdrawn_cascade_takes_no_seal_that_came_otherwise(root):
    """An entry of a label dies with its last origin only."""
    fence, dev = make_fence(root), make_developer(root, None)
    before = make_role(dev)
    cascaded(root, dev, fence)
    after = make_role(dev)
    do(root, "Adopt", ResourceArn=before, PolicyArn=fence)
    answer = ask(
        root, "WithdrawCascade", PrincipalArn=dev.arn, PolicyArn=fence, AcceptWrites=True
    )
    assert answer.status == 200, answer
    assert lineage.of_role(root, before).inherited == {fence}
    do(root, "Disown", ResourceArn=before, PolicyArn=fence, AcceptWrites=True)
    assert lineage.of_role(root, before).inherited == frozenset()
    # The withdrawal takes back what came from that root, also from whom was born under it.
    assert lineage.of_role(root, after).inherited == frozenset()


def test_a_cascade_that_one_descendant_has_no_room_for_is_refused_and_names_it(root):
    """Whoever foresees it fills the label of one role; the administrator is told of which."""
    fence, dev = make_fence(root), make_developer(root, None)
    full, other = make_role(dev), make_role(dev)
    for number in range(SEALS_MAX):
        seal = make_policy(root, EVERYTHING, fresh(f"filling-{number}"))
        do(dev, "Adopt", ResourceArn=full, PolicyArn=seal)
    root.iam.put_user_permissions_boundary(UserName=dev.name, PermissionsBoundary=fence)
    answer = ask(root, "CascadeTransitiveBoundary", PrincipalArn=dev.arn)
    assert (answer.status, answer.type) == (400, "LimitExceededException"), answer
    planned = ask(root, "CascadeTransitiveBoundary", PrincipalArn=dev.arn, DryRun=True)
    assert full in json.dumps(planned.body), planned
    assert lineage.of_role(root, other).inherited == frozenset()
    # Taking one of them off, or the role away, makes room.
    do(root, "Disown", ResourceArn=full, PolicyArn=seal)
    do(root, "CascadeTransitiveBoundary", PrincipalArn=dev.arn)
    for role in (full, other):
        assert fence in lineage.of_role(root, role).inherited
