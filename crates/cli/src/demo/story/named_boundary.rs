//! A boundary that is named adds to the inherited one.

use super::{
    Boundaries, Chapter, Expected, Scene, Step, Verdict, Whiteboard,
    cast::{ADMIN, BOB, BOBS_READER},
    iam,
    policies::{
        ADMINISTRATOR_ACCESS, ADMINISTRATOR_ACCESS_ARN, BOBS, BOBS_ARN, READERS, READERS_ARN,
        TRUST_THE_ACCOUNT,
    },
    reasons::INHERITED_DENIES,
    sts,
};

const NEW_USER: &str = "arn:aws:iam::111122223333:user/somebody";

pub(super) const CHAPTER: Chapter = Chapter {
    title: "A boundary that is named adds, and never replaces",
    opening: "A template may well name a boundary of its own. Then both hold.",
    scenes: &[
        Scene::Document(&READERS),
        Scene::Request(Step {
            caller: ADMIN,
            words: "admin creates the policy readers, under no special path",
            call: iam(
                "CreatePolicy",
                &[("PolicyName", "readers"), ("PolicyDocument", READERS.text)],
            ),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: BOB,
            words: "bob creates the role bob-reader and names the boundary readers",
            call: iam(
                "CreateRole",
                &[
                    ("RoleName", "bob-reader"),
                    ("AssumeRolePolicyDocument", TRUST_THE_ACCOUNT),
                    ("PermissionsBoundary", READERS_ARN),
                ],
            ),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: BOB,
            words: "bob attaches AdministratorAccess to bob-reader",
            call: iam(
                "AttachRolePolicy",
                &[("RoleName", "bob-reader"), ("PolicyArn", ADMINISTRATOR_ACCESS_ARN)],
            ),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: ADMIN,
            words: "admin looks at bob-reader",
            call: iam("GetRole", &[("RoleName", "bob-reader")]),
            expected: Expected::Boundaries(Boundaries {
                own: Some(READERS_ARN),
                transitive: None,
                inherited: &[BOBS_ARN],
            }),
            why: "both hold; what is allowed is what both allow.",
        }),
        Scene::Request(Step {
            caller: BOB,
            words: "bob assumes bob-reader",
            call: sts(
                "AssumeRole",
                &[
                    ("RoleArn", "arn:aws:iam::111122223333:role/bob-reader"),
                    ("RoleSessionName", "bob"),
                ],
            ),
            expected: Expected::CredentialsOf(BOBS_READER),
            why: "",
        }),
        Scene::Request(Step {
            caller: BOBS_READER,
            words: "bob-reader lists the users",
            call: iam("ListUsers", &[]),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: BOBS_READER,
            words: "bob-reader lists the roles",
            call: iam("ListRoles", &[]),
            expected: Expected::Denied {
                resource: "arn:aws:iam::111122223333:role/",
                reason: INHERITED_DENIES,
            },
            why: "readers allows it; for-bob, which nobody named, denies it.",
        }),
        Scene::Request(Step {
            caller: BOBS_READER,
            words: "bob-reader creates a user",
            call: iam("CreateUser", &[("UserName", "somebody")]),
            expected: Expected::Denied {
                resource: NEW_USER,
                reason: "because no permissions boundary allows the iam:CreateUser action",
            },
            why: "for-bob allows it; readers, which bob named, does not.",
        }),
        Scene::Whiteboard(Whiteboard {
            words: "That last one, layer by layer:",
            caller: BOBS_READER,
            action: "iam:CreateUser",
            resource: NEW_USER,
            context: &[("iam:PermissionsBoundary", &[BOBS_ARN])],
            identity: &[&ADMINISTRATOR_ACCESS],
            permissions_boundary: Some(&READERS),
            inherited_boundaries: &[&BOBS],
            resource_policy: None,
            verdict: Verdict::AsTheServer,
        }),
        Scene::Request(Step {
            caller: BOB,
            words: "bob takes readers off again",
            call: iam("DeleteRolePermissionsBoundary", &[("RoleName", "bob-reader")]),
            expected: Expected::Done,
            why: "he had put it there himself.",
        }),
        Scene::Request(Step {
            caller: ADMIN,
            words: "admin looks at bob-reader",
            call: iam("GetRole", &[("RoleName", "bob-reader")]),
            expected: Expected::Boundaries(Boundaries {
                own: None,
                transitive: None,
                inherited: &[BOBS_ARN],
            }),
            why: "what was inherited never left.",
        }),
    ],
};
