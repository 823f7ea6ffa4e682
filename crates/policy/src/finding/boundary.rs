//! What a permissions boundary lets through that it is meant to hold.
//!
//! A warning where a condition on `iam:PermissionsBoundary` or the policy's own ARN closes the way
//! out; a suggestion where only names of resources do, or denying the action altogether, and where an
//! inherited boundary does not believe what it reads.

use super::{Example, Finding, Stage, source};
use crate::check::PolicyKind;
use crate::diagnostic::{Code, Severity};

/// The boundary lets its holder create users or roles that it does not bound.
pub static CREATES_WITHOUT_BOUNDARY: Finding = Finding {
    code: Code { id: "P0200", name: "creates-without-boundary" },
    severity: Severity::Warning,
    stage: Stage::Decision,
    kind: PolicyKind::PermissionsBoundary,
    what: "the boundary lets its holder create users or roles that it does not bound",
    why: "The way out: create a role without the boundary (or with a wider one), trust yourself in it, give it every permission, assume it. A condition that names roles alone leaves users open, and the other way round. A call that names no boundary has no such key, and a negated operator holds for a missing key.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"iam:CreateRole","Resource":"*","Condition":{"StringNotEquals":{"iam:PermissionsBoundary":"arn:aws:iam::111122223333:policy/Dev"}}}]}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":["iam:CreateRole","iam:CreateUser"],"Resource":"*","Condition":{"StringNotEquals":{"iam:PermissionsBoundary":"arn:aws:iam::111122223333:policy/Dev"}}}]}"#,
    use_instead: "Deny `iam:CreateRole` and `iam:CreateUser` unless `iam:PermissionsBoundary` is the boundary's own ARN.",
    source: source::BOUNDARIES,
};

/// The boundary lets its holder put another boundary in its place.
pub static REPLACES_BOUNDARY: Finding = Finding {
    code: Code { id: "P0201", name: "replaces-boundary" },
    severity: Severity::Warning,
    stage: Stage::Decision,
    kind: PolicyKind::PermissionsBoundary,
    what: "the boundary lets its holder put another boundary in its place",
    why: "The way out: put a boundary that allows everything on yourself, or on a role that you created.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"iam:PutRolePermissionsBoundary","Resource":"*","Condition":{"StringNotEquals":{"iam:PermissionsBoundary":"arn:aws:iam::111122223333:policy/Dev"}}}]}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":["iam:PutRolePermissionsBoundary","iam:PutUserPermissionsBoundary"],"Resource":"*","Condition":{"StringNotEquals":{"iam:PermissionsBoundary":"arn:aws:iam::111122223333:policy/Dev"}}}]}"#,
    use_instead: "Deny both actions; or, where its holders are to put this boundary on users and roles that are there, unless `iam:PermissionsBoundary`, which holds the boundary that is asked for, is its own ARN. What it was put on counts as bounded from then on, and may be changed.",
    source: source::BOUNDARIES,
};

/// The boundary lets its holder take boundaries off.
pub static REMOVES_BOUNDARY: Finding = Finding {
    code: Code { id: "P0202", name: "removes-boundary" },
    severity: Severity::Warning,
    stage: Stage::Decision,
    kind: PolicyKind::PermissionsBoundary,
    what: "the boundary lets its holder take boundaries off",
    why: "The way out: delete the boundary of yourself, or of a role that you created. In these calls `iam:PermissionsBoundary` holds the boundary that is there, so that asking for the right one lets everybody take it off.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"iam:DeleteRolePermissionsBoundary","Resource":"*"}]}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":["iam:DeleteRolePermissionsBoundary","iam:DeleteUserPermissionsBoundary"],"Resource":"*"}]}"#,
    use_instead: "Deny both actions without a condition.",
    source: source::BOUNDARIES,
};

