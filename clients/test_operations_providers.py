"""Identity providers, OpenID Connect and SAML: every operation, its limits and its errors."""

import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from support import raw
from support.expect import GATE, IDENTITY, denial, denied, refused
from support.people import fresh, keys_of, make_developer, make_fence, make_role, make_user
from support.policies import allow, document, trust

METADATA = (Path(__file__).parent.parent / "corpus" / "wire" / "saml" / "office.xml").read_text()
UNTIL = ' validUntil="2035-05-06T07:08:09.123Z"'
THUMBPRINT = "990F4193972F2BECF12DDEDA5237F9C952F20D9E"
PRIVATE_KEY = "-----BEGIN PRIVATE KEY-----\nMAMCAQE=\n-----END PRIVATE KEY-----\n"
TAGS = [{"Key": "team", "Value": "red"}]
TAG_PARAMETERS = {"Tags.member.1.Key": "team", "Tags.member.1.Value": "red"}
FEDERATED = "Federated principals must be valid domain names or SAML metadata ARNs"


def host(word="idp"):
    return f"{fresh(word)}.example.com"


def oidc_arn(account, url):
    return f"arn:aws:iam::{account}:oidc-provider/{url}"


def saml_arn(account, name):
    return f"arn:aws:iam::{account}:saml-provider/{name}"


def make_oidc(caller, url=None, **extra):
    answer = caller.iam.create_open_id_connect_provider(Url=f"https://{url or host()}", **extra)
    return answer["OpenIDConnectProviderArn"]


def make_saml(caller, name=None, **extra):
    extra.setdefault("SAMLMetadataDocument", METADATA)
    return caller.iam.create_saml_provider(Name=name or fresh("office"), **extra)["SAMLProviderArn"]


@pytest.fixture
def oidc(root):
    return make_oidc(root, ClientIDList=["app"], ThumbprintList=[THUMBPRINT])


@pytest.fixture
def saml(root):
    return make_saml(root)


def members(answer):
    return {key for key in answer if key != "ResponseMetadata"}


def without_checks(caller):
    """The same caller with a client that sends what its model forbids."""
    return lambda action, **parameters: raw.call(
        caller, {"Action": action, "Version": "2010-05-08", **parameters}
    )


# ---- OpenID Connect ----


def test_an_openid_connect_provider_is_created_and_shown_as_aws_does(root):
    url = host()
    created = root.iam.create_open_id_connect_provider(
        Url=f"https://{url}", ClientIDList=["app", "other"], ThumbprintList=[THUMBPRINT]
    )
    assert members(created) == {"OpenIDConnectProviderArn"}
    arn = created["OpenIDConnectProviderArn"]
    assert arn == oidc_arn(root.account, url)
    shown = root.iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    assert members(shown) == {"Url", "ClientIDList", "ThumbprintList", "CreateDate", "Tags"}
    assert (shown["Url"], shown["Tags"]) == (url, [])
    assert shown["ClientIDList"] == ["app", "other"]
    assert shown["ThumbprintList"] == [THUMBPRINT]
    listed = root.iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]
    assert {"Arn": arn} in listed

    tagged = root.iam.create_open_id_connect_provider(Url=f"https://{host()}", Tags=TAGS)
    assert tagged["Tags"] == TAGS
    shown = root.iam.get_open_id_connect_provider(
        OpenIDConnectProviderArn=tagged["OpenIDConnectProviderArn"]
    )
    assert (shown["ClientIDList"], shown["ThumbprintList"], shown["Tags"]) == ([], [], TAGS)


def test_an_issuer_may_have_a_path_and_a_closing_slash(root):
    for url in (f"{host()}/id/AB12", f"{host()}/"):
        arn = make_oidc(root, url)
        assert arn == oidc_arn(root.account, url)
        assert root.iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)["Url"] == url


def test_an_issuer_is_registered_once(root):
    url = host()
    make_oidc(root, url)
    with refused("EntityAlreadyExists", f"Provider with url https://{url} already exists."):
        make_oidc(root, url)


