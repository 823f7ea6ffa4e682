"""CloudFormation's part that moto cannot play: a stack's users and roles, made in Entail's server.

moto makes the roles of a stack inside itself and asks nobody. AWS makes them with the permissions of
whoever deploys, or of the execution role, so that a boundary that denies them is what stops the
deployment. Here the template is read back from moto and its identities are created, changed and
deleted by that caller against Entail's server, which decides as AWS does.
"""

import json
from dataclasses import dataclass, field

from support.callers import Caller
from support.policies import role_arn

from . import templates, tools
from .moto import Moto

SAM_TRANSFORM = "AWS::Serverless-2016-10-31"
NESTED = "AWS::CloudFormation::Stack"
PRINCIPALS = ("AWS::IAM::Role", "AWS::IAM::User")


@dataclass
class Player:
    """The identities of all stacks in moto, by stack and logical id."""

    moto: Moto
    account: str
    made: dict[str, dict[str, str]] = field(default_factory=dict)

    def deploy(self, stack: str, caller: Caller) -> dict[str, str]:
        """Makes a stack's users and roles what its template says; answers name by logical id."""
        text = self.moto.template(stack)
        return self._play(stack, templates.read(text), self.moto.parameters(stack), caller)

    def destroy(self, stack: str, caller: Caller) -> None:
        """Deletes what `deploy` made for a stack and the stacks in it."""
        for name in [name for name in self.made if name == stack or name.startswith(f"{stack}/")]:
            for logical_id, physical in self.made.pop(name).items():
                _delete(caller, physical)

    def _play(self, stack: str, template: dict, parameters: dict, caller: Caller) -> dict[str, str]:
        if SAM_TRANSFORM in _transforms(template):
            template = tools.expand_sam(template, parameters)
        scope = templates.Scope(template, stack.replace("/", "-"), parameters)
        made = self.made.setdefault(stack, {})
        inside: dict[str, str] = {}
        resources = {
            logical_id: resource
            for logical_id, resource in template["Resources"].items()
            if "Condition" not in resource or scope.holds(resource["Condition"])
        }
        self._name(scope, resources)
        for logical_id in list(made):
            if resources.get(logical_id, {}).get("Type") not in PRINCIPALS:
                _delete(caller, made.pop(logical_id))
        for logical_id, resource in resources.items():
            properties = scope.resolve(resource.get("Properties", {}))
            if resource["Type"] in PRINCIPALS:
                known = logical_id in made
                made[logical_id] = _make(resource["Type"], scope, logical_id, properties, caller, known)
            elif resource["Type"] == NESTED:
                text = self.moto.object(properties["TemplateURL"])
                inner = self._play(
                    f"{stack}/{logical_id}",
                    templates.read(text),
                    {name: str(value) for name, value in properties.get("Parameters", {}).items()},
                    caller,
                )
                inside |= {f"{logical_id}/{name}": value for name, value in inner.items()}
        _attach_policies(scope, resources, caller)
        return {**made, **inside}

    def _name(self, scope: templates.Scope, resources: dict) -> None:
        """Names first: a trust policy may refer to a role that is made later."""
        for logical_id, resource in resources.items():
            if resource["Type"] not in PRINCIPALS:
                continue
            kind = resource["Type"].rsplit("::", 1)[1]
            properties = resource.get("Properties", {})
            given = scope.resolve(properties.get(f"{kind}Name"))
            name = given or f"{scope.stack}-{logical_id}"[-64:].lstrip("-")
            scope.references[logical_id] = name
            path = scope.resolve(properties.get("Path", "/"))
            if kind == "Role":
                scope.attributes[logical_id, "Arn"] = role_arn(self.account, name, path)


def _transforms(template: dict) -> list:
    given = template.get("Transform", [])
    return given if isinstance(given, list) else [given]


def _make(kind, scope, logical_id, properties, caller: Caller, known: bool) -> str:
    name = scope.references[logical_id]
    boundary = properties.get("PermissionsBoundary")
    word = kind.rsplit("::", 1)[1].lower()
    if known:
        _change_boundary(caller, word, name, boundary)
        return physical(word, name)
    given = {"Path": properties.get("Path", "/")}
    if boundary is not None:
        given["PermissionsBoundary"] = boundary
    if word == "role":
        given["AssumeRolePolicyDocument"] = json.dumps(properties["AssumeRolePolicyDocument"])
        caller.iam.create_role(RoleName=name, **given)
    else:
        caller.iam.create_user(UserName=name, **given)
    for policy in properties.get("Policies", []):
        _put_policy(caller, word, name, policy["PolicyName"], policy["PolicyDocument"])
    for arn in properties.get("ManagedPolicyArns", []):
        attach = getattr(caller.iam, f"attach_{word}_policy")
        attach(**{f"{word.title()}Name": name}, PolicyArn=arn)
    return physical(word, name)


def physical(word: str, name: str) -> str:
    return f"{word}/{name}"


def _change_boundary(caller: Caller, word: str, name: str, wanted: str | None) -> None:
    key = {f"{word.title()}Name": name}
    found = getattr(caller.iam, f"get_{word}")(**key)[word.title()].get("PermissionsBoundary", {})
    if found.get("PermissionsBoundaryArn") == wanted:
        return
    if wanted is None:
        getattr(caller.iam, f"delete_{word}_permissions_boundary")(**key)
    else:
        getattr(caller.iam, f"put_{word}_permissions_boundary")(**key, PermissionsBoundary=wanted)


def _put_policy(caller: Caller, word: str, name: str, policy_name: str, document: dict) -> None:
    put = getattr(caller.iam, f"put_{word}_policy")
    key = {f"{word.title()}Name": name}
    put(**key, PolicyName=policy_name, PolicyDocument=json.dumps(document))


def _attach_policies(scope: templates.Scope, resources: dict, caller: Caller) -> None:
    for resource in resources.values():
        if resource["Type"] != "AWS::IAM::Policy":
            continue
        properties = scope.resolve(resource["Properties"])
        for word in ("role", "user"):
            for name in properties.get(f"{word.title()}s", []):
                document = properties["PolicyDocument"]
                _put_policy(caller, word, name, properties["PolicyName"], document)


def _delete(caller: Caller, thing: str) -> None:
    word, name = thing.split("/", 1)
    key = {f"{word.title()}Name": name}
    iam = caller.iam
    for policy in getattr(iam, f"list_attached_{word}_policies")(**key)["AttachedPolicies"]:
        getattr(iam, f"detach_{word}_policy")(**key, PolicyArn=policy["PolicyArn"])
    for policy in getattr(iam, f"list_{word}_policies")(**key)["PolicyNames"]:
        getattr(iam, f"delete_{word}_policy")(**key, PolicyName=policy)
    getattr(iam, f"delete_{word}")(**key)
