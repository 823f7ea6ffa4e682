"""Attempts with names: another case, another form, another's name, for every kind of entity."""

import pytest
from support import raw
from support.binary import REPOSITORY
from support.expect import GATE, denied, refused
from support.people import fresh, make_developer, make_policy, make_role, make_user, name_in
from support.policies import ADMINISTRATOR_ACCESS, allow, document

EVERYTHING = document(allow("*"))
METADATA = (REPOSITORY / "corpus" / "wire" / "saml" / "office.xml").read_text()
THUMBPRINT = "0123456789ABCDEF0123456789ABCDEF01234567"


@pytest.fixture(scope="module")
def group(root, outside_user):
    name = fresh("Outside-Group")
    root.iam.create_group(GroupName=name)
    root.iam.add_user_to_group(GroupName=name, UserName=outside_user)
    return name


@pytest.fixture(scope="module")
def profile(root, outside_role):
    name = fresh("Outside-Profile")
    root.iam.create_instance_profile(InstanceProfileName=name)
    root.iam.add_role_to_instance_profile(
        InstanceProfileName=name, RoleName=name_in(outside_role)
    )
    return name


GROUP_WRITES = {
    "AttachGroupPolicy": lambda iam, name: iam.attach_group_policy(
        GroupName=name, PolicyArn=ADMINISTRATOR_ACCESS
    ),
    "PutGroupPolicy": lambda iam, name: iam.put_group_policy(
        GroupName=name, PolicyName="p", PolicyDocument=EVERYTHING
    ),
    "DeleteGroupPolicy": lambda iam, name: iam.delete_group_policy(
        GroupName=name, PolicyName="p"
    ),
    "UpdateGroup": lambda iam, name: iam.update_group(GroupName=name, NewPath="/mine/"),
    "DeleteGroup": lambda iam, name: iam.delete_group(GroupName=name),
}


@pytest.mark.parametrize("form", [str.upper, str.lower, str.swapcase])
@pytest.mark.parametrize("action", GROUP_WRITES)
def test_no_write_reaches_an_outside_group_by_its_name_in_another_case(
    root, dev, group, action, form
):
    arn = f"arn:aws:iam::{root.account}:group/{group}"
    with denied(dev, f"iam:{action}", arn, GATE):
        GROUP_WRITES[action](dev.iam, form(group))


@pytest.mark.parametrize("form", [str.upper, str.lower])
def test_no_write_reaches_an_outside_profile_by_its_name_in_another_case(
    root, dev, profile, outside_role, form
):
    arn = f"arn:aws:iam::{root.account}:instance-profile/{profile}"
    own = name_in(make_role(dev))
    with denied(dev, "iam:RemoveRoleFromInstanceProfile", arn, GATE):
        dev.iam.remove_role_from_instance_profile(
            InstanceProfileName=form(profile), RoleName=name_in(outside_role).upper()
        )
    with denied(dev, "iam:AddRoleToInstanceProfile", arn, GATE):
        dev.iam.add_role_to_instance_profile(InstanceProfileName=form(profile), RoleName=own)
    with denied(dev, "iam:DeleteInstanceProfile", arn, GATE):
        dev.iam.delete_instance_profile(InstanceProfileName=form(profile))


def test_a_role_is_passed_under_no_other_spelling_of_its_name(dev, outside_role):
    profile = fresh("own-profile")
    dev.iam.create_instance_profile(InstanceProfileName=profile)
    for form in (str.upper, str.swapcase):
        with denied(dev, "iam:PassRole", outside_role, GATE):
            dev.iam.add_role_to_instance_profile(
                InstanceProfileName=profile, RoleName=form(name_in(outside_role))
            )


@pytest.mark.parametrize("kind", ["group", "profile", "user", "role", "policy"])
def test_no_name_is_taken_twice_in_another_case(
    root, dev, group, profile, outside_user, outside_role, kind
):
    policy = make_policy(root, EVERYTHING, fresh("Outside-Policy"))
    make = {
        "group": lambda: dev.iam.create_group(GroupName=group.upper(), Path="/mine/"),
        "profile": lambda: dev.iam.create_instance_profile(
            InstanceProfileName=profile.upper(), Path="/mine/"
        ),
        "user": lambda: dev.iam.create_user(UserName=outside_user.upper(), Path="/mine/"),
        "role": lambda: make_role(dev, name_in(outside_role).upper(), Path="/mine/"),
        "policy": lambda: make_policy(dev, EVERYTHING, name_in(policy).upper(), "/mine/"),
    }
    with refused("EntityAlreadyExists"):
        make[kind]()


