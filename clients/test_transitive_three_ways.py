"""The three ways to set a transitive boundary with stock calls: mark, reserved tag, parameter."""

import json

import pytest

from support import lineage, raw
from support.binary import run_entail
from support.expect import IDENTITY, INHERITED_DENY, denied, refused
from support.people import (
    FENCED_ACTION,
    fresh,
    keys_of,
    make_fence,
    make_policy,
    make_role,
    make_user,
    name_in,
)
from support.policies import (
    ADMINISTRATOR_ACCESS,
    READ_ONLY_ACCESS,
    account_root,
    allow,
    allow_all_except,
    deny,
    document,
    trust,
    user_arn,
)

TAG = "entail:transitive-boundary"


@pytest.fixture(scope="module")
def boundary(root):
    """An unmarked policy: set as a boundary alone, it is not transitive."""
    return make_policy(root, allow_all_except(FENCED_ACTION), fresh("plain"))


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """The overlay installed by the binary into a directory of its own."""
    directory = tmp_path_factory.mktemp("models")
    result = run_entail("client-model", "install", "--directory", str(directory))
    assert result.returncode == 0, result.stderr
    return directory


@pytest.fixture(scope="module")
def taught(root, models):
    """The administrator with a boto3 that knows the extra parameter."""
    return root.with_models_from(models)


def tagged(arn: str) -> list:
    return [{"Key": TAG, "Value": arn}]


def passes_on(root, role: str, boundary: str) -> None:
    """A role with this transitive boundary puts it on what it creates."""
    session = keys_of(root, make_user(root)).assume(role)
    made = make_role(session)
    assert boundary in lineage.of_role(root, made).inherited


# --- marked policies -----------------------------------------------------------------------------


def test_a_policy_under_the_marking_path_is_set_as_both(root):
    marked = make_fence(root)
    role = make_role(root, PermissionsBoundary=marked)
    assert lineage.of_role(root, role) == lineage.Lineage(marked, marked, frozenset())
    passes_on(root, role, marked)


def test_a_policy_with_the_marking_tag_is_set_as_both(root):
    mark = [{"Key": "entail:transitive", "Value": "true"}]
    marked = make_policy(root, allow_all_except(FENCED_ACTION), Tags=mark)
    role = make_role(root)
    root.iam.put_role_permissions_boundary(RoleName=name_in(role), PermissionsBoundary=marked)
    assert lineage.of_role(root, role) == lineage.Lineage(marked, marked, frozenset())
    passes_on(root, role, marked)


def test_marking_or_unmarking_a_policy_later_changes_no_principal(root, boundary):
    plain = make_policy(root, allow_all_except(FENCED_ACTION))
    before = make_role(root, PermissionsBoundary=plain)
    root.iam.tag_policy(PolicyArn=plain, Tags=[{"Key": "entail:transitive", "Value": "true"}])
    while_marked = make_role(root, PermissionsBoundary=plain)
    root.iam.untag_policy(PolicyArn=plain, TagKeys=["entail:transitive"])
    assert lineage.of_role(root, before) == lineage.Lineage(plain, None, frozenset())
    assert lineage.of_role(root, while_marked) == lineage.Lineage(plain, plain, frozenset())


def test_deleting_the_boundary_takes_the_transitive_one_of_a_marked_policy_along(root):
    role = name_in(make_role(root, PermissionsBoundary=make_fence(root)))
    root.iam.delete_role_permissions_boundary(RoleName=role)
    assert lineage.of_role(root, role) == lineage.Lineage()


def test_an_unmarked_boundary_replaces_only_the_boundary(root):
    marked = make_fence(root)
    user = make_user(root, PermissionsBoundary=marked)
    root.iam.put_user_permissions_boundary(UserName=user, PermissionsBoundary=READ_ONLY_ACCESS)
    assert lineage.of_user(root, user) == lineage.Lineage(READ_ONLY_ACCESS, marked, frozenset())
    another = make_fence(root)
    root.iam.put_user_permissions_boundary(UserName=user, PermissionsBoundary=another)
    assert lineage.of_user(root, user) == lineage.Lineage(another, another, frozenset())


