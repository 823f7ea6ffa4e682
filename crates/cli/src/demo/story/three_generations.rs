//! A role makes a role makes a role, and nobody names a boundary.

use super::{
    Boundaries, Chapter, Expected, Scene, Step, Verdict, Whiteboard,
    cast::{ADMIN, CHILD, DEV, GRANDCHILD, PARENT},
    iam,
    policies::{
        ADMINISTRATOR_ACCESS, ADMINISTRATOR_ACCESS_ARN, BASELINE, BASELINE_ARN, TRUST_THE_ACCOUNT,
    },
    sts,
};

const BOUNDED_BY_BASELINE: Expected =
    Expected::Boundaries(Boundaries { own: None, transitive: None, inherited: &[BASELINE_ARN] });

pub(super) const CHAPTER: Chapter = Chapter {
    title: "Parent, child, grandchild: nobody names a boundary",
    opening: "dev creates a role, that role's session creates another, and that one's a third. \
        These are the calls of any script written for AWS; not one of them has a \
        PermissionsBoundary.",
    scenes: &[
        Scene::Request(Step {
            caller: DEV,
            words: "dev creates the role parent",
            call: iam(
                "CreateRole",
                &[("RoleName", "parent"), ("AssumeRolePolicyDocument", TRUST_THE_ACCOUNT)],
            ),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Whiteboard(Whiteboard {
            words: "On AWS the baseline's own statement BornBounded would have denied that call. \
                Here the condition sees the boundary that the role is about to inherit:",
            caller: DEV,
            action: "iam:CreateRole",
            resource: "arn:aws:iam::111122223333:role/parent",
            context: &[("iam:PermissionsBoundary", &[BASELINE_ARN])],
            identity: &[&ADMINISTRATOR_ACCESS],
            permissions_boundary: Some(&BASELINE),
            inherited_boundaries: &[],
            resource_policy: None,
            verdict: Verdict::AsTheServer,
        }),
        Scene::Request(Step {
            caller: DEV,
            words: "dev attaches AdministratorAccess to parent",
            call: iam(
                "AttachRolePolicy",
                &[("RoleName", "parent"), ("PolicyArn", ADMINISTRATOR_ACCESS_ARN)],
            ),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: DEV,
            words: "dev assumes parent",
            call: sts(
                "AssumeRole",
                &[("RoleArn", "arn:aws:iam::111122223333:role/parent"), ("RoleSessionName", "dev")],
            ),
            expected: Expected::CredentialsOf(PARENT),
            why: "",
        }),
        Scene::Request(Step {
            caller: PARENT,
            words: "parent creates the role child",
            call: iam(
                "CreateRole",
                &[("RoleName", "child"), ("AssumeRolePolicyDocument", TRUST_THE_ACCOUNT)],
            ),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: PARENT,
            words: "parent attaches AdministratorAccess to child",
            call: iam(
                "AttachRolePolicy",
                &[("RoleName", "child"), ("PolicyArn", ADMINISTRATOR_ACCESS_ARN)],
            ),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: PARENT,
            words: "parent assumes child",
            call: sts(
                "AssumeRole",
                &[
                    ("RoleArn", "arn:aws:iam::111122223333:role/child"),
                    ("RoleSessionName", "parent"),
                ],
            ),
            expected: Expected::CredentialsOf(CHILD),
            why: "",
        }),
        Scene::Request(Step {
            caller: CHILD,
            words: "child creates the role grandchild",
            call: iam(
                "CreateRole",
                &[("RoleName", "grandchild"), ("AssumeRolePolicyDocument", TRUST_THE_ACCOUNT)],
            ),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: CHILD,
            words: "child attaches AdministratorAccess to grandchild",
            call: iam(
                "AttachRolePolicy",
                &[("RoleName", "grandchild"), ("PolicyArn", ADMINISTRATOR_ACCESS_ARN)],
            ),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: CHILD,
            words: "child assumes grandchild",
            call: sts(
                "AssumeRole",
                &[
                    ("RoleArn", "arn:aws:iam::111122223333:role/grandchild"),
                    ("RoleSessionName", "child"),
                ],
            ),
            expected: Expected::CredentialsOf(GRANDCHILD),
            why: "",
        }),
        Scene::Words("Each of the three has inherited the boundary:"),
        Scene::Request(Step {
            caller: ADMIN,
            words: "admin looks at parent",
            call: iam("GetRole", &[("RoleName", "parent")]),
            expected: BOUNDED_BY_BASELINE,
            why: "",
        }),
        Scene::Request(Step {
            caller: ADMIN,
            words: "admin looks at child",
            call: iam("GetRole", &[("RoleName", "child")]),
            expected: BOUNDED_BY_BASELINE,
            why: "",
        }),
        Scene::Request(Step {
            caller: ADMIN,
            words: "admin looks at grandchild",
            call: iam("GetRole", &[("RoleName", "grandchild")]),
            expected: BOUNDED_BY_BASELINE,
            why: "the element PermissionsBoundary shows a role's own boundary only, so that \
                Terraform sees no drift; what is inherited stands in an element that AWS's \
                clients skip.",
        }),
    ],
};
