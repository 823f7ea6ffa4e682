//! The escapes that write: the boundary, its policy, and what lies outside the lineage.

use super::{
    Boundaries, Chapter, Expected, Scene, Step,
    cast::{ADMIN, CHILD, DEV, GRANDCHILD},
    iam,
    policies::{ADMINISTRATOR_ACCESS_ARN, BASELINE_ARN, EVERYTHING, TRUST_A_STRANGER},
    reasons::{GATE, INHERITED_DENIES},
};

const DEV_ARN: &str = "arn:aws:iam::111122223333:user/dev";
const GRANDCHILD_ROLE: &str = "arn:aws:iam::111122223333:role/grandchild";
const OPERATIONS: &str = "arn:aws:iam::111122223333:role/operations";

pub(super) const CHAPTER: Chapter = Chapter {
    title: "Escapes, one by one: writing",
    opening: "Now they try to get out. Some calls a policy denies; some every policy allows, and \
        a gate stops them: whoever is under a transitive boundary may write only what is under \
        it too.",
    scenes: &[
        Scene::Request(Step {
            caller: GRANDCHILD,
            words: "grandchild takes the boundary off its role",
            call: iam("DeleteRolePermissionsBoundary", &[("RoleName", "grandchild")]),
            expected: Expected::Denied { resource: GRANDCHILD_ROLE, reason: INHERITED_DENIES },
            why: "baseline's statement StayBounded denies it, to everybody who inherits it.",
        }),
        Scene::Request(Step {
            caller: GRANDCHILD,
            words: "grandchild puts a weaker boundary on its role",
            call: iam(
                "PutRolePermissionsBoundary",
                &[("RoleName", "grandchild"), ("PermissionsBoundary", ADMINISTRATOR_ACCESS_ARN)],
            ),
            expected: Expected::Denied { resource: GRANDCHILD_ROLE, reason: INHERITED_DENIES },
            why: "the same statement; without it the call would succeed and gain nothing, as the \
                next one shows.",
        }),
        Scene::Request(Step {
            caller: GRANDCHILD,
            words: "grandchild creates the user helper with a weaker boundary of its choice",
            call: iam(
                "CreateUser",
                &[("UserName", "helper"), ("PermissionsBoundary", ADMINISTRATOR_ACCESS_ARN)],
            ),
            expected: Expected::Done,
            why: "a boundary that is named is added to the inherited one, so nothing need be \
                forbidden.",
        }),
        Scene::Request(Step {
            caller: GRANDCHILD,
            words: "grandchild takes that boundary off helper again: baseline forgot users",
            call: iam("DeleteUserPermissionsBoundary", &[("UserName", "helper")]),
            expected: Expected::Done,
            why: "the lineage set it and may remove it; what helper inherited is not touched:",
        }),
        Scene::Request(Step {
            caller: ADMIN,
            words: "admin looks at helper",
            call: iam("GetUser", &[("UserName", "helper")]),
            expected: Expected::Boundaries(Boundaries {
                own: None,
                transitive: None,
                inherited: &[BASELINE_ARN],
            }),
            why: "",
        }),
        Scene::Request(Step {
            caller: GRANDCHILD,
            words: "grandchild takes the boundary off dev, where it all hangs",
            call: iam("DeleteUserPermissionsBoundary", &[("UserName", "dev")]),
            expected: Expected::Denied { resource: DEV_ARN, reason: GATE },
            why: "dev has inherited nothing, so nobody under baseline may write dev.",
        }),
        Scene::Request(Step {
            caller: DEV,
            words: "dev puts a weaker boundary on itself",
            call: iam(
                "PutUserPermissionsBoundary",
                &[("UserName", "dev"), ("PermissionsBoundary", ADMINISTRATOR_ACCESS_ARN)],
            ),
            expected: Expected::Denied { resource: DEV_ARN, reason: GATE },
            why: "an administrator set that boundary; only one who is not under it may change it.",
        }),
        Scene::Request(Step {
            caller: GRANDCHILD,
            words: "grandchild rewrites baseline to allow everything",
            call: iam(
                "CreatePolicyVersion",
                &[
                    ("PolicyArn", BASELINE_ARN),
                    ("PolicyDocument", EVERYTHING),
                    ("SetAsDefault", "true"),
                ],
            ),
            expected: Expected::Denied { resource: BASELINE_ARN, reason: GATE },
            why: "nobody edits a policy from under it.",
        }),
        Scene::Request(Step {
            caller: DEV,
            words: "dev deletes baseline, to make another of its name",
            call: iam("DeletePolicy", &[("PolicyArn", BASELINE_ARN)]),
            expected: Expected::Denied { resource: BASELINE_ARN, reason: GATE },
            why: "the same gate.",
        }),
        Scene::Request(Step {
            caller: ADMIN,
            words: "admin tries to delete baseline too, by mistake",
            call: iam("DeletePolicy", &[("PolicyArn", BASELINE_ARN)]),
            expected: Expected::Refused { code: "DeleteConflict", message: "Cannot delete" },
            why: "a policy that bounds somebody counts as used, and stays.",
        }),
        Scene::Request(Step {
            caller: GRANDCHILD,
            words: "grandchild attaches a policy to admin's role operations",
            call: iam(
                "AttachRolePolicy",
                &[("RoleName", "operations"), ("PolicyArn", ADMINISTRATOR_ACCESS_ARN)],
            ),
            expected: Expected::Denied { resource: OPERATIONS, reason: GATE },
            why: "operations is not under baseline, so it is not theirs to write.",
        }),
        Scene::Request(Step {
            caller: GRANDCHILD,
            words: "grandchild makes operations trust a stranger's account",
            call: iam(
                "UpdateAssumeRolePolicy",
                &[("RoleName", "operations"), ("PolicyDocument", TRUST_A_STRANGER)],
            ),
            expected: Expected::Denied { resource: OPERATIONS, reason: GATE },
            why: "else somebody beyond every boundary would come in by it.",
        }),
        Scene::Request(Step {
            caller: GRANDCHILD,
            words: "grandchild deletes operations, to create a role of its name",
            call: iam("DeleteRole", &[("RoleName", "operations")]),
            expected: Expected::Denied { resource: OPERATIONS, reason: GATE },
            why: "deleting is writing.",
        }),
        Scene::Request(Step {
            caller: CHILD,
            words: "child gives dev the tag that administrators have",
            call: iam(
                "TagUser",
                &[
                    ("UserName", "dev"),
                    ("Tags.member.1.Key", "team"),
                    ("Tags.member.1.Value", "administrators"),
                ],
            ),
            expected: Expected::Denied { resource: DEV_ARN, reason: GATE },
            why: "tags open doors where policies read them, so tagging is writing as well.",
        }),
    ],
};