/// The boundary lets its holder change the boundary itself.
pub static EDITS_BOUNDARY: Finding = Finding {
    code: Code { id: "P0203", name: "edits-boundary" },
    severity: Severity::Warning,
    stage: Stage::Decision,
    kind: PolicyKind::PermissionsBoundary,
    what: "the boundary lets its holder change the boundary itself",
    why: "The way out: make a version of the policy that allows everything the default one, or delete the policy and make another of that name. These actions know no `iam:PermissionsBoundary`.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:*PolicyVersion","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:*PolicyVersion","Resource":"*"},{"Effect":"Deny","Action":["iam:CreatePolicyVersion","iam:DeletePolicyVersion","iam:SetDefaultPolicyVersion"],"Resource":"arn:aws:iam::111122223333:policy/boundary"}]}"#,
    use_instead: "Deny `iam:CreatePolicyVersion`, `iam:SetDefaultPolicyVersion`, `iam:DeletePolicyVersion` and `iam:DeletePolicy` on the policy's own ARN.",
    source: source::BOUNDARIES,
};

/// A boundary names a policy of another account where its own belongs.
pub static OTHER_ACCOUNT: Finding = Finding {
    code: Code { id: "P0204", name: "boundary-of-another-account" },
    severity: Severity::Warning,
    stage: Stage::Decision,
    kind: PolicyKind::PermissionsBoundary,
    what: "a boundary names a policy of another account where its own belongs",
    why: "A boundary is an AWS managed policy or one of the principal's own account: what is asked for does not exist, and what is protected is not this policy.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":["iam:CreateRole","iam:CreateUser"],"Resource":"*","Condition":{"StringNotEquals":{"iam:PermissionsBoundary":"arn:aws:iam::111122223333:policy/Dev"}}},{"Effect":"Deny","Action":"iam:CreatePolicyVersion","Resource":"arn:aws:iam::444455556666:policy/Dev"}]}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":["iam:CreateRole","iam:CreateUser"],"Resource":"*","Condition":{"StringNotEquals":{"iam:PermissionsBoundary":"arn:aws:iam::111122223333:policy/Dev"}}},{"Effect":"Deny","Action":"iam:CreatePolicyVersion","Resource":["arn:aws:iam::444455556666:policy/Dev","arn:aws:iam::111122223333:policy/Dev"]}]}"#,
    use_instead: "Write the account that the policy is in, or `*` with an ARN operator where one text serves many accounts.",
    source: source::BOUNDARIES,
};

/// No boundary that a caller could name meets the conditions on `iam:PermissionsBoundary`.
pub static UNSATISFIABLE: Finding = Finding {
    code: Code { id: "P0205", name: "boundary-cannot-be-met" },
    severity: Severity::Warning,
    stage: Stage::Decision,
    kind: PolicyKind::PermissionsBoundary,
    what: "no boundary that a caller could name meets the conditions on `iam:PermissionsBoundary`",
    why: "Creation is meant to be allowed with the right boundary and is denied with every one: two statements ask for two policies, a denial asks the wrong way round, or the ARN is in another spelling than the policy's.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":["iam:CreateRole","iam:CreateUser"],"Resource":"*","Condition":{"StringNotEquals":{"iam:PermissionsBoundary":"arn:aws:iam::111122223333:policy/Dev"}}},{"Effect":"Deny","Action":"iam:CreateRole","Resource":"*","Condition":{"StringNotEquals":{"iam:PermissionsBoundary":"arn:aws:iam::111122223333:policy/Base"}}}]}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":["iam:CreateRole","iam:CreateUser"],"Resource":"*","Condition":{"StringNotEquals":{"iam:PermissionsBoundary":["arn:aws:iam::111122223333:policy/Dev","arn:aws:iam::111122223333:policy/Base"]}}}]}"#,
    use_instead: "Ask for one policy, by its ARN as IAM shows it; several that may be chosen from are values of one condition.",
    source: source::BOUNDARIES,
};

