//! Two developers, one script, two boundaries.

use super::{
    Boundaries, Chapter, Expected, Scene, Step,
    cast::{ADMIN, ALICE, ALICES_APP, BOB, BOBS_APP},
    iam,
    policies::{
        ADMINISTRATOR_ACCESS_ARN, ALICES, ALICES_ARN, BOBS, BOBS_ARN, TRANSITIVE_PATH,
        TRUST_A_STRANGER, TRUST_THE_ACCOUNT,
    },
    reasons::{GATE, INHERITED_DENIES},
    sts,
};

const ALL_USERS: &str = "arn:aws:iam::111122223333:user/";
const ALL_ROLES: &str = "arn:aws:iam::111122223333:role/";
const ALICES_ROLE: &str = "arn:aws:iam::111122223333:role/alice-app";
const BOBS_ROLE: &str = "arn:aws:iam::111122223333:role/bob-app";

pub(super) const CHAPTER: Chapter = Chapter {
    title: "Two developers, one script",
    opening: "alice must never list the users, bob must never list the roles; else they may do \
        everything. Each gets a transitive boundary that says so.",
    scenes: &[
        Scene::Request(Step {
            caller: ADMIN,
            words: "admin creates the policy for-alice",
            call: iam(
                "CreatePolicy",
                &[
                    ("PolicyName", "for-alice"),
                    ("Path", TRANSITIVE_PATH),
                    ("PolicyDocument", ALICES.text),
                ],
            ),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: ADMIN,
            words: "admin creates the developer alice",
            call: iam("CreateUser", &[("UserName", "alice")]),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: ADMIN,
            words: "admin makes alice an administrator",
            call: iam(
                "AttachUserPolicy",
                &[("UserName", "alice"), ("PolicyArn", ADMINISTRATOR_ACCESS_ARN)],
            ),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: ADMIN,
            words: "admin puts for-alice on alice",
            call: iam(
                "PutUserPermissionsBoundary",
                &[("UserName", "alice"), ("PermissionsBoundary", ALICES_ARN)],
            ),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: ADMIN,
            words: "admin gives alice an access key",
            call: iam("CreateAccessKey", &[("UserName", "alice")]),
            expected: Expected::CredentialsOf(ALICE),
            why: "",
        }),
        Scene::Request(Step {
            caller: ADMIN,
            words: "admin creates the policy for-bob",
            call: iam(
                "CreatePolicy",
                &[
                    ("PolicyName", "for-bob"),
                    ("Path", TRANSITIVE_PATH),
                    ("PolicyDocument", BOBS.text),
                ],
            ),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: ADMIN,
            words: "admin creates the developer bob",
            call: iam("CreateUser", &[("UserName", "bob")]),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: ADMIN,
            words: "admin makes bob an administrator",
            call: iam(
                "AttachUserPolicy",
                &[("UserName", "bob"), ("PolicyArn", ADMINISTRATOR_ACCESS_ARN)],
            ),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: ADMIN,
            words: "admin puts for-bob on bob",
            call: iam(
                "PutUserPermissionsBoundary",
                &[("UserName", "bob"), ("PermissionsBoundary", BOBS_ARN)],
            ),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: ADMIN,
            words: "admin gives bob an access key",
            call: iam("CreateAccessKey", &[("UserName", "bob")]),
            expected: Expected::CredentialsOf(BOB),
            why: "",
        }),
        Scene::Words(
            "Now both run the same script: create a role, make it an administrator, assume it.",
        ),
        Scene::Request(Step {
            caller: ALICE,
            words: "alice creates the role alice-app",
            call: iam(
                "CreateRole",
                &[("RoleName", "alice-app"), ("AssumeRolePolicyDocument", TRUST_THE_ACCOUNT)],
            ),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: ALICE,
            words: "alice attaches AdministratorAccess to it",
            call: iam(
                "AttachRolePolicy",
                &[("RoleName", "alice-app"), ("PolicyArn", ADMINISTRATOR_ACCESS_ARN)],
            ),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: ALICE,
            words: "alice assumes it",
            call: sts(
                "AssumeRole",
                &[
                    ("RoleArn", "arn:aws:iam::111122223333:role/alice-app"),
                    ("RoleSessionName", "alice"),
                ],
            ),
            expected: Expected::CredentialsOf(ALICES_APP),
            why: "",
        }),
        Scene::Request(Step {
            caller: BOB,
            words: "bob creates the role bob-app",
            call: iam(
                "CreateRole",
                &[("RoleName", "bob-app"), ("AssumeRolePolicyDocument", TRUST_THE_ACCOUNT)],
            ),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: BOB,
            words: "bob attaches AdministratorAccess to it",
            call: iam(
                "AttachRolePolicy",
                &[("RoleName", "bob-app"), ("PolicyArn", ADMINISTRATOR_ACCESS_ARN)],
            ),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: BOB,
            words: "bob assumes it",
            call: sts(
                "AssumeRole",
                &[
                    ("RoleArn", "arn:aws:iam::111122223333:role/bob-app"),
                    ("RoleSessionName", "bob"),
                ],
            ),
            expected: Expected::CredentialsOf(BOBS_APP),
            why: "",
        }),
        Scene::Words("Each role is under its own maker's boundary, and under that one only:"),
        Scene::Request(Step {
            caller: ADMIN,
            words: "admin looks at alice-app",
            call: iam("GetRole", &[("RoleName", "alice-app")]),
            expected: Expected::Boundaries(Boundaries {
                own: None,
                transitive: None,
                inherited: &[ALICES_ARN],
            }),
            why: "",
        }),
        Scene::Request(Step {
            caller: ADMIN,
            words: "admin looks at bob-app",
            call: iam("GetRole", &[("RoleName", "bob-app")]),
            expected: Expected::Boundaries(Boundaries {
                own: None,
                transitive: None,
                inherited: &[BOBS_ARN],
            }),
            why: "",
        }),
        Scene::Request(Step {
            caller: ALICES_APP,
            words: "alice-app lists the users",
            call: iam("ListUsers", &[]),
            expected: Expected::Denied { resource: ALL_USERS, reason: INHERITED_DENIES },
            why: "for-alice denies it.",
        }),
        Scene::Request(Step {
            caller: ALICES_APP,
            words: "alice-app lists the roles",
            call: iam("ListRoles", &[]),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: BOBS_APP,
            words: "bob-app lists the users",
            call: iam("ListUsers", &[]),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: BOBS_APP,
            words: "bob-app lists the roles",
            call: iam("ListRoles", &[]),
            expected: Expected::Denied { resource: ALL_ROLES, reason: INHERITED_DENIES },
            why: "for-bob denies it.",
        }),
        Scene::Words(
            "Neither can write what is the other's, nor what lies outside both boundaries:",
        ),
        Scene::Request(Step {
            caller: BOB,
            words: "bob makes alice-app trust a stranger's account",
            call: iam(
                "UpdateAssumeRolePolicy",
                &[("RoleName", "alice-app"), ("PolicyDocument", TRUST_A_STRANGER)],
            ),
            expected: Expected::Denied { resource: ALICES_ROLE, reason: GATE },
            why: "alice-app is under for-alice, and not under for-bob.",
        }),
        Scene::Request(Step {
            caller: ALICE,
            words: "alice deletes bob-app",
            call: iam("DeleteRole", &[("RoleName", "bob-app")]),
            expected: Expected::Denied { resource: BOBS_ROLE, reason: GATE },
            why: "and the other way round.",
        }),
        Scene::Request(Step {
            caller: ALICE,
            words: "alice asks for an access key of admin's",
            call: iam("CreateAccessKey", &[("UserName", "admin")]),
            expected: Expected::Denied {
                resource: "arn:aws:iam::111122223333:user/admin",
                reason: GATE,
            },
            why: "no policy of alice's denies this; a key would be a way out, so the gate does.",
        }),
    ],
};
