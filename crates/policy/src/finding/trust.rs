//! Who is trusted, and on what condition.

use super::{Example, Finding, Stage, source};
use crate::check::PolicyKind;
use crate::diagnostic::{Code, Severity};

/// The policy of a resource names an identity provider.
pub static FEDERATED_PRINCIPAL: Finding = Finding {
    code: Code { id: "P0150", name: "federated-principal" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::Resource,
    what: "the policy of a resource names an identity provider",
    why: "Whoever signs in with a provider acts as a role: only trust policies name providers.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:saml-provider/office"},"Action":"sqs:SendMessage","Resource":"arn:aws:sqs:us-east-1:111122223333:orders"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/office"},"Action":"sqs:SendMessage","Resource":"arn:aws:sqs:us-east-1:111122223333:orders"}}"#,
    use_instead: "Name the role that the provider leads to.",
    source: source::PRINCIPAL,
};

/// A service principal is not written as services write theirs.
pub static SERVICE_PRINCIPAL_FORM: Finding = Finding {
    code: Code { id: "P0152", name: "service-principal-form" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::RoleTrust,
    what: "a service principal is not written as services write theirs",
    why: "Service principals are domain names in lower case, most of them `service.amazonaws.com`.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"ec2"},"Action":"sts:AssumeRole"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}"#,
    use_instead: "Write the whole name of the service principal.",
    source: source::PRINCIPAL,
};

/// A way of assuming the role is open to none of the principals of its statement.
pub static MISMATCHED_ACTION: Finding = Finding {
    code: Code { id: "P0153", name: "action-of-another-principal" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::RoleTrust,
    what: "a way of assuming the role is open to none of the principals of its statement",
    why: "SAML providers come by `AssumeRoleWithSAML`, other providers by `AssumeRoleWithWebIdentity`, and principals of AWS by `AssumeRole`.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:saml-provider/office"},"Action":"sts:AssumeRoleWithWebIdentity"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:saml-provider/office"},"Action":"sts:AssumeRoleWithSAML"}}"#,
    use_instead: "Write the action that the principals use.",
    source: source::TRUST,
};

/// IAM Roles Anywhere is trusted without all the actions it needs.
pub static ROLES_ANYWHERE: Finding = Finding {
    code: Code { id: "P0154", name: "roles-anywhere-actions" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::RoleTrust,
    what: "IAM Roles Anywhere is trusted without all the actions it needs",
    why: "It assumes the role, sets the source identity and tags the session in one call.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"rolesanywhere.amazonaws.com"},"Action":"sts:AssumeRole"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"rolesanywhere.amazonaws.com"},"Action":["sts:AssumeRole","sts:SetSourceIdentity","sts:TagSession"]}}"#,
    use_instead: "Allow `sts:AssumeRole`, `sts:SetSourceIdentity` and `sts:TagSession`.",
    source: source::VALIDATE,
};

/// An `OpenID` Connect provider is trusted without a condition on its tokens.
pub static OPEN_PROVIDER: Finding = Finding {
    code: Code { id: "P0155", name: "provider-without-condition" },
    severity: Severity::Warning,
    stage: Stage::Advice,
    kind: PolicyKind::RoleTrust,
    what: "an OpenID Connect provider is trusted without a condition on its tokens",
    why: "Everybody who can get a token of the provider, for whatever application, can assume the role.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/login.example.com"},"Action":"sts:AssumeRoleWithWebIdentity"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/login.example.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"login.example.com:aud":"my-application"}}}}"#,
    use_instead: "Add a condition on the `aud` of the token, and better on its `sub` too.",
    source: source::OIDC,
};

/// GitHub is trusted without a condition on the repository.
pub static GITHUB_WITHOUT_SUBJECT: Finding = Finding {
    code: Code { id: "P0156", name: "github-without-repository" },
    severity: Severity::Warning,
    stage: Stage::Advice,
    kind: PolicyKind::RoleTrust,
    what: "GitHub is trusted without a condition on the repository",
    why: "Workflows of all repositories of GitHub can assume the role.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com","token.actions.githubusercontent.com:sub":"repo:my/app:ref:refs/heads/main"}}}}"#,
    use_instead: "Ask for `token.actions.githubusercontent.com:sub` with the repository and branch.",
    source: source::OIDC,
};

/// The subject that is asked of GitHub has a wildcard.
pub static GITHUB_WILDCARD: Finding = Finding {
    code: Code { id: "P0157", name: "github-with-wildcard" },
    severity: Severity::Warning,
    stage: Stage::Advice,
    kind: PolicyKind::RoleTrust,
    what: "the subject that is asked of GitHub has a wildcard",
    why: "More repositories or branches match than are meant.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"},"StringLike":{"token.actions.githubusercontent.com:sub":"repo:my/*"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"},"StringLike":{"token.actions.githubusercontent.com:sub":"repo:my/app:ref:refs/heads/main"}}}}"#,
    use_instead: "Write the repository and the branch, or ask for `token.actions.githubusercontent.com:ref` too.",
    source: source::OIDC,
};