/// The boundary accepts another policy in its place.
pub static ANOTHER_ACCEPTED: Finding = Finding {
    code: Code { id: "P0206", name: "another-boundary-accepted" },
    severity: Severity::Suggestion,
    stage: Stage::Decision,
    kind: PolicyKind::PermissionsBoundary,
    what: "the boundary accepts another policy in its place",
    why: "What is created under the other policy is bounded by that one alone: if it lets its holder create users or roles freely, the second step is the way out.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":["iam:CreateRole","iam:CreateUser"],"Resource":"*","Condition":{"StringNotEquals":{"iam:PermissionsBoundary":["arn:aws:iam::111122223333:policy/Dev","arn:aws:iam::111122223333:policy/Base"]}}}]}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":["iam:CreateRole","iam:CreateUser"],"Resource":"*","Condition":{"StringNotEquals":{"iam:PermissionsBoundary":"arn:aws:iam::111122223333:policy/Dev"}}}]}"#,
    use_instead: "Check the other policy as a boundary too, or ask for this one alone.",
    source: source::BOUNDARIES,
};

/// The boundary leaves actions out without denying them.
pub static ALLOW_LIST: Finding = Finding {
    code: Code { id: "P0207", name: "resource-policies-slip-by" },
    severity: Severity::Suggestion,
    stage: Stage::Decision,
    kind: PolicyKind::PermissionsBoundary,
    what: "the boundary leaves actions out without denying them",
    why: "In the same account, what a boundary does not allow is not thereby denied to a resource policy that names the session or the user. The way out: write, or have written, a bucket policy, key policy or trust policy that names your session's ARN; only an explicit Deny holds against it.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["ec2:*","s3:*"],"Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ec2:*","s3:*"],"Resource":"*"},{"Effect":"Deny","NotAction":["ec2:*","s3:*"],"Resource":"*"}]}"#,
    use_instead: "Add a statement that denies with `NotAction` and the same list.",
    source: source::EVALUATION,
};

/// The boundary lets its holder change users or roles that it does not bound.
pub static CHANGES_OUTSIDE_PRINCIPALS: Finding = Finding {
    code: Code { id: "P0208", name: "changes-outside-principals" },
    severity: Severity::Warning,
    stage: Stage::Decision,
    kind: PolicyKind::PermissionsBoundary,
    what: "the boundary lets its holder change users or roles that it does not bound",
    why: "The way out: write yourself into the trust policy of a role without this boundary, or give it or its user a policy, and act as that one. In these calls `iam:PermissionsBoundary` holds the boundary that the user or role has; `iam:UpdateAssumeRolePolicy` and `iam:DeleteRole` have it too, which most examples leave out.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":["iam:AttachRolePolicy","iam:PutRolePolicy"],"Resource":"*","Condition":{"StringNotEquals":{"iam:PermissionsBoundary":"arn:aws:iam::111122223333:policy/Dev"}}}]}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":["iam:AttachRolePolicy","iam:AttachUserPolicy","iam:DeleteRole","iam:DeleteRolePolicy","iam:DeleteUserPolicy","iam:DetachRolePolicy","iam:DetachUserPolicy","iam:PutRolePolicy","iam:PutUserPolicy","iam:UpdateAssumeRolePolicy","iam:UpdateRole","iam:UpdateRoleDescription"],"Resource":"*","Condition":{"StringNotEquals":{"iam:PermissionsBoundary":"arn:aws:iam::111122223333:policy/Dev"}}}]}"#,
    use_instead: "Deny these actions unless `iam:PermissionsBoundary` is the boundary's own ARN.",
    source: source::IAM_KEYS,
};

/// The boundary lets its holder change policies of users and roles that it does not bound.
pub static EDITS_OUTSIDE_POLICIES: Finding = Finding {
    code: Code { id: "P0209", name: "edits-outside-policies" },
    severity: Severity::Suggestion,
    stage: Stage::Decision,
    kind: PolicyKind::PermissionsBoundary,
    what: "the boundary lets its holder change policies of users and roles that it does not bound",
    why: "The way out: make a version of a policy that is attached to a role without this boundary, and let it allow what you need. These actions know no `iam:PermissionsBoundary`: only the policies' ARNs can tell.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["iam:CreatePolicy","iam:CreatePolicyVersion"],"Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["iam:CreatePolicy","iam:CreatePolicyVersion"],"Resource":"arn:aws:iam::111122223333:policy/bounded/*"}}"#,
    use_instead: "Keep the policies of bounded principals under a path of their own and deny changes of all others.",
    source: source::BOUNDARIES,
};

