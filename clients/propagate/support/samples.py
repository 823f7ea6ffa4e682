"""Templates and documents that several tests begin with."""

import json

from support.policies import trust

SERVICE_TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "lambda.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
)

ONE_ROLE = """\
# What a team deploys: nobody here has heard of boundaries.
Resources:
  Worker:  # does the work
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement:
          - Effect: Allow
            Principal: {Service: !Sub "lambda.${AWS::URLSuffix}"}
            Action: sts:AssumeRole
"""

AND_A_USER = """\
  Robot:
    Type: AWS::IAM::User
"""

PARENT = """\
Resources:
  Inner:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: inner.yaml
  Outer:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
"""


def create_role(name: str) -> tuple[str, ...]:
    """The command line that makes a role."""
    return ("aws", "iam", "create-role", "--role-name", name,
            "--assume-role-policy-document", SERVICE_TRUST)


def account_trust(account: str) -> str:
    return trust(f"arn:aws:iam::{account}:root")
