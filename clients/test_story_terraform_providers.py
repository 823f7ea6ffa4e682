"""Identity providers and instance profiles with Terraform: no drift, and updates in place."""

import pytest

from support.people import fresh, make_developer, make_fence
from support.policies import role_arn
from test_operations_providers import METADATA, THUMBPRINT, oidc_arn, saml_arn

# Each terraform command loads the provider anew, several seconds each: no more of them than needed.
pytestmark = [pytest.mark.terraform, pytest.mark.timeout(600)]

CONFIGURATION = """
resource "aws_iam_openid_connect_provider" "bare" {{
  url            = "https://{name}-bare.example.com"
  client_id_list = ["sts.amazonaws.com"]
}}

resource "aws_iam_openid_connect_provider" "full" {{
  url             = "https://{name}.example.com/tenant/"
  client_id_list  = {clients}
  thumbprint_list = {thumbprints}
  tags            = {{ team = "{team}" }}
}}

resource "aws_iam_saml_provider" "office" {{
  name                   = "{name}-office"
  saml_metadata_document = file("${{path.module}}/{metadata}")
  tags                   = {{ team = "{team}" }}
}}

resource "aws_iam_role" "web" {{
  name = "{name}-web"
  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [
      {{ Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ Service = "ec2.amazonaws.com" }} }},
      {{
        Effect    = "Allow"
        Action    = "sts:AssumeRoleWithWebIdentity"
        Principal = {{ Federated = aws_iam_openid_connect_provider.full.arn }}
      }},
      {{
        Effect    = "Allow"
        Action    = "sts:AssumeRoleWithSAML"
        Principal = {{ Federated = aws_iam_saml_provider.office.arn }}
      }},
    ]
  }})
}}

resource "aws_iam_role" "other" {{
  name = "{name}-other"
  assume_role_policy = aws_iam_role.web.assume_role_policy
}}

resource "aws_iam_instance_profile" "web" {{
  name = "{name}-web"
  path = "/team/"
  role = aws_iam_role.{role}.name
  tags = {{ team = "{team}" }}
}}
"""

FIRST = {
    "clients": '["app", "other"]',
    "thumbprints": f'["{THUMBPRINT.lower()}"]',
    "metadata": "first.xml",
    "role": "web",
    "team": "red",
}
SECOND = {
    "clients": '["app", "third"]',
    "thumbprints": f'["{"ab" * 20}", "{"cd" * 20}"]',
    "metadata": "second.xml",
    "role": "other",
    "team": "blue",
}


def test_providers_and_profiles_are_made_updated_in_place_and_destroyed(terraform, root):
    dev = make_developer(root, make_fence(root))
    name, workspace = fresh("tf-idp"), terraform(dev)
    (workspace.directory / "first.xml").write_text(METADATA)
    (workspace.directory / "second.xml").write_text(METADATA.replace("2035-", "2036-"))

    workspace.apply(CONFIGURATION.format(name=name, **FIRST))
    assert workspace.plan_is_empty()
    oidc = {"OpenIDConnectProviderArn": oidc_arn(root.account, f"{name}.example.com/tenant/")}
    saml = {"SAMLProviderArn": saml_arn(root.account, f"{name}-office")}
    before = root.iam.get_saml_provider(**saml)
    profile = {"InstanceProfileName": f"{name}-web"}
    shown = root.iam.get_instance_profile(**profile)["InstanceProfile"]
    assert [role["Arn"] for role in shown["Roles"]] == [role_arn(root.account, f"{name}-web")]

    workspace.apply(CONFIGURATION.format(name=name, **SECOND))
    assert workspace.plan_is_empty()
    after = root.iam.get_saml_provider(**saml)
    assert after["SAMLProviderUUID"] == before["SAMLProviderUUID"], "updated, not replaced"
    assert after["ValidUntil"].year == 2036
    settings = root.iam.get_open_id_connect_provider(**oidc)
    assert set(settings["ClientIDList"]) == {"app", "third"}
    assert settings["ThumbprintList"] == ["ab" * 20, "cd" * 20]
    blue = [{"Key": "team", "Value": "blue"}]
    assert after["Tags"] == settings["Tags"] == blue
    moved = root.iam.get_instance_profile(**profile)["InstanceProfile"]
    assert moved["InstanceProfileId"] == shown["InstanceProfileId"]
    assert [role["RoleName"] for role in moved["Roles"]] == [f"{name}-other"]

    workspace.destroy()
    with pytest.raises(root.iam.exceptions.NoSuchEntityException):
        root.iam.get_saml_provider(**saml)
    with pytest.raises(root.iam.exceptions.NoSuchEntityException):
        root.iam.get_open_id_connect_provider(**oidc)
    with pytest.raises(root.iam.exceptions.NoSuchEntityException):
        root.iam.get_instance_profile(**profile)