/// The boundary lets its holder make credentials of users that it does not bound.
pub static TAKES_OUTSIDE_CREDENTIALS: Finding = Finding {
    code: Code { id: "P0210", name: "takes-outside-credentials" },
    severity: Severity::Suggestion,
    stage: Stage::Decision,
    kind: PolicyKind::PermissionsBoundary,
    what: "the boundary lets its holder make credentials of users that it does not bound",
    why: "The way out: create an access key or a console password of an administrator and sign in with it. These actions know no `iam:PermissionsBoundary`: only the users' ARNs can tell.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:CreateAccessKey","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:CreateAccessKey","Resource":"arn:aws:iam::111122223333:user/${aws:username}"}}"#,
    use_instead: "Keep bounded users under a path of their own, and deny credentials of all others but oneself.",
    source: source::BOUNDARIES,
};

/// The boundary lets its holder change groups of users that it does not bound.
pub static CHANGES_OUTSIDE_GROUPS: Finding = Finding {
    code: Code { id: "P0211", name: "changes-outside-groups" },
    severity: Severity::Suggestion,
    stage: Stage::Decision,
    kind: PolicyKind::PermissionsBoundary,
    what: "the boundary lets its holder change groups of users that it does not bound",
    why: "A policy of a group gives its members without this boundary whatever it says. Bounded members stay bounded.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:PutGroupPolicy","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:PutGroupPolicy","Resource":"arn:aws:iam::111122223333:group/bounded/*"}}"#,
    use_instead: "Keep groups of bounded users under a path of their own and deny changes of all others.",
    source: source::BOUNDARIES,
};

/// The boundary lets its holder assume roles that it does not bound.
pub static ASSUMES_OUTSIDE_ROLES: Finding = Finding {
    code: Code { id: "P0212", name: "assumes-outside-roles" },
    severity: Severity::Suggestion,
    stage: Stage::Decision,
    kind: PolicyKind::PermissionsBoundary,
    what: "the boundary lets its holder assume roles that it does not bound",
    why: "The way out: assume a role without this boundary whose trust policy names the account. STS knows no `iam:PermissionsBoundary`: only the roles' ARNs can tell.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::111122223333:role/bounded/*"}}"#,
    use_instead: "Keep bounded roles under a path of their own and deny assuming all others.",
    source: source::BOUNDARIES,
};

/// The boundary lets its holder pass roles that it does not bound to services.
pub static PASSES_OUTSIDE_ROLES: Finding = Finding {
    code: Code { id: "P0213", name: "passes-outside-roles" },
    severity: Severity::Suggestion,
    stage: Stage::Decision,
    kind: PolicyKind::PermissionsBoundary,
    what: "the boundary lets its holder pass roles that it does not bound to services",
    why: "The way out: start a function, an instance or a stack with a role without this boundary, and let it do the rest; or change which role an instance profile hands to machines. These actions know no `iam:PermissionsBoundary`: only ARNs can tell.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["lambda:*","iam:PassRole"],"Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"lambda:*","Resource":"*"},{"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::111122223333:role/bounded/*"}]}"#,
    use_instead: "Keep bounded roles under a path of their own and deny passing all others.",
    source: source::PASS_ROLE,
};

