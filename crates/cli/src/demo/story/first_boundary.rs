//! An administrator puts one boundary on one developer.

use super::{
    Boundaries, Chapter, Expected, Scene, Step,
    cast::{ADMIN, DEV, ROOT},
    iam,
    policies::{
        ADMINISTRATOR_ACCESS_ARN, BASELINE, BASELINE_ARN, TRANSITIVE_PATH, TRUST_THE_ACCOUNT,
    },
};

pub(super) const CHAPTER: Chapter = Chapter {
    title: "One boundary, put on one developer",
    opening: "The account's root user makes an administrator and leaves the story.",
    scenes: &[
        Scene::Request(Step {
            caller: ROOT,
            words: "root creates the user admin",
            call: iam("CreateUser", &[("UserName", "admin")]),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: ROOT,
            words: "root attaches AdministratorAccess to admin",
            call: iam(
                "AttachUserPolicy",
                &[("UserName", "admin"), ("PolicyArn", ADMINISTRATOR_ACCESS_ARN)],
            ),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: ROOT,
            words: "root gives admin an access key",
            call: iam("CreateAccessKey", &[("UserName", "admin")]),
            expected: Expected::CredentialsOf(ADMIN),
            why: "",
        }),
        Scene::Words(
            "admin writes a boundary. It allows everything, and denies four things: to create \
             users and roles without this very boundary, to change or to remove the boundary of a \
             role, and to make access keys. Its path, /entail/transitive/, makes it transitive.",
        ),
        Scene::Document(&BASELINE),
        Scene::Request(Step {
            caller: ADMIN,
            words: "admin creates the policy baseline under that path",
            call: iam(
                "CreatePolicy",
                &[
                    ("PolicyName", "baseline"),
                    ("Path", TRANSITIVE_PATH),
                    ("PolicyDocument", BASELINE.text),
                ],
            ),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: ADMIN,
            words: "admin creates the developer dev",
            call: iam("CreateUser", &[("UserName", "dev")]),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: ADMIN,
            words: "admin makes dev an administrator too",
            call: iam(
                "AttachUserPolicy",
                &[("UserName", "dev"), ("PolicyArn", ADMINISTRATOR_ACCESS_ARN)],
            ),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: ADMIN,
            words: "admin puts baseline on dev: the only call in this story that sets it",
            call: iam(
                "PutUserPermissionsBoundary",
                &[("UserName", "dev"), ("PermissionsBoundary", BASELINE_ARN)],
            ),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: ADMIN,
            words: "admin gives dev an access key",
            call: iam("CreateAccessKey", &[("UserName", "dev")]),
            expected: Expected::CredentialsOf(DEV),
            why: "",
        }),
        Scene::Request(Step {
            caller: ADMIN,
            words: "admin looks at dev",
            call: iam("GetUser", &[("UserName", "dev")]),
            expected: Expected::Boundaries(Boundaries {
                own: Some(BASELINE_ARN),
                transitive: Some(BASELINE_ARN),
                inherited: &[],
            }),
            why: "the boundary is dev's own cap, as on AWS, and the one that dev passes on.",
        }),
        Scene::Words(
            "admin has a role too, operations, with AdministratorAccess and no boundary. It \
             trusts the account: whoever may assume roles may assume it. It is not dev's.",
        ),
        Scene::Request(Step {
            caller: ADMIN,
            words: "admin creates the role operations",
            call: iam(
                "CreateRole",
                &[("RoleName", "operations"), ("AssumeRolePolicyDocument", TRUST_THE_ACCOUNT)],
            ),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: ADMIN,
            words: "admin attaches AdministratorAccess to operations",
            call: iam(
                "AttachRolePolicy",
                &[("RoleName", "operations"), ("PolicyArn", ADMINISTRATOR_ACCESS_ARN)],
            ),
            expected: Expected::Done,
            why: "",
        }),
    ],
};