# --- the reserved tag ----------------------------------------------------------------------------


def test_the_tag_on_create_sets_it_and_is_echoed_like_any_tag(root, boundary):
    tags = [*tagged(boundary), {"Key": "team", "Value": "red"}]
    role = make_role(root, Tags=tags)
    assert lineage.of_role(root, role) == lineage.Lineage(None, boundary, frozenset())
    shown = root.iam.get_role(RoleName=name_in(role))["Role"]["Tags"]
    assert sorted(shown, key=lambda tag: tag["Key"]) == tags
    passes_on(root, role, boundary)
    user = make_user(root, Tags=tags)
    assert lineage.of_user(root, user).transitive_boundary == boundary


def test_tagging_sets_it_and_untagging_removes_it(root, boundary):
    role, user = name_in(make_role(root)), make_user(root)
    root.iam.tag_role(RoleName=role, Tags=tagged(boundary))
    root.iam.tag_user(UserName=user, Tags=tagged(boundary))
    assert lineage.of_role(root, role).transitive_boundary == boundary
    assert lineage.of_user(root, user).transitive_boundary == boundary
    root.iam.untag_role(RoleName=role, TagKeys=[TAG])
    root.iam.untag_user(UserName=user, TagKeys=[TAG])
    assert lineage.of_role(root, role) == lineage.Lineage()
    assert lineage.of_user(root, user) == lineage.Lineage()


def test_the_tag_is_matched_ignoring_case(root, boundary):
    role = name_in(make_role(root))
    root.iam.tag_role(RoleName=role, Tags=[{"Key": TAG.title(), "Value": boundary}])
    assert lineage.of_role(root, role).transitive_boundary == boundary
    root.iam.untag_role(RoleName=role, TagKeys=[TAG.upper()])
    assert lineage.of_role(root, role).transitive_boundary is None


def test_the_tag_must_name_a_policy_that_exists(root):
    role, missing = name_in(make_role(root)), "arn:aws:iam::111122223333:policy/missing"
    with pytest.raises(root.iam.exceptions.ClientError) as caught:
        root.iam.tag_role(RoleName=role, Tags=tagged(missing))
    assert caught.value.response["Error"]["Code"] in ("NoSuchEntity", "InvalidInput")
    assert root.iam.list_role_tags(RoleName=role)["Tags"] == []


def test_who_may_only_tag_cannot_set_or_remove_a_transitive_boundary(root, boundary):
    no_boundaries = deny(
        [
            "iam:PutRolePermissionsBoundary",
            "iam:DeleteRolePermissionsBoundary",
            "iam:PutUserPermissionsBoundary",
            "iam:DeleteUserPermissionsBoundary",
        ]
    )
    tags_only = make_policy(root, document(allow("*"), no_boundaries))
    tagger = keys_of(root, make_user(root, policies=[tags_only]))
    role = make_role(root)
    reason = "with an explicit deny in an identity-based policy"
    with denied(tagger, "iam:PutRolePermissionsBoundary", role, reason):
        tagger.iam.tag_role(RoleName=name_in(role), Tags=tagged(boundary))
    root.iam.tag_role(RoleName=name_in(role), Tags=tagged(boundary))
    with denied(tagger, "iam:DeleteRolePermissionsBoundary", role, reason):
        tagger.iam.untag_role(RoleName=name_in(role), TagKeys=[TAG])
    tagger.iam.tag_role(RoleName=name_in(role), Tags=[{"Key": "team", "Value": "red"}])
    assert lineage.of_role(root, role).transitive_boundary == boundary


def test_creating_with_the_tag_needs_the_permission_to_put_a_boundary(root, boundary):
    creator = keys_of(
        root, make_user(root, policies=[make_policy(root, document(allow(CREATING)))])
    )
    name = fresh("tagged-role")
    resource = f"arn:aws:iam::{root.account}:role/{name}"
    with denied(creator, "iam:PutRolePermissionsBoundary", resource, IDENTITY):
        make_role(creator, name, policies=[], Tags=tagged(boundary))
    make_role(creator, name, policies=[])