/// A principal is the unique id of a user or role.
pub static UNIQUE_ID_PRINCIPAL: Finding = Finding {
    code: Code { id: "P0158", name: "unique-id-as-principal" },
    severity: Severity::Warning,
    stage: Stage::Advice,
    kind: PolicyKind::RoleTrust,
    what: "a principal is the unique id of a user or role",
    why: "AWS shows the id where the user or role was deleted: nobody is trusted then.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"AROAEXAMPLEEXAMPLE123"},"Action":"sts:AssumeRole"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/dev"},"Action":"sts:AssumeRole"}}"#,
    use_instead: "Write the ARN of the user or role, or take the entry away if it is gone.",
    source: source::PRINCIPAL,
};

/// The policy of a resource lets a service in for whomever it acts.
pub static SERVICE_WITHOUT_SOURCE: Finding = Finding {
    code: Code { id: "P0159", name: "service-without-source" },
    severity: Severity::Warning,
    stage: Stage::Advice,
    kind: PolicyKind::Resource,
    what: "the policy of a resource lets a service in for whomever it acts",
    why: "The service may act for other accounts than yours, whose owners then reach your resource through it (the confused deputy).",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"arn:aws:sqs:us-east-1:111122223333:orders"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"arn:aws:sqs:us-east-1:111122223333:orders","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}}"#,
    use_instead: "Ask for `aws:SourceArn`, `aws:SourceAccount`, `aws:SourceOrgID` or `aws:SourceOrgPaths`.",
    source: source::DEPUTY,
};

/// A session is trusted beside the role it is of.
pub static REDUNDANT_SESSION: Finding = Finding {
    code: Code { id: "P0160", name: "redundant-session-principal" },
    severity: Severity::Suggestion,
    stage: Stage::Advice,
    kind: PolicyKind::RoleTrust,
    what: "a session is trusted beside the role it is of",
    why: "The role takes in all its sessions.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:role/dev","arn:aws:sts::111122223333:assumed-role/dev/me"]},"Action":"sts:AssumeRole"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:role/dev","arn:aws:sts::111122223333:assumed-role/test/me"]},"Action":"sts:AssumeRole"}}"#,
    use_instead: "Leave the session out, or the role.",
    source: source::PRINCIPAL,
};

/// `ForAnyValue` stands with the audience of a token.
pub static AUDIENCE_WITH_FOR_ANY_VALUE: Finding = Finding {
    code: Code { id: "P0161", name: "any-audience" },
    severity: Severity::Warning,
    stage: Stage::Advice,
    kind: PolicyKind::RoleTrust,
    what: "`ForAnyValue` stands with the audience of a token",
    why: "A token for several audiences matches by one of them, which may not be the one it is used for.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/login.example.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"ForAnyValue:StringEquals":{"login.example.com:aud":"my-application"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/login.example.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"login.example.com:aud":"my-application"}}}}"#,
    use_instead: "Leave `ForAnyValue:` out.",
    source: source::SETS,
};

/// `ForAllValues` stands with the audience of a token.
pub static AUDIENCE_WITH_FOR_ALL_VALUES: Finding = Finding {
    code: Code { id: "P0162", name: "all-audiences" },
    severity: Severity::Suggestion,
    stage: Stage::Advice,
    kind: PolicyKind::RoleTrust,
    what: "`ForAllValues` stands with the audience of a token",
    why: "Most providers give one audience; without any the condition holds.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/login.example.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"ForAllValues:StringEquals":{"login.example.com:aud":"my-application"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/login.example.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"login.example.com:aud":"my-application"}}}}"#,
    use_instead: "Leave `ForAllValues:` out where the provider gives one audience.",
    source: source::SETS,
};

/// A trust policy asks for what a session brings along and does not let it be brought.
pub static MISSING_ACTION_FOR_KEY: Finding = Finding {
    code: Code { id: "P0163", name: "missing-action-for-key" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::RoleTrust,
    what: "a trust policy asks for session tags or a source identity and does not allow setting them",
    why: "Who assumes the role may not pass them, so that the condition never holds.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/dev"},"Action":"sts:AssumeRole","Condition":{"StringLike":{"sts:SourceIdentity":"alice"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/dev"},"Action":["sts:AssumeRole","sts:SetSourceIdentity"],"Condition":{"StringLike":{"sts:SourceIdentity":"alice"}}}}"#,
    use_instead: "Add `sts:TagSession` for session tags, `sts:SetSourceIdentity` for a source identity.",
    source: source::TRUST,
};

/// A service is let in on a condition that only users and roles can meet.
pub static KEY_OF_NO_SERVICE_PRINCIPAL: Finding = Finding {
    code: Code { id: "P0164", name: "key-of-no-service-principal" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::Resource,
    what: "a service is let in on a condition that only users and roles can meet",
    why: "A service principal is in no organization and has no tags and no name: the statement never applies.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"cloudfront.amazonaws.com"},"Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"cloudfront.amazonaws.com"},"Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:SourceOrgID":"o-a1b2c3d4e5"}}}}"#,
    use_instead: "Ask for whom the service acts: `aws:SourceOrgID`, `aws:SourceAccount` or `aws:SourceArn`.",
    source: source::GLOBAL_KEYS,
};