/// The boundary lets its holder change what runs under roles that it does not bound.
pub static CHANGES_OUTSIDE_CODE: Finding = Finding {
    code: Code { id: "P0214", name: "changes-outside-code" },
    severity: Severity::Suggestion,
    stage: Stage::Decision,
    kind: PolicyKind::PermissionsBoundary,
    what: "the boundary lets its holder change what runs under roles that it does not bound",
    why: "The way out: give new code to a function, or a command to an instance, that runs under a role without this boundary already. No role is passed, so that nothing is asked about it.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"lambda:UpdateFunctionCode","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"lambda:UpdateFunctionCode","Resource":"arn:aws:lambda:*:111122223333:function:bounded-*"}}"#,
    use_instead: "Allow these actions on resources of bounded roles only, by name, or deny them.",
    source: source::BOUNDARIES,
};

/// The boundary lets its holder create service-linked roles of any service.
pub static CREATES_SERVICE_LINKED_ROLES: Finding = Finding {
    code: Code { id: "P0215", name: "creates-service-linked-roles" },
    severity: Severity::Suggestion,
    stage: Stage::Decision,
    kind: PolicyKind::PermissionsBoundary,
    what: "the boundary lets its holder create service-linked roles of any service",
    why: "A service-linked role takes no boundary: what its service does by it is bounded by nothing but the service.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:CreateServiceLinkedRole","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:CreateServiceLinkedRole","Resource":"*","Condition":{"StringEquals":{"iam:AWSServiceName":"ecs.amazonaws.com"}}}}"#,
    use_instead: "Name the services that are needed by `iam:AWSServiceName`.",
    source: source::SERVICE_LINKED,
};

/// The boundary lets its holder change who may sign in from outside.
pub static CHANGES_PROVIDERS: Finding = Finding {
    code: Code { id: "P0216", name: "changes-identity-providers" },
    severity: Severity::Suggestion,
    stage: Stage::Decision,
    kind: PolicyKind::PermissionsBoundary,
    what: "the boundary lets its holder change who may sign in from outside",
    why: "The way out: create or change an identity provider that a role without this boundary trusts, or a trust anchor, and sign in to that role with a token of your own making.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:CreateOpenIDConnectProvider","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:ListOpenIDConnectProviders","Resource":"*"}}"#,
    use_instead: "Deny creating and changing providers, trust anchors and delegations.",
    source: source::PROVIDERS,
};

/// The boundary lets its holder change permission sets of IAM Identity Center.
pub static CHANGES_IDENTITY_CENTER: Finding = Finding {
    code: Code { id: "P0217", name: "changes-identity-center" },
    severity: Severity::Suggestion,
    stage: Stage::Decision,
    kind: PolicyKind::PermissionsBoundary,
    what: "the boundary lets its holder change permission sets of IAM Identity Center",
    why: "The way out: give a permission set more, or take its boundary off, and sign in through it. Identity Center makes the roles of permission sets itself.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sso:*","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["sso:Describe*","sso:List*"],"Resource":"*"}}"#,
    use_instead: "Deny changes of permission sets and assignments.",
    source: source::PERMISSION_SETS,
};

/// The boundary lets its holder deploy stack sets.
pub static DEPLOYS_STACK_SETS: Finding = Finding {
    code: Code { id: "P0218", name: "deploys-stack-sets" },
    severity: Severity::Suggestion,
    stage: Stage::Decision,
    kind: PolicyKind::PermissionsBoundary,
    what: "the boundary lets its holder deploy stack sets",
    why: "The way out: a stack set of the organization creates a role in every account through CloudFormation's own role, which has no boundary of yours.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"cloudformation:*","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"cloudformation:*","Resource":"*"},{"Effect":"Deny","Action":["cloudformation:*StackSet","cloudformation:*StackInstances"],"Resource":"*"}]}"#,
    use_instead: "Deny creating and changing stack sets and their instances.",
    source: source::STACK_SETS,
};

/// The boundary lets its holder change the organization.
pub static CHANGES_ORGANIZATION: Finding = Finding {
    code: Code { id: "P0219", name: "changes-the-organization" },
    severity: Severity::Suggestion,
    stage: Stage::Decision,
    kind: PolicyKind::PermissionsBoundary,
    what: "the boundary lets its holder change the organization",
    why: "The way out: create an account, whose administrator role trusts you; move an account out of reach of its policies, or take them off.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"organizations:*","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["organizations:Describe*","organizations:List*"],"Resource":"*"}}"#,
    use_instead: "Deny these actions. Service control policies do not bind the management account.",
    source: source::ORGANIZATION,
};

