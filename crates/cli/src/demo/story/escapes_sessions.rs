//! The escapes that obtain: other roles, other tokens.

use super::{
    Boundaries, Chapter, Expected, Scene, Step,
    cast::{ADMIN, DEV, DEV_FEDERATED, DEV_TOKEN, GRANDCHILD, IN_OPERATIONS},
    iam,
    policies::{BASELINE_ARN, EVERYTHING, TRUST_THE_ACCOUNT},
    reasons::INHERITED_DENIES,
    sts,
};

const TOKEN_REFUSED: Expected = Expected::Refused {
    code: "InvalidClientTokenId",
    message: "The security token included in the request is invalid",
};

pub(super) const CHAPTER: Chapter = Chapter {
    title: "Escapes, one by one: other roles and other tokens",
    opening: "If the boundary cannot be taken off, perhaps it can be left behind.",
    scenes: &[
        Scene::Request(Step {
            caller: GRANDCHILD,
            words: "grandchild assumes operations, which has no boundary and trusts the account",
            call: sts(
                "AssumeRole",
                &[
                    ("RoleArn", "arn:aws:iam::111122223333:role/operations"),
                    ("RoleSessionName", "grandchild"),
                ],
            ),
            expected: Expected::CredentialsOf(IN_OPERATIONS),
            why: "shared roles stay usable, but the boundary comes along into the session:",
        }),
        Scene::Request(Step {
            caller: IN_OPERATIONS,
            words: "from there it asks for an access key of admin's",
            call: iam("CreateAccessKey", &[("UserName", "admin")]),
            expected: Expected::Denied {
                resource: "arn:aws:iam::111122223333:user/admin",
                reason: INHERITED_DENIES,
            },
            why: "the session carries baseline, whatever role it stands in.",
        }),
        Scene::Request(Step {
            caller: IN_OPERATIONS,
            words: "from there it creates the role bridge",
            call: iam(
                "CreateRole",
                &[("RoleName", "bridge"), ("AssumeRolePolicyDocument", TRUST_THE_ACCOUNT)],
            ),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: ADMIN,
            words: "admin looks at bridge",
            call: iam("GetRole", &[("RoleName", "bridge")]),
            expected: Expected::Boundaries(Boundaries {
                own: None,
                transitive: None,
                inherited: &[BASELINE_ARN],
            }),
            why: "what a session carries, it passes on.",
        }),
        Scene::Request(Step {
            caller: DEV,
            words: "dev asks for a session token",
            call: sts("GetSessionToken", &[]),
            expected: Expected::CredentialsOf(DEV_TOKEN),
            why: "",
        }),
        Scene::Request(Step {
            caller: DEV_TOKEN,
            words: "with it dev creates a role",
            call: iam(
                "CreateRole",
                &[("RoleName", "by-token"), ("AssumeRolePolicyDocument", TRUST_THE_ACCOUNT)],
            ),
            expected: TOKEN_REFUSED,
            why: "as on AWS, such a token calls IAM only where it was made with MFA.",
        }),
        Scene::Request(Step {
            caller: DEV,
            words: "dev federates, with a policy that allows everything",
            call: sts("GetFederationToken", &[("Name", "escape"), ("Policy", EVERYTHING)]),
            expected: Expected::CredentialsOf(DEV_FEDERATED),
            why: "",
        }),
        Scene::Request(Step {
            caller: DEV_FEDERATED,
            words: "as the federated user dev creates a role",
            call: iam(
                "CreateRole",
                &[("RoleName", "federated"), ("AssumeRolePolicyDocument", TRUST_THE_ACCOUNT)],
            ),
            expected: TOKEN_REFUSED,
            why: "as on AWS, federated users cannot call IAM at all.",
        }),
    ],
};
