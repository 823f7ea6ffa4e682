//! The boundary that AWS lets a bucket policy step over, and the one it cannot.

use entail_engine::{Effect, Layer};

use super::{
    Chapter, Scene, Verdict, Whiteboard,
    cast::{Actor, ActorKind},
    policies::{BUCKET_POLICY, ONLY_IAM},
};

const HELPER: Actor =
    Actor { name: "helper", arn: "arn:aws:iam::111122223333:user/helper", kind: ActorKind::User };

pub(super) const CHAPTER: Chapter = Chapter {
    title: "A bucket policy does not step over it",
    opening: "There is no S3 in this server, so this chapter is decided at the whiteboard, by \
        the function that decides everything here. On AWS a bucket policy that names a user \
        grants access in spite of that user's boundary, where the boundary merely does not \
        mention S3.",
    scenes: &[
        Scene::Document(&BUCKET_POLICY),
        Scene::Whiteboard(Whiteboard {
            words: "With only-iam as helper's own boundary, as on AWS:",
            caller: HELPER,
            action: "s3:GetObject",
            resource: "arn:aws:s3:::payroll/november",
            context: &[("aws:ResourceAccount", &["111122223333"])],
            identity: &[],
            permissions_boundary: Some(&ONLY_IAM),
            inherited_boundaries: &[],
            resource_policy: Some(&BUCKET_POLICY),
            verdict: Verdict::By(Effect::Allow, Layer::Resource),
        }),
        Scene::Whiteboard(Whiteboard {
            words: "With only-iam inherited it is a ceiling that no grant goes through:",
            caller: HELPER,
            action: "s3:GetObject",
            resource: "arn:aws:s3:::payroll/november",
            context: &[("aws:ResourceAccount", &["111122223333"])],
            identity: &[],
            permissions_boundary: None,
            inherited_boundaries: &[&ONLY_IAM],
            resource_policy: Some(&BUCKET_POLICY),
            verdict: Verdict::By(Effect::ImplicitDeny, Layer::InheritedBoundary),
        }),
    ],
};