@pytest.mark.parametrize("kind", ["group", "user"])
def test_no_own_entity_is_renamed_to_an_outside_ones_name(dev, group, outside_user, kind):
    if kind == "group":
        own = fresh("own-group")
        dev.iam.create_group(GroupName=own)
        with refused("EntityAlreadyExists"):
            dev.iam.update_group(GroupName=own, NewGroupName=group.upper())
    else:
        own = make_user(dev)
        with refused("EntityAlreadyExists"):
            dev.iam.update_user(UserName=own, NewUserName=outside_user.upper())


URLS = {
    "another case of the host": lambda host: f"https://{host.upper()}",
    "another case of the scheme": lambda host: f"HTTPS://{host}",
    "a trailing slash": lambda host: f"https://{host}/",
    "the port of https": lambda host: f"https://{host}:443",
    "a trailing dot": lambda host: f"https://{host}.",
    "a user in front": lambda host: f"https://{host}@elsewhere.example.com",
    "a percent-encoded dot": lambda host: f"https://{host.replace('.', '%2E', 1)}",
    "a query": lambda host: f"https://{host}?",
    "a fragment": lambda host: f"https://{host}#",
    "dots in the path": lambda host: f"https://{host}/x/..",
    "a Cyrillic letter": lambda host: f"https://{host.replace('e', chr(0x435), 1)}",
}


@pytest.mark.parametrize("form", URLS)
def test_no_form_of_a_providers_url_is_the_same_provider_twice(root, dev, form):
    """What roles trust is the ARN; no provider of the line's may come to stand under it."""
    host = f"{fresh('trusted-issuer')}.example.com"
    extra = {"ClientIDList": ["app"], "ThumbprintList": [THUMBPRINT]}
    theirs = root.iam.create_open_id_connect_provider(Url=f"https://{host}", **extra)
    arn = theirs["OpenIDConnectProviderArn"]
    before = root.iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    answer = raw.call(
        dev,
        {
            "Action": "CreateOpenIDConnectProvider",
            "Url": URLS[form](host),
            "ThumbprintList.member.1": THUMBPRINT,
        },
    )
    assert answer.status in (200, 400, 409), answer.body
    if answer.status == 200:
        made = answer.text("CreateOpenIDConnectProviderResult/OpenIDConnectProviderArn")
        # Another issuer, with an ARN of its own: some end with a slash.
        assert made.lower() != arn.lower(), made
    after = root.iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    del before["ResponseMetadata"], after["ResponseMetadata"]
    assert after == before


@pytest.mark.parametrize("form", [str.upper, lambda arn: arn + "/", lambda arn: arn + " "])
def test_no_form_of_a_providers_arn_reaches_an_outside_one(root, dev, form):
    name = fresh("Office")
    made = root.iam.create_saml_provider(Name=name, SAMLMetadataDocument=METADATA)
    arn = made["SAMLProviderArn"]
    with pytest.raises(dev.iam.exceptions.ClientError) as caught:
        dev.iam.delete_saml_provider(SAMLProviderArn=form(arn))
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] < 500
    root.iam.get_saml_provider(SAMLProviderArn=arn)


@pytest.mark.parametrize(
    "path",
    ["/../", "/./", "//", "/%2e%2e/", "/a/../entail/transitive/", "/entail/transitive/../x/"],
)
def test_a_path_is_a_text_and_leads_nowhere(root, path):
    """Whether it is stored or refused: it marks a policy only by how it begins."""
    try:
        policy = make_policy(root, EVERYTHING, fresh("somewhere"), path)
    except root.iam.exceptions.ClientError as error:
        assert error.response["Error"]["Code"] == "ValidationError", error
        return
    assert policy.endswith(f"policy{path}{name_in(policy)}")
    dev = make_developer(root, policy)
    inherited = make_role(dev)
    marked = path.startswith("/entail/transitive/")
    seen = raw.call(root, {"Action": "GetRole", "RoleName": name_in(inherited)})
    members = seen.find_all("GetRoleResult/Role/InheritedPermissionsBoundaries/member")
    assert bool(members) == marked