/// The boundary lets its holder tag users or roles that it does not bound.
pub static TAGS_OUTSIDE_PRINCIPALS: Finding = Finding {
    code: Code { id: "P0220", name: "tags-outside-principals" },
    severity: Severity::Suggestion,
    stage: Stage::Decision,
    kind: PolicyKind::PermissionsBoundary,
    what: "the boundary lets its holder tag users or roles that it does not bound",
    why: "Where policies grant by tags, a tag on a role or user without this boundary changes what it may do and who may act as it.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:TagRole","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:TagRole","Resource":"arn:aws:iam::111122223333:role/bounded/*"}}"#,
    use_instead: "Keep bounded principals under a path of their own and deny tagging all others.",
    source: source::ABAC,
};

/// The boundary reads names or tags, which the line under a transitive boundary chooses itself.
pub static READS_WHAT_THE_LINE_CHOOSES: Finding = Finding {
    code: Code { id: "P0221", name: "reads-what-the-line-chooses" },
    severity: Severity::Suggestion,
    stage: Stage::Decision,
    kind: PolicyKind::PermissionsBoundary,
    what: "the boundary reads names or tags, which the line under a transitive boundary chooses itself",
    why: "Whoever creates users, roles and sessions gives them their names and tags. Inherited, a boundary believes `aws:PrincipalArn`, `aws:PrincipalTag/...`, `aws:username`, `aws:userid`, the source identity and the session name only where a session outside of the line set them last; else an Allow that reads them does not apply, and a Deny that reads them does, also where they stand in an exception from it. A boundary that is not inherited reads them as AWS does.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::${aws:PrincipalTag/team}/*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::${aws:PrincipalAccount}/*"}}"#,
    use_instead: "Read keys that the line cannot choose, such as `aws:PrincipalAccount`, or write several boundaries, one for each name or tag. An exception for oneself may stay: only those whom the line named go without it.",
    source: source::GLOBAL_KEYS,
};

/// The boundary lets its holder rename or delete users that it does not bound.
pub static TAKES_OUTSIDE_NAMES: Finding = Finding {
    code: Code { id: "P0222", name: "takes-outside-names" },
    severity: Severity::Suggestion,
    stage: Stage::Decision,
    kind: PolicyKind::PermissionsBoundary,
    what: "the boundary lets its holder rename or delete users that it does not bound",
    why: "The way out: free the name of a user that conditions on `aws:PrincipalArn` or patterns in policies trust, and create one of that name. Unlike those on roles, these actions know no `iam:PermissionsBoundary`: only the users' ARNs can tell.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["iam:DeleteUser","iam:UpdateUser"],"Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["iam:DeleteUser","iam:UpdateUser"],"Resource":"arn:aws:iam::111122223333:user/bounded/*"}}"#,
    use_instead: "Keep bounded users under a path of their own and deny renaming and deleting all others.",
    source: source::IAM_KEYS,
};

/// The boundary lets its holder enter other accounts of the organization as an administrator.
pub static ENTERS_MEMBER_ACCOUNTS: Finding = Finding {
    code: Code { id: "P0223", name: "enters-member-accounts" },
    severity: Severity::Suggestion,
    stage: Stage::Decision,
    kind: PolicyKind::PermissionsBoundary,
    what: "the boundary lets its holder enter other accounts of the organization as an administrator",
    why: "The way out, from the management account: assume `OrganizationAccountAccessRole`, which Organizations makes in every account that it creates, or take a root session there by `sts:AssumeRoot`. Neither has a boundary of yours.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRoot","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::444455556666:role/reader"}}"#,
    use_instead: "Deny `sts:AssumeRoot`, and `sts:AssumeRole` on the roles that Organizations and Control Tower make.",
    source: source::ORGANIZATION,
};