CREATING = ["iam:CreateRole", "iam:TagRole", "sts:GetCallerIdentity"]


def test_the_reserved_prefix_is_refused_as_a_session_tag(root, boundary):
    caller, role = keys_of(root, make_user(root)), make_role(root)
    with pytest.raises(root.sts.exceptions.ClientError) as caught:
        caller.assume(role, Tags=tagged(boundary))
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


# --- the extra parameter -------------------------------------------------------------------------


def test_the_overlay_that_is_installed_is_the_one_that_is_printed(models):
    printed = run_entail("client-model", "print")
    assert printed.returncode == 0, printed.stderr
    installed = models / "iam" / "2010-05-08" / "service-2.sdk-extras.json"
    assert json.loads(printed.stdout) == json.loads(installed.read_text())


def test_boto3_with_the_overlay_sets_reads_and_removes_it(root, taught, boundary):
    name = fresh("taught")
    taught.iam.create_role(
        RoleName=name,
        AssumeRolePolicyDocument=trust(account_root(root.account)),
        TransitivePermissionsBoundary=boundary,
    )
    shown = taught.iam.get_role(RoleName=name)["Role"]
    assert shown["TransitivePermissionsBoundary"]["PermissionsBoundaryArn"] == boundary
    assert "PermissionsBoundary" not in shown
    taught.iam.delete_role_permissions_boundary(
        RoleName=name, TransitivePermissionsBoundary=boundary
    )
    assert lineage.of_role(root, name) == lineage.Lineage()


def test_put_takes_either_parameter_or_both(root, taught, boundary):
    user = make_user(root)
    taught.iam.put_user_permissions_boundary(UserName=user, TransitivePermissionsBoundary=boundary)
    assert lineage.of_user(root, user) == lineage.Lineage(None, boundary, frozenset())
    taught.iam.put_user_permissions_boundary(
        UserName=user, PermissionsBoundary=READ_ONLY_ACCESS, TransitivePermissionsBoundary=boundary
    )
    assert lineage.of_user(root, user) == lineage.Lineage(READ_ONLY_ACCESS, boundary, frozenset())
    taught.iam.delete_user_permissions_boundary(
        UserName=user, TransitivePermissionsBoundary=boundary
    )
    assert lineage.of_user(root, user) == lineage.Lineage(READ_ONLY_ACCESS, None, frozenset())


def test_deleting_the_boundary_keeps_a_transitive_one_set_by_parameter(root, taught, boundary):
    role = name_in(make_role(root, PermissionsBoundary=READ_ONLY_ACCESS))
    taught.iam.put_role_permissions_boundary(RoleName=role, TransitivePermissionsBoundary=boundary)
    root.iam.delete_role_permissions_boundary(RoleName=role)
    assert lineage.of_role(root, role) == lineage.Lineage(None, boundary, frozenset())


def test_the_command_line_with_the_overlay_sets_and_shows_it(aws, root, models, boundary):
    taught_aws, role = aws(root, models), name_in(make_role(root))
    taught_aws(
        "iam", "put-role-permissions-boundary", "--role-name", role,
        "--transitive-permissions-boundary", boundary,
    )  # fmt: skip
    shown = taught_aws("iam", "get-role", "--role-name", role)["Role"]
    assert shown["TransitivePermissionsBoundary"]["PermissionsBoundaryArn"] == boundary
    created = fresh("cli-user")
    taught_aws(
        "iam", "create-user", "--user-name", created, "--transitive-permissions-boundary", boundary
    )
    assert lineage.of_user(root, created).transitive_boundary == boundary