@pytest.mark.parametrize(
    "url",
    [
        "example",
        "example.org",
        "http://example.org",
        "https://example.org:8443",
        "https://example.org/?a=b",
        "https://user@example.org",
        "https://exa mple.org",
    ],
)
def test_what_is_no_url_of_an_issuer_is_refused(root, url):
    with refused("ValidationError", "Invalid Open ID Connect Provider URL"):
        root.iam.create_open_id_connect_provider(Url=url)


def test_client_ids_and_thumbprints_have_awss_limits(root):
    quota = "Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100"
    with refused("LimitExceeded", quota):
        make_oidc(root, ClientIDList=[f"app-{number}" for number in range(101)])
    arn = make_oidc(root, ClientIDList=[f"app-{number}" for number in range(100)])
    with refused("LimitExceeded", quota):
        root.iam.add_client_id_to_open_id_connect_provider(
            OpenIDConnectProviderArn=arn, ClientID="one more"
        )
    too_many = "Thumbprint list must contain fewer than 5 entries."
    with refused("InvalidInput", too_many):
        make_oidc(root, ThumbprintList=[THUMBPRINT] * 6)
    with refused("InvalidInput", too_many):
        root.iam.update_open_id_connect_provider_thumbprint(
            OpenIDConnectProviderArn=arn, ThumbprintList=[THUMBPRINT] * 6
        )
    root.iam.update_open_id_connect_provider_thumbprint(
        OpenIDConnectProviderArn=arn, ThumbprintList=[THUMBPRINT] * 5
    )
    with refused("InvalidInput"):
        make_oidc(root, ThumbprintList=["g" * 40])


def test_lengths_are_refused_in_awss_words(root):
    send = without_checks(root)
    answer = send(
        "CreateOpenIDConnectProvider",
        **{
            "Url": "https://" + "b" * 248,
            "ClientIDList.member.1": "b" * 256,
            "ThumbprintList.member.1": "b" * 41,
        },
    )
    assert (answer.status, answer.code) == (400, "ValidationError")
    head, *violations = re.split("detected: |; ", answer.message)
    assert head == "3 validation errors "
    rule = "failed to satisfy constraint: Member must"
    assert sorted(violations) == [
        f"Value at 'clientIDList' {rule} satisfy constraint: [Member must have length less than or "
        "equal to 255, Member must have length greater than or equal to 1]",
        f"Value at 'thumbprintList' {rule} satisfy constraint: [Member must have length less than "
        "or equal to 40, Member must have length greater than or equal to 40]",
        f"Value at 'url' {rule} have length less than or equal to 255",
    ]


def test_client_ids_come_and_go(root, oidc):
    change = {"OpenIDConnectProviderArn": oidc}
    for client in ("other", "app", "other"):
        root.iam.add_client_id_to_open_id_connect_provider(**change, ClientID=client)
    shown = root.iam.get_open_id_connect_provider(**change)
    assert shown["ClientIDList"] == ["app", "other"]
    for _ in range(2):
        root.iam.remove_client_id_from_open_id_connect_provider(**change, ClientID="app")
    assert root.iam.get_open_id_connect_provider(**change)["ClientIDList"] == ["other"]


def test_a_missing_openid_connect_provider_is_not_found(root, oidc):
    missing = oidc_arn(root.account, "non-existent.example.com")
    wrong_case = oidc.replace("example", "Example")
    for arn in (missing, wrong_case, saml_arn(root.account, "office")):
        text = f"OpenIDConnect Provider not found for arn {arn}"
        provider = {"OpenIDConnectProviderArn": arn}
        calls = [
            lambda: root.iam.get_open_id_connect_provider(**provider),
            lambda: root.iam.delete_open_id_connect_provider(**provider),
            lambda: root.iam.add_client_id_to_open_id_connect_provider(**provider, ClientID="a"),
            lambda: root.iam.remove_client_id_from_open_id_connect_provider(
                **provider, ClientID="a"
            ),
            lambda: root.iam.update_open_id_connect_provider_thumbprint(
                **provider, ThumbprintList=[THUMBPRINT]
            ),
            lambda: root.iam.tag_open_id_connect_provider(**provider, Tags=TAGS),
            lambda: root.iam.untag_open_id_connect_provider(**provider, TagKeys=["team"]),
            lambda: root.iam.list_open_id_connect_provider_tags(**provider),
        ]
        for call in calls:
            with refused("NoSuchEntity", text):
                call()


