"""Row 19: identity providers. Nobody signs in through them here yet: what they trust is written."""

from support.binary import REPOSITORY
from support.expect import GATE, denied
from support.people import fresh, make_developer, make_fence, make_role
from support.policies import document

from ..outcomes import Refused, Written
from ..play import Line, Play, scenario

METADATA = (REPOSITORY / "corpus" / "wire" / "saml" / "office.xml").read_text()
THUMBPRINT = "0123456789ABCDEF0123456789ABCDEF01234567"


def make_oidc(caller, host: str | None = None) -> str:
    answer = caller.iam.create_open_id_connect_provider(
        Url=f"https://{host or fresh('issuer')}.example.com",
        ClientIDList=["app"],
        ThumbprintList=[THUMBPRINT],
    )
    return answer["OpenIDConnectProviderArn"]


def make_saml(caller) -> str:
    answer = caller.iam.create_saml_provider(
        Name=fresh("office"), SAMLMetadataDocument=METADATA
    )
    return answer["SAMLProviderArn"]


def add_client(caller, provider: str) -> None:
    caller.iam.add_client_id_to_open_id_connect_provider(
        OpenIDConnectProviderArn=provider, ClientID=fresh("client")
    )


def trust_in(provider: str) -> str:
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Federated": provider},
            "Action": "sts:AssumeRoleWithWebIdentity",
        }
    )


@scenario(
    19,
    "Add a client id to a provider that unbounded roles trust",
    rule="G-write",
    plain=Written(),
    by_hand=Written(),
    entail=Refused("iam:AddClientIDToOpenIDConnectProvider", GATE),
)
def add_a_client(play: Play) -> None:
    provider = make_oidc(play.root)
    make_role(play.root, AssumeRolePolicyDocument=trust_in(provider))
    with play.step("iam:AddClientIDToOpenIDConnectProvider", provider):
        add_client(play.dev, provider)
    play.wrote()


@scenario(
    19,
    "Replace the thumbprints of such a provider",
    rule="G-write",
    plain=Written(),
    by_hand=Written(),
    entail=Refused("iam:UpdateOpenIDConnectProviderThumbprint", GATE),
)
def replace_thumbprints(play: Play) -> None:
    provider = make_oidc(play.root)
    with play.step("iam:UpdateOpenIDConnectProviderThumbprint", provider):
        play.dev.iam.update_open_id_connect_provider_thumbprint(
            OpenIDConnectProviderArn=provider, ThumbprintList=["F" * 40]
        )
    play.wrote()


@scenario(
    19,
    "Replace the metadata of a SAML provider",
    rule="G-write",
    plain=Written(),
    by_hand=Written(),
    entail=Refused("iam:UpdateSAMLProvider", GATE),
)
def replace_metadata(play: Play) -> None:
    provider = make_saml(play.root)
    with play.step("iam:UpdateSAMLProvider", provider):
        play.dev.iam.update_saml_provider(
            SAMLProviderArn=provider, SAMLMetadataDocument=METADATA
        )
    play.wrote()


@scenario(
    19,
    "Delete such a provider and make it anew with an issuer of one's own",
    rule="G-write",
    plain=Written(),
    by_hand=Written(),
    entail=Refused("iam:DeleteOpenIDConnectProvider", GATE),
)
def remake_a_provider(play: Play) -> None:
    host = fresh("issuer")
    provider = make_oidc(play.root, host)
    make_role(play.root, AssumeRolePolicyDocument=trust_in(provider))
    with play.step("iam:DeleteOpenIDConnectProvider", provider):
        play.dev.iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=provider)
    assert make_oidc(play.dev, host) == provider
    play.wrote()


@scenario(
    19,
    "Make the provider that an unbounded role trusts already",
    rule="the provider's label joins what is carried",
    plain=Written(),
    by_hand=Written(),
    entail=Written(harmless=True),
)
def make_a_dangling_provider(play: Play) -> None:
    host = fresh("issuer")
    provider = make_oidc(play.root, host)
    make_role(play.root, AssumeRolePolicyDocument=trust_in(provider))
    play.root.iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=provider)
    assert make_oidc(play.dev, host) == provider
    add_client(play.dev, provider)
    if play.line is Line.TRANSITIVE:
        # It bears the line's seal: another line may not write it.
        other = make_developer(play.root, make_fence(play.root))
        with denied(other, "iam:AddClientIDToOpenIDConnectProvider", provider, GATE):
            add_client(other, provider)
    play.wrote()
