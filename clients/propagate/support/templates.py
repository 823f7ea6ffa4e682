"""CloudFormation templates as the service reads them: short tags, intrinsics, conditions.

As much of the language as the templates of these tests use; anything else is an error, not a guess.
"""

import json
import re
from dataclasses import dataclass, field

import yaml

from support.callers import REGION
from support.server import ACCOUNT

NO_VALUE = object()
REFERRED_TO_BY_ARN = ("AWS::StepFunctions::StateMachine", "AWS::SNS::Topic")
IN_SUB = re.compile(r"\$\{(!?)([^}]+)\}")


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short tags."""


def _short_tag(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        value = node.value
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _short_tag)
# Dates stay texts: `Version: 2012-10-17`.
_Loader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(text: str) -> dict:
    """A template's tree with long intrinsics, from JSON or YAML."""
    return json.loads(text) if text.lstrip().startswith("{") else yaml.load(text, _Loader)


def _is_list(declaration: dict) -> bool:
    kind = declaration.get("Type", "String")
    return kind == "CommaDelimitedList" or kind.startswith("List<")


def _list(text: str | list[str]) -> list[str]:
    return text if isinstance(text, list) else [part for part in text.split(",") if part]


@dataclass
class Scope:
    """What the intrinsics of one stack refer to."""

    template: dict
    stack: str
    parameters: dict[str, str | list[str]] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    attributes: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self):
        declared = self.template.get("Parameters", {})
        defaults = {name: p["Default"] for name, p in declared.items() if "Default" in p}
        self.parameters = {
            name: _list(text) if _is_list(declared.get(name, {})) else text
            for name, text in {**defaults, **self.parameters}.items()
        }

    def holds(self, condition: str) -> bool:
        return bool(self.resolve(self.template["Conditions"][condition]))

    def resolve(self, value):
        if isinstance(value, list):
            found = [self.resolve(item) for item in value]
            return [item for item in found if item is not NO_VALUE]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            (name, argument), *_ = value.items()
            if name == "Ref":
                return self._reference(argument)
            if name == "Condition" and isinstance(argument, str):
                return self.holds(argument)
            if name.startswith("Fn::"):
                return getattr(self, "_" + name[4:].lower())(argument)
        found = {key: self.resolve(item) for key, item in value.items()}
        return {key: item for key, item in found.items() if item is not NO_VALUE}

    def _reference(self, name: str):
        pseudo = {
            "AWS::AccountId": ACCOUNT,
            "AWS::Region": REGION,
            "AWS::Partition": "aws",
            "AWS::URLSuffix": "amazonaws.com",
            "AWS::StackName": self.stack,
            "AWS::StackId": f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{self.stack}/id",
            "AWS::NoValue": NO_VALUE,
        }
        if name in pseudo:
            return pseudo[name]
        if name in self.parameters:
            return self.parameters[name]
        # What is not an identity is made by moto, under names that no test needs.
        is_arn = self.template["Resources"].get(name, {}).get("Type") in REFERRED_TO_BY_ARN
        return self.references.get(name, self._made_up(name) if is_arn else f"{self.stack}-{name}")

    def _getatt(self, argument):
        logical_id, attribute = argument.split(".", 1) if isinstance(argument, str) else argument
        return self.attributes.get((logical_id, attribute), self._made_up(logical_id))

    def _made_up(self, logical_id: str) -> str:
        return f"arn:aws:made-up:{REGION}:{ACCOUNT}:{self.stack}-{logical_id}"

    def _sub(self, argument):
        text, more = argument if isinstance(argument, list) else (argument, {})
        own = {name: self.resolve(item) for name, item in more.items()}

        def put(found):
            literal, name = found.groups()
            if literal:
                return "${" + name + "}"
            if name in own:
                return str(own[name])
            return str(self._getatt(name) if "." in name else self._reference(name))

        return IN_SUB.sub(put, text)

    def _join(self, argument):
        separator, parts = argument
        return separator.join(str(part) for part in self.resolve(parts))

    def _if(self, argument):
        condition, then, otherwise = argument
        return self.resolve(then if self.holds(condition) else otherwise)

    def _equals(self, argument):
        left, right = self.resolve(argument)
        return left == right

    def _not(self, argument):
        return not self.resolve(argument[0])

    def _and(self, argument):
        return all(self.resolve(item) for item in argument)

    def _or(self, argument):
        return any(self.resolve(item) for item in argument)

    def _split(self, argument):
        separator, text = argument
        return self.resolve(text).split(separator)

    def _select(self, argument):
        index, items = argument
        return self.resolve(items)[int(index)]

    def _importvalue(self, argument):
        return f"imported-{self.resolve(argument)}"