def test_a_deleted_provider_is_gone_and_its_issuer_free_again(root, oidc):
    root.iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=oidc)
    listed = root.iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]
    assert {"Arn": oidc} not in listed
    url = oidc.split("/", 1)[1]
    assert make_oidc(root, url) == oidc
    shown = root.iam.get_open_id_connect_provider(OpenIDConnectProviderArn=oidc)
    assert shown["ClientIDList"] == []


def test_tags_of_an_openid_connect_provider_come_in_pages(root, oidc):
    provider = {"OpenIDConnectProviderArn": oidc}
    tags = [{"Key": f"key-{number}", "Value": "v"} for number in range(50)]
    root.iam.tag_open_id_connect_provider(**provider, Tags=tags)
    listed, more = [], {}
    while True:
        page = root.iam.list_open_id_connect_provider_tags(**provider, MaxItems=20, **more)
        listed += page["Tags"]
        if not page["IsTruncated"]:
            break
        more = {"Marker": page["Marker"]}
    assert listed == tags
    with refused("LimitExceeded", "Cannot exceed quota for TagsPerOpenIdConnectProvider: 50"):
        root.iam.tag_open_id_connect_provider(**provider, Tags=TAGS)
    root.iam.untag_open_id_connect_provider(**provider, TagKeys=["KEY-0", "none"])
    assert len(root.iam.get_open_id_connect_provider(**provider)["Tags"]) == 49


# ---- SAML ----


def test_a_saml_provider_is_created_and_shown_as_aws_does(root):
    name = fresh("office")
    created = root.iam.create_saml_provider(Name=name, SAMLMetadataDocument=METADATA)
    assert members(created) == {"SAMLProviderArn"}
    arn = created["SAMLProviderArn"]
    assert arn == saml_arn(root.account, name)
    shown = root.iam.get_saml_provider(SAMLProviderArn=arn)
    assert members(shown) == {
        "SAMLProviderUUID",
        "SAMLMetadataDocument",
        "CreateDate",
        "ValidUntil",
        "Tags",
        "AssertionEncryptionMode",
        "PrivateKeyList",
    }
    assert re.fullmatch("SAMLSP[A-Z0-9]{16,}", shown["SAMLProviderUUID"])
    assert shown["SAMLMetadataDocument"] == METADATA
    assert shown["ValidUntil"] == datetime(2035, 5, 6, 7, 8, 9, tzinfo=timezone.utc)
    assert (shown["Tags"], shown["PrivateKeyList"]) == ([], [])
    assert shown["AssertionEncryptionMode"] == "Allowed"
    (entry,) = [
        it for it in root.iam.list_saml_providers()["SAMLProviderList"] if it["Arn"] == arn
    ]
    dates = {key: shown[key] for key in ("ValidUntil", "CreateDate")}
    assert entry == {"Arn": arn, **dates}
    assert root.iam.create_saml_provider(
        Name=fresh("office"), SAMLMetadataDocument=METADATA, Tags=TAGS
    )["Tags"] == TAGS


def test_metadata_that_names_no_end_is_valid_for_a_hundred_years(root):
    arn = make_saml(root, SAMLMetadataDocument=METADATA.replace(UNTIL, ""))
    shown = root.iam.get_saml_provider(SAMLProviderArn=arn)
    years = (shown["ValidUntil"] - shown["CreateDate"]) / timedelta(days=365.25)
    assert abs(years - 100) < 0.01


