"""awscli under `entail run`: single calls, and stacks of CloudFormation."""

import base64

import pytest
from botocore.exceptions import ClientError

from support.callers import REGION
from support.people import fresh

from .support import templates
from .support.samples import AND_A_USER, ONE_ROLE, PARENT, create_role

DEPLOY = ("aws", "cloudformation", "deploy", "--no-fail-on-empty-changeset",
          "--capabilities", "CAPABILITY_NAMED_IAM", "--stack-name")
EXPLICIT_DENY = "with an explicit deny in a permissions boundary"


@pytest.fixture
def bucket(world):
    name = fresh("artifacts")
    world.moto.s3.create_bucket(
        Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    return name


@pytest.fixture
def with_s3(world, dev):
    """awscli writes the endpoint of S3 into template URLs, and moto knows its own only by name."""
    dev.more = {"AWS_ENDPOINT_URL_S3": world.moto.endpoint.replace("127.0.0.1", "localhost")}
    return dev


@pytest.mark.parametrize("word", ["role", "user"])
def test_what_a_developer_creates_carries_the_boundary_and_is_refused_without(world, dev, word):
    name = fresh("cli")
    create = create_role(name) if word == "role" else ("aws", "iam", "create-user", "--user-name", name)
    refused = dev.plain(*create).failed()
    assert EXPLICIT_DENY in refused.stderr

    created = dev.bounded(*create).worked()
    assert world.boundary_of(word, name) == world.boundary
    assert "PermissionsBoundary" not in created.stdout
    [principal] = created.report["principals"]
    assert principal["type"] == f"AWS::IAM::{word.title()}"
    assert (principal["name"], principal["boundary"]) == (name, world.boundary)
    assert (principal["outcome"], principal["how"]) == ("bounded", "inserted")
    account = world.root.account
    assert principal["place"] == {"call": f"iam:Create{word.title()}", "account": account}

    key = f"--{word}-name"
    shown = dev.bounded("aws", "iam", f"get-{word}", key, name).worked()
    assert "PermissionsBoundary" not in shown.json[word.title()]
    again = dev.bounded(*create).failed(255)
    assert "EntityAlreadyExists" in again.stderr
    dev.bounded("aws", "iam", f"delete-{word}", key, name).worked()
    with pytest.raises(ClientError, match="NoSuchEntity"):
        world.boundary_of(word, name)


def test_a_stack_is_refused_without_and_bounded_with_entail(world, dev):
    stack, file = fresh("stack"), dev.work / "template.yaml"
    file.write_text(ONE_ROLE)
    deploy = (*DEPLOY, stack, "--template-file", file.name)
    dev.plain(*deploy).worked()
    with pytest.raises(ClientError, match=EXPLICIT_DENY):
        world.player.deploy(stack, world.developer)
    world.moto.cloudformation.delete_stack(StackName=stack)

    done = dev.bounded(*deploy).worked()
    made = world.player.deploy(stack, world.developer)
    assert world.boundaries(made.values()) == {world.boundary}
    [principal] = done.report["principals"]
    assert principal["name"] == "Worker"
    where = {"stack": stack, "account": world.root.account, "region": REGION}
    assert principal["place"] == {**where, "file": "template.yaml", "line": 3}

    # Only the boundary was added; what stood there stands as it was, and is all that clients see.
    submitted = world.moto.template(stack)
    added = [line for line in submitted.splitlines() if line not in ONE_ROLE.splitlines()]
    assert len(added) == 1 and world.boundary in added[0]
    assert [line for line in submitted.splitlines() if line not in added] == ONE_ROLE.splitlines()
    shown = dev.bounded("aws", "cloudformation", "get-template", "--stack-name", stack).worked()
    assert shown.json["TemplateBody"] == ONE_ROLE
    assert file.read_text() == ONE_ROLE

    again = dev.bounded(*deploy).worked()
    assert "No changes to deploy" in again.stdout

    file.write_text(ONE_ROLE + AND_A_USER)
    dev.bounded(*deploy).worked()
    made = world.player.deploy(stack, world.developer)
    assert set(made) == {"Worker", "Robot"}
    assert world.boundaries(made.values()) == {world.boundary}

    dev.bounded("aws", "cloudformation", "delete-stack", "--stack-name", stack).worked()
    assert stack not in world.moto.stacks()
    world.player.destroy(stack, world.developer)


def test_a_stack_whose_template_lies_in_a_bucket_is_bounded(world, with_s3, bucket):
    stack, dev = fresh("stack"), with_s3
    (dev.work / "template.yaml").write_text(ONE_ROLE + AND_A_USER)
    deploy = (*DEPLOY, stack, "--template-file", "template.yaml", "--s3-bucket", bucket)
    done = dev.bounded(*deploy).worked()
    made = world.player.deploy(stack, world.developer)
    assert set(made) == {"Worker", "Robot"}
    assert world.boundaries(made.values()) == {world.boundary}
    assert {it["outcome"] for it in done.report["principals"]} == {"bounded"}
    assert "No changes to deploy" in dev.bounded(*deploy).worked().stdout
    world.player.destroy(stack, world.developer)


def test_packaged_nested_stacks_are_bounded_inside_and_out(world, with_s3, bucket):
    stack, dev = fresh("stack"), with_s3
    (dev.work / "parent.yaml").write_text(PARENT)
    (dev.work / "inner.yaml").write_text(ONE_ROLE)
    package = ("aws", "cloudformation", "package", "--s3-bucket", bucket)
    files = ("--template-file", "parent.yaml", "--output-template-file", "packaged.yaml")
    dev.bounded(*package, *files).worked()
    deploy = (*DEPLOY, stack, "--template-file", "packaged.yaml")
    dev.bounded(*deploy).worked()
    made = world.player.deploy(stack, world.developer)
    assert set(made) == {"Outer", "Inner/Worker"}
    assert world.boundaries(made.values()) == {world.boundary}

    # The inner template that was packaged stays as it is; the stack was led to another beside it.
    shown = dev.bounded("aws", "cloudformation", "get-template", "--stack-name", stack).worked()
    assert shown.json["TemplateBody"] == (dev.work / "packaged.yaml").read_text()
    assert "No changes to deploy" in dev.bounded(*deploy).worked().stdout
    world.player.destroy(stack, world.developer)


def test_create_stack_and_update_stack_are_bounded_as_change_sets_are(world, dev):
    stack = fresh("stack")
    (dev.work / "t.yaml").write_text(ONE_ROLE)
    call = ("--stack-name", stack, "--template-body", "file://t.yaml", "--capabilities", "CAPABILITY_IAM")
    dev.bounded("aws", "cloudformation", "create-stack", *call).worked()
    (dev.work / "t.yaml").write_text(ONE_ROLE + AND_A_USER)
    dev.bounded("aws", "cloudformation", "update-stack", *call).worked()
    made = world.player.deploy(stack, world.developer)
    assert set(made) == {"Worker", "Robot"}
    assert world.boundaries(made.values()) == {world.boundary}
    world.player.destroy(stack, world.developer)


def test_a_large_template_is_bounded_beside_the_one_in_the_bucket(world, with_s3, bucket):
    """Beyond what CloudFormation takes inline; the team's own object stays what it was."""
    stack, dev = fresh("large"), with_s3
    text = ONE_ROLE + "".join(f"# {'padding ' * 12}{number}\n" for number in range(800))
    (dev.work / "template.yaml").write_text(text)
    assert len(text) > 51_200
    deploy = (*DEPLOY, stack, "--template-file", "template.yaml", "--s3-bucket", bucket)
    dev.bounded(*deploy).worked()
    made = world.player.deploy(stack, world.developer)
    assert world.boundaries(made.values()) == {world.boundary}
    objects = world.moto.s3.list_objects_v2(Bucket=bucket)["Contents"]
    bodies = [world.moto.object(f"{world.moto.endpoint}/{bucket}/{it['Key']}") for it in objects]
    assert sorted(world.boundary in body for body in bodies) == [False, True]
    world.player.destroy(stack, world.developer)


def test_a_template_that_outgrows_what_is_taken_inline_is_bounded_or_refused(world, dev):
    stack = fresh("full")
    padding = 51_190 - len(ONE_ROLE)
    (dev.work / "t.yaml").write_text(ONE_ROLE + "#" + "x" * padding + "\n")
    call = ("--stack-name", stack, "--template-body", "file://t.yaml", "--capabilities", "CAPABILITY_IAM")
    done = dev.bounded("aws", "cloudformation", "create-stack", *call)
    if done.status == 0:
        made = world.player.deploy(stack, world.developer)
        assert world.boundaries(made.values()) == {world.boundary}
        assert len(world.moto.template(stack).encode()) <= 51_200
        world.player.destroy(stack, world.developer)
    else:
        assert "51200" in done.stderr.replace(",", "") and done.report["refused"]
        assert stack not in world.moto.stacks()


def test_an_update_with_the_previous_template_stays_bounded(world, dev):
    stack = fresh("previous")
    template = "Parameters: {Size: {Type: String}}\n" + ONE_ROLE
    (dev.work / "t.yaml").write_text(template)
    call = ("aws", "cloudformation")
    more = ("--stack-name", stack, "--capabilities", "CAPABILITY_IAM", "--parameters")
    dev.bounded(*call, "create-stack", *more, "ParameterKey=Size,ParameterValue=small",
                "--template-body", "file://t.yaml").worked()
    dev.bounded(*call, "update-stack", *more, "ParameterKey=Size,ParameterValue=large",
                "--use-previous-template").worked()
    assert world.moto.parameters(stack) == {"Size": "large"}
    made = world.player.deploy(stack, world.developer)
    assert world.boundaries(made.values()) == {world.boundary}
    shown = dev.bounded(*call, "get-template", "--stack-name", stack).worked()
    assert shown.json["TemplateBody"] == template


def test_a_stack_that_was_deployed_without_entail_is_bounded_by_its_next_update(world, dev):
    """The template that CloudFormation has is fetched, changed and sent: `--use-previous-template`."""
    stack = fresh("earlier")
    (dev.work / "t.yaml").write_text(ONE_ROLE)
    call = ("--stack-name", stack, "--capabilities", "CAPABILITY_IAM")
    dev.plain("aws", "cloudformation", "create-stack", *call, "--template-body", "file://t.yaml").worked()
    dev.bounded("aws", "cloudformation", "update-stack", *call, "--use-previous-template").worked()
    made = world.player.deploy(stack, world.developer)
    assert world.boundaries(made.values()) == {world.boundary}
    world.player.destroy(stack, world.developer)


def test_stack_sets_carry_the_boundary_of_each_account(world, dev):
    name = fresh("set")
    (dev.work / "t.yaml").write_text(ONE_ROLE)
    call = ("--stack-set-name", name, "--capabilities", "CAPABILITY_IAM", "--template-body", "file://t.yaml")
    done = dev.bounded("aws", "cloudformation", "create-stack-set", *call).worked()
    (dev.work / "t.yaml").write_text(ONE_ROLE + AND_A_USER)
    dev.bounded("aws", "cloudformation", "update-stack-set", *call).worked()
    found = world.moto.cloudformation.describe_stack_set(StackSetName=name)["StackSet"]
    scope = templates.Scope(templates.read(found["TemplateBody"]), name)
    resources = scope.resolve(scope.template["Resources"])
    boundaries = {it["Properties"]["PermissionsBoundary"] for it in resources.values()}
    assert (set(resources), boundaries) == ({"Worker", "Robot"}, {world.boundary})
    assert {it["outcome"] for it in done.report["principals"]} == {"bounded"}
    # What is shown is what was written, and the same again changes nothing.
    show = ("aws", "cloudformation", "describe-stack-set", "--stack-set-name", name)
    shown = dev.bounded(*show).worked().json["StackSet"]["TemplateBody"]
    assert shown == ONE_ROLE + AND_A_USER
    assert "PermissionsBoundary" in dev.bounded(*show, options=("--no-mask",)).worked().stdout
    dev.bounded("aws", "cloudformation", "update-stack-set", *call).worked()
    again = world.moto.cloudformation.describe_stack_set(StackSetName=name)["StackSet"]
    assert again["TemplateBody"] == found["TemplateBody"]
    dev.bounded("aws", "cloudformation", "delete-stack-set", "--stack-set-name", name).worked()


def test_what_was_submitted_without_entail_is_told_before_it_is_made_again(world, dev):
    name = fresh("again")
    (dev.work / "t.yaml").write_text(ONE_ROLE)
    body = ("--capabilities", "CAPABILITY_IAM", "--template-body", "file://t.yaml")
    dev.plain("aws", "cloudformation", "create-stack", "--stack-name", name, *body).worked()
    dev.plain("aws", "cloudformation", "create-stack-set", "--stack-set-name", name, *body).worked()
    instances = ("--stack-set-name", name, "--accounts", world.root.account, "--regions", REGION)
    for call in (
        ("rollback-stack", "--stack-name", name),
        ("continue-update-rollback", "--stack-name", name),
        ("update-stack-instances", *instances),
    ):
        done = dev.bounded("aws", "cloudformation", *call, options=("--check",)).failed()
        assert "AccessDenied" in done.stderr and "--check" in done.stderr, call
        told = {it["name"]: it["outcome"] for it in done.report["principals"]}
        assert told == {"Worker": "unbounded"}, call
    dev.plain("aws", "cloudformation", "delete-stack", "--stack-name", name).worked()
    dev.plain("aws", "cloudformation", "delete-stack-set", "--stack-set-name", name).worked()


def test_a_token_for_eks_names_sts_and_not_a_proxy_that_will_be_gone(world, dev):
    token = dev.bounded("aws", "eks", "get-token", "--cluster-name", "cluster").worked()
    encoded = token.json["status"]["token"].removeprefix("k8s-aws-v1.")
    url = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
    assert url.startswith(world.server.endpoint)


def test_what_goes_past_by_the_command_line_is_warned_of_and_refused_by_the_boundary(world, dev):
    name = fresh("past")
    past = (*create_role(name), "--endpoint-url", world.server.endpoint)
    done = dev.bounded(*past).failed(255)
    assert EXPLICIT_DENY in done.stderr
    assert [text for text in done.report["warnings"] if "--endpoint-url" in text]
    dev.more = {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}
    warned = dev.bounded("true").worked()
    assert [text for text in warned.report["warnings"] if "AWS_IGNORE_CONFIGURED" in text]


def test_a_global_endpoint_of_the_users_own_is_the_upstream(world, dev):
    """As with LocalStack: one address for everything, by variable or in the `services` section."""
    name, other = fresh("global"), fresh("global")
    dev.more = {"AWS_ENDPOINT_URL_IAM": "", "AWS_ENDPOINT_URL_STS": "",
                "AWS_ENDPOINT_URL": world.server.endpoint}
    dev.bounded(*create_role(name)).worked()
    dev.more["AWS_ENDPOINT_URL"] = ""
    (dev.home / "config").write_text(
        "[default]\nservices = local\n\n[services local]\n"
        f"iam =\n  endpoint_url = {world.server.endpoint}\n"
        f"sts =\n  endpoint_url = {world.server.endpoint}\n"
    )
    dev.bounded(*create_role(other)).worked()
    assert world.boundaries({f"role/{name}", f"role/{other}"}) == {world.boundary}


def test_other_services_and_reading_calls_go_their_way(world, dev, bucket):
    (dev.work / "file").write_text("content")
    dev.bounded("aws", "s3", "cp", "file", f"s3://{bucket}/file").worked()
    listed = dev.bounded("aws", "s3api", "list-objects-v2", "--bucket", bucket).worked()
    assert [item["Key"] for item in listed.json["Contents"]] == ["file"]
    identity = dev.bounded("aws", "sts", "get-caller-identity").worked()
    assert identity.json["Arn"] == world.developer.arn
    # A presigned URL leads to S3, not into a proxy that is gone.
    signed = dev.bounded("aws", "s3", "presign", f"s3://{bucket}/file").worked().stdout
    assert signed.startswith(world.moto.endpoint)