def test_the_overlay_shows_what_was_inherited_and_a_stock_client_ignores_it(
    aws, root, taught, models, boundary
):
    creator = make_role(root, Tags=tagged(boundary))
    made = name_in(make_role(keys_of(root, make_user(root)).assume(creator)))
    shown = taught.iam.get_role(RoleName=made)["Role"]["InheritedPermissionsBoundaries"]
    assert [entry["PermissionsBoundaryArn"] for entry in shown] == [boundary]
    stock = root.iam.get_role(RoleName=made)["Role"]
    stock_cli = aws(root)("iam", "get-role", "--role-name", made)["Role"]
    for role in (stock, stock_cli):
        assert not {name for name in role if "Boundar" in name}
    answer = raw.call(root, {"Action": "GetRole", "RoleName": made})
    assert b"<InheritedPermissionsBoundaries>" in answer.body


def test_the_overlay_shows_the_seals_of_an_identity_and_a_stock_client_ignores_them(
    root, models, boundary
):
    session = keys_of(root, make_user(root)).assume(make_role(root, Tags=tagged(boundary)))
    shown = session.with_models_from(models).sts.get_caller_identity()
    assert shown["Seals"] == [boundary] and "Provenance" not in shown
    stock = session.sts.get_caller_identity()
    assert set(stock) == {"UserId", "Account", "Arn", "ResponseMetadata"}


# --- one way at a time ---------------------------------------------------------------------------


@pytest.fixture
def put(taught):
    return lambda role, arn: taught.iam.put_role_permissions_boundary(
        RoleName=role, TransitivePermissionsBoundary=arn
    )


def test_what_the_tag_set_only_the_tag_changes(root, taught, put, boundary):
    made = make_role(root, Tags=tagged(boundary))
    role = name_in(made)
    with refused("InvalidInput") as seen:
        put(role, ADMINISTRATOR_ACCESS)
    assert seen.message == (
        f"Transitive boundary of `{made}` was set by tag entail:transitive-boundary, not by "
        "parameter TransitivePermissionsBoundary."
    )
    with refused("InvalidInput"):
        taught.iam.delete_role_permissions_boundary(
            RoleName=role, TransitivePermissionsBoundary=boundary
        )
    root.iam.tag_role(RoleName=role, Tags=tagged(ADMINISTRATOR_ACCESS))
    assert lineage.of_role(root, role).transitive_boundary == ADMINISTRATOR_ACCESS


def test_what_the_parameter_set_only_the_parameter_changes(root, put, boundary):
    role = name_in(make_role(root))
    put(role, boundary)
    with refused("InvalidInput") as seen:
        root.iam.tag_role(RoleName=role, Tags=tagged(ADMINISTRATOR_ACCESS))
    assert "parameter" in seen.message.lower()
    put(role, ADMINISTRATOR_ACCESS)
    assert lineage.of_role(root, role).transitive_boundary == ADMINISTRATOR_ACCESS


def test_what_a_marked_policy_set_only_a_marked_policy_changes(root, put, boundary):
    marked = make_fence(root)
    role = name_in(make_role(root, PermissionsBoundary=marked))
    with refused("InvalidInput"):
        put(role, boundary)
    with refused("InvalidInput"):
        root.iam.tag_role(RoleName=role, Tags=tagged(boundary))
    assert lineage.of_role(root, role) == lineage.Lineage(marked, marked, frozenset())


def test_all_three_ways_bind_the_same(root, taught, boundary):
    by_mark = make_role(root, PermissionsBoundary=make_fence(root))
    by_tag = make_role(root, Tags=tagged(boundary))
    by_parameter = make_role(root)
    taught.iam.put_role_permissions_boundary(
        RoleName=name_in(by_parameter), TransitivePermissionsBoundary=boundary
    )
    witness = make_user(root)
    for creator in (by_mark, by_tag, by_parameter):
        session = keys_of(root, make_user(root)).assume(creator)
        made = session.assume(make_role(session))
        with denied(made, FENCED_ACTION, user_arn(root.account, witness), INHERITED_DENY):
            made.iam.list_user_tags(UserName=witness)