BAD_METADATA = {
    "no XML": "metadata " * 200,
    "cut off": METADATA[:-20],
    "a document type": METADATA.replace("?>\n", "?>\n<!DOCTYPE md [<!ENTITY e 'e'>]>\n", 1),
    "an external entity": METADATA.replace(
        "?>\n", "?>\n<!DOCTYPE md [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>\n", 1
    ).replace("persistent", "&e;"),
    "an entity that nobody defined": METADATA.replace("persistent", "&e;"),
    "nested too deep": METADATA.replace(
        "<md:NameIDFormat>", "<a>" * 99 + "</a>" * 99 + "<md:NameIDFormat>"
    ),
    "a service provider": METADATA.replace("IDPSSODescriptor", "SPSSODescriptor"),
    "no name": METADATA.replace("entityID", "name"),
    "no certificate": METADATA.replace("X509Certificate", "X509Issuer"),
    "a certificate that is none": re.sub(
        "(?s)<ds:X509Certificate>.*?</", "<ds:X509Certificate>hello</", METADATA
    ) + " " * 1000,
    "an end that is none": METADATA.replace("2035-05-06T07:08:09.123Z", "soon"),
}


@pytest.mark.parametrize("what", BAD_METADATA)
def test_what_is_no_metadata_is_refused(root, saml, unharmed, what):
    document = BAD_METADATA[what]
    with refused("InvalidInput", "Could not parse metadata"):
        make_saml(root, SAMLMetadataDocument=document)
    with refused("InvalidInput", "Could not parse metadata"):
        root.iam.update_saml_provider(SAMLProviderArn=saml, SAMLMetadataDocument=document)
    assert root.iam.get_saml_provider(SAMLProviderArn=saml)["SAMLMetadataDocument"] == METADATA


def test_metadata_has_awss_least_length_and_the_requests_greatest(root):
    send = without_checks(root)
    name = fresh("office")
    answer = send("CreateSAMLProvider", Name=fresh("office"), SAMLMetadataDocument="a" * 999)
    assert answer.code == "ValidationError"
    assert answer.message.endswith("Member must have length greater than or equal to 1000")
    # 300 KB pass, percent-encoded; what is longer than a request may be is refused unread.
    padding = "<!--" + "a" * 300_000 + "-->"
    arn = make_saml(root, SAMLMetadataDocument=METADATA + padding)
    shown = root.iam.get_saml_provider(SAMLProviderArn=arn)["SAMLMetadataDocument"]
    assert shown == METADATA + padding
    with pytest.raises(ClientError) as caught:
        make_saml(root, name, SAMLMetadataDocument=METADATA + padding * 3)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 413
    assert name not in str(root.iam.list_saml_providers())


def test_a_saml_provider_is_updated_part_by_part(root, saml):
    provider = {"SAMLProviderArn": saml}
    before = root.iam.get_saml_provider(**provider)
    other = METADATA.replace("2035-", "2036-")
    answer = root.iam.update_saml_provider(**provider, SAMLMetadataDocument=other)
    assert answer["SAMLProviderArn"] == saml
    after = root.iam.get_saml_provider(**provider)
    assert (after["SAMLMetadataDocument"], after["ValidUntil"].year) == (other, 2036)
    assert after["SAMLProviderUUID"] == before["SAMLProviderUUID"]
    assert after["CreateDate"] == before["CreateDate"]


