//! `AdministratorAccess` gives a generation nothing beyond the boundary.

use super::{
    Chapter, Expected, Scene, Step, Verdict, Whiteboard,
    cast::{CHILD, DEV, GRANDCHILD, PARENT},
    iam,
    policies::{ADMINISTRATOR_ACCESS, BASELINE},
    reasons::{BOUNDARY_DENIES, INHERITED_DENIES},
};

const ADMIN_ARN: &str = "arn:aws:iam::111122223333:user/admin";

pub(super) const CHAPTER: Chapter = Chapter {
    title: "AdministratorAccess gives nothing beyond it",
    opening: "All of them hold AdministratorAccess. What baseline allows works; the access key \
        that it denies is out of reach for every one.",
    scenes: &[
        Scene::Request(Step {
            caller: GRANDCHILD,
            words: "grandchild lists the users",
            call: iam("ListUsers", &[]),
            expected: Expected::Done,
            why: "",
        }),
        Scene::Request(Step {
            caller: DEV,
            words: "dev asks for an access key of admin's",
            call: iam("CreateAccessKey", &[("UserName", "admin")]),
            expected: Expected::Denied { resource: ADMIN_ARN, reason: BOUNDARY_DENIES },
            why: "baseline is dev's own boundary, with exactly AWS's meaning.",
        }),
        Scene::Request(Step {
            caller: PARENT,
            words: "parent asks for it",
            call: iam("CreateAccessKey", &[("UserName", "admin")]),
            expected: Expected::Denied { resource: ADMIN_ARN, reason: INHERITED_DENIES },
            why: "parent has no boundary of its own; the one it inherited denies.",
        }),
        Scene::Request(Step {
            caller: CHILD,
            words: "child asks for it",
            call: iam("CreateAccessKey", &[("UserName", "admin")]),
            expected: Expected::Denied { resource: ADMIN_ARN, reason: INHERITED_DENIES },
            why: "what parent has inherited, child has inherited from parent.",
        }),
        Scene::Request(Step {
            caller: GRANDCHILD,
            words: "grandchild asks for it",
            call: iam("CreateAccessKey", &[("UserName", "admin")]),
            expected: Expected::Denied { resource: ADMIN_ARN, reason: INHERITED_DENIES },
            why: "no number of generations wears it off.",
        }),
        Scene::Whiteboard(Whiteboard {
            words: "The same decision, layer by layer; every layer must agree, and one Deny is \
                enough:",
            caller: GRANDCHILD,
            action: "iam:CreateAccessKey",
            resource: ADMIN_ARN,
            context: &[],
            identity: &[&ADMINISTRATOR_ACCESS],
            permissions_boundary: None,
            inherited_boundaries: &[&BASELINE],
            resource_policy: None,
            verdict: Verdict::AsTheServer,
        }),
    ],
};