def test_private_keys_are_kept_and_never_shown(root, saml, server):
    provider = {"SAMLProviderArn": saml}
    with refused("InvalidInput"):
        root.iam.update_saml_provider(**provider, AssertionEncryptionMode="Required")
    root.iam.update_saml_provider(
        **provider, AssertionEncryptionMode="Required", AddPrivateKey=PRIVATE_KEY
    )
    root.iam.update_saml_provider(**provider, AddPrivateKey=PRIVATE_KEY)
    shown = root.iam.get_saml_provider(**provider)
    assert shown["AssertionEncryptionMode"] == "Required"
    first, second = shown["PrivateKeyList"]
    assert set(first) == {"KeyId", "Timestamp"} and first["KeyId"] != second["KeyId"]
    with refused("LimitExceeded"):
        root.iam.update_saml_provider(**provider, AddPrivateKey=PRIVATE_KEY)
    with refused("InvalidInput"):
        make_saml(root, AddPrivateKey="no key")
    root.iam.update_saml_provider(**provider, RemovePrivateKey=first["KeyId"])
    with refused("NoSuchEntity"):
        root.iam.update_saml_provider(**provider, RemovePrivateKey=first["KeyId"])
    assert root.iam.get_saml_provider(**provider)["PrivateKeyList"] == [second]
    # The last one stays as long as assertions must be encrypted.
    with refused("InvalidInput"):
        root.iam.update_saml_provider(**provider, RemovePrivateKey=second["KeyId"])
    stored = b"".join(path.read_bytes() for path in server.directory.rglob("*") if path.is_file())
    assert b"MAMCAQE=" not in stored
    assert "MAMCAQE=" not in server.output()


def test_names_of_saml_providers_are_unique(root, saml):
    name = saml.rsplit("/", 1)[1]
    with refused("EntityAlreadyExists", f"Provider with name {name} already exists."):
        make_saml(root, name)
    answer = without_checks(root)(
        "CreateSAMLProvider", Name="no spaces", SAMLMetadataDocument=METADATA
    )
    assert answer.message == (
        "1 validation error detected: Value at 'name' failed to satisfy constraint: Member must "
        r"satisfy regular expression pattern: [\w._-]+"
    )


def test_a_missing_saml_provider_is_not_found(root, saml):
    missing = saml_arn(root.account, "NonExistentProvider")
    for arn in (missing, saml.upper().replace("ARN:AWS:IAM", "arn:aws:iam")):
        provider = {"SAMLProviderArn": arn}
        calls = [
            lambda: root.iam.get_saml_provider(**provider),
            lambda: root.iam.delete_saml_provider(**provider),
            lambda: root.iam.update_saml_provider(**provider, SAMLMetadataDocument=METADATA),
            lambda: root.iam.tag_saml_provider(**provider, Tags=TAGS),
            lambda: root.iam.untag_saml_provider(**provider, TagKeys=["team"]),
            lambda: root.iam.list_saml_provider_tags(**provider),
        ]
        for call in calls:
            with refused("NoSuchEntity", f"Manifest not found for arn {arn}"):
                call()


def test_saml_providers_have_tags(root, saml):
    provider = {"SAMLProviderArn": saml}
    root.iam.tag_saml_provider(**provider, Tags=[*TAGS, {"Key": "stage", "Value": "test"}])
    root.iam.untag_saml_provider(**provider, TagKeys=["TEAM"])
    left = [{"Key": "stage", "Value": "test"}]
    assert root.iam.list_saml_provider_tags(**provider)["Tags"] == left
    with refused("InvalidInput"):
        root.iam.tag_saml_provider(**provider, Tags=[{"Key": "aws:a", "Value": "b"}])


# ---- both ----


def test_the_summary_counts_providers(root, oidc, saml):
    def count():
        return root.iam.get_account_summary()["SummaryMap"]["Providers"]

    listed = len(root.iam.list_open_id_connect_providers()["OpenIDConnectProviderList"])
    listed += len(root.iam.list_saml_providers()["SAMLProviderList"])
    assert count() == listed
    root.iam.delete_saml_provider(SAMLProviderArn=saml)
    root.iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=oidc)
    assert count() == listed - 2


def test_an_account_has_a_hundred_providers_of_each_kind(root):
    kinds = [
        (make_oidc, "OpenIdConnectProvidersPerAccount"),
        (make_saml, "SAMLProvidersPerAccount"),
    ]
    for make, quota in kinds:
        made = []
        with refused("LimitExceeded", f"Cannot exceed quota for {quota}: 100"):
            for _ in range(101):
                made.append(make(root))
        for arn in made:
            if make is make_oidc:
                root.iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=arn)
            else:
                root.iam.delete_saml_provider(SAMLProviderArn=arn)


def test_policies_name_providers_by_arn_and_tag(root, saml, oidc):
    root.iam.tag_saml_provider(SAMLProviderArn=saml, Tags=TAGS)
    user = make_user(root, policies=[])
    caller = keys_of(root, user)
    red = {"StringEquals": {"aws:ResourceTag/team": "red"}}
    text = document(
        allow("iam:GetSAMLProvider", saml),
        {**allow("iam:UpdateSAMLProvider", saml), "Condition": red},
        allow("iam:ListSAMLProviders"),
    )
    root.iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=text)
    caller.iam.get_saml_provider(SAMLProviderArn=saml)
    caller.iam.list_saml_providers()
    caller.iam.update_saml_provider(SAMLProviderArn=saml, SAMLMetadataDocument=METADATA)
    root.iam.untag_saml_provider(SAMLProviderArn=saml, TagKeys=["team"])
    with denied(caller, "iam:UpdateSAMLProvider", saml, IDENTITY):
        caller.iam.update_saml_provider(SAMLProviderArn=saml, SAMLMetadataDocument=METADATA)
    with denied(caller, "iam:GetOpenIDConnectProvider", oidc, IDENTITY):
        caller.iam.get_open_id_connect_provider(OpenIDConnectProviderArn=oidc)
    everything = oidc_arn(root.account, "*")
    with denied(caller, "iam:ListOpenIDConnectProviders", everything, IDENTITY):
        caller.iam.list_open_id_connect_providers()
    new = oidc_arn(root.account, "new.example.com")
    with denied(caller, "iam:CreateOpenIDConnectProvider", new, IDENTITY):
        make_oidc(caller, "new.example.com")


def test_roles_trust_providers_that_exist_or_not(root, saml):
    def trusting(provider):
        return document(
            {
                "Effect": "Allow",
                "Principal": {"Federated": provider},
                "Action": "sts:AssumeRoleWithSAML",
                "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
            }
        )

    missing = saml_arn(root.account, "later")
    for provider in (saml, missing):
        role = fresh("sso")
        created = root.iam.create_role(RoleName=role, AssumeRolePolicyDocument=trusting(provider))
        shown = created["Role"]["AssumeRolePolicyDocument"]
        assert shown["Statement"][0]["Principal"] == {"Federated": provider}
    root.iam.delete_saml_provider(SAMLProviderArn=saml)
    for wrong in ("later", saml.replace("::", ":"), "arn:aws:iam:::oidc-provider/"):
        with refused("MalformedPolicyDocument", FEDERATED):
            root.iam.update_assume_role_policy(RoleName=role, PolicyDocument=trusting(wrong))


def test_the_command_line_manages_providers(root, aws, tmp_path):
    run = aws(root)
    url = host("cli")
    arn = oidc_arn(root.account, url)
    created = run(
        *("iam", "create-open-id-connect-provider", "--url", f"https://{url}"),
        *("--client-id-list", "sts.amazonaws.com"),
    )
    assert created == {"OpenIDConnectProviderArn": arn}
    provider = ("--open-id-connect-provider-arn", arn)
    thumbprint = ("--thumbprint-list", THUMBPRINT)
    run("iam", "update-open-id-connect-provider-thumbprint", *provider, *thumbprint)
    shown = run("iam", "get-open-id-connect-provider", *provider)
    assert (shown["Url"], shown["ClientIDList"]) == (url, ["sts.amazonaws.com"])
    assert shown["ThumbprintList"] == [THUMBPRINT]
    run("iam", "delete-open-id-connect-provider", *provider)

    document_file = tmp_path / "metadata.xml"
    document_file.write_text(METADATA)
    name = fresh("cli")
    metadata = ("--saml-metadata-document", f"file://{document_file}")
    created = run("iam", "create-saml-provider", "--name", name, *metadata)
    provider = ("--saml-provider-arn", created["SAMLProviderArn"])
    shown = run("iam", "get-saml-provider", *provider)
    assert shown["SAMLMetadataDocument"] == METADATA
    assert run("iam", "update-saml-provider", *provider, *metadata) == created
    run("iam", "delete-saml-provider", *provider)
    assert "Manifest not found" in run.refused("iam", "get-saml-provider", *provider)


# ---- lineage ----


def test_row_19_a_provider_of_others_is_not_edited_from_under_a_seal(root, oidc, saml):
    """Whoever edits the keys or audiences of a provider mints tokens for the roles that trust it."""
    dev = make_developer(root, make_fence(root))
    child = dev.assume(make_role(dev))
    changes = [
        (oidc, "AddClientIDToOpenIDConnectProvider", {"ClientID": "evil"}),
        (oidc, "RemoveClientIDFromOpenIDConnectProvider", {"ClientID": "app"}),
        (oidc, "UpdateOpenIDConnectProviderThumbprint", {"ThumbprintList.member.1": THUMBPRINT}),
        (oidc, "TagOpenIDConnectProvider", TAG_PARAMETERS),
        (oidc, "UntagOpenIDConnectProvider", {"TagKeys.member.1": "team"}),
        (oidc, "DeleteOpenIDConnectProvider", {}),
        (saml, "UpdateSAMLProvider", {"SAMLMetadataDocument": METADATA}),
        (saml, "TagSAMLProvider", TAG_PARAMETERS),
        (saml, "UntagSAMLProvider", {"TagKeys.member.1": "team"}),
        (saml, "DeleteSAMLProvider", {}),
    ]
    oidc_of, saml_of = {"OpenIDConnectProviderArn": oidc}, {"SAMLProviderArn": saml}
    for caller in (dev, child):
        for arn, action, parameters in changes:
            provider = oidc_of if arn == oidc else saml_of
            answer = without_checks(caller)(action, **provider, **parameters)
            assert (answer.status, answer.code) == (403, "AccessDenied")
            assert answer.message == denial(caller, f"iam:{action}", arn, GATE)
        with denied(caller, "iam:DeleteSAMLProvider", saml, GATE):
            caller.iam.delete_saml_provider(**saml_of)
        # Reading is never gated.
        caller.iam.get_saml_provider(**saml_of)
        caller.iam.get_open_id_connect_provider(**oidc_of)
    assert root.iam.get_open_id_connect_provider(**oidc_of)["ClientIDList"] == ["app"]


def test_row_19_a_new_provider_is_the_lineages_own_whoever_trusted_its_arn(root):
    """An outside role trusts the ARN before the provider exists. The developer makes it, and may
    edit it, as it bears the developer's seal: what comes through it will carry that seal."""
    url = host("waiting")
    arn = oidc_arn(root.account, url)
    action = "sts:AssumeRoleWithWebIdentity"
    trusting = document({"Effect": "Allow", "Principal": {"Federated": arn}, "Action": action})
    role = fresh("outside")
    root.iam.create_role(RoleName=role, AssumeRolePolicyDocument=trusting)
    dev = make_developer(root, make_fence(root))
    other = make_developer(root, make_fence(root))
    assert make_oidc(dev, url) == arn
    change = {"OpenIDConnectProviderArn": arn, "ClientID": "app"}
    dev.iam.add_client_id_to_open_id_connect_provider(**change)
    with denied(other, "iam:AddClientIDToOpenIDConnectProvider", arn, GATE):
        other.iam.add_client_id_to_open_id_connect_provider(**change)
    # The trust policy is still the administrator's.
    outside = f"arn:aws:iam::{root.account}:role/{role}"
    with denied(dev, "iam:UpdateAssumeRolePolicy", outside, GATE):
        dev.iam.update_assume_role_policy(RoleName=role, PolicyDocument=trust(dev.arn))
    root.iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=arn)
