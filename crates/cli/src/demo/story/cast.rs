//! Who acts: names and ARNs.

/// The number of AWS's own examples.
pub(in crate::demo) const ACCOUNT: &str = "111122223333";

/// Somebody who signs requests.
#[derive(Clone, Copy, Debug)]
pub(in crate::demo) struct Actor {
    /// The name in the story, of which each has its own.
    pub(in crate::demo) name: &'static str,
    /// The ARN as denials write it.
    pub(in crate::demo) arn: &'static str,
    pub(in crate::demo) kind: ActorKind,
}

/// What an actor is.
#[derive(Clone, Copy, Debug)]
pub(in crate::demo) enum ActorKind {
    /// The account's root user.
    Root,
    /// An IAM user, with keys or with a session token.
    User,
    /// A session of the role with this ARN.
    Session { role: &'static str },
    /// A federated user of this IAM user.
    Federated { by: &'static str },
}

macro_rules! user {
    ($name:literal) => {
        Actor {
            name: $name,
            arn: concat!("arn:aws:iam::111122223333:user/", $name),
            kind: ActorKind::User,
        }
    };
}

macro_rules! session {
    ($role:literal, $session:literal) => {
        Actor {
            name: concat!($role, "/", $session),
            arn: concat!("arn:aws:sts::111122223333:assumed-role/", $role, "/", $session),
            kind: ActorKind::Session { role: concat!("arn:aws:iam::111122223333:role/", $role) },
        }
    };
}

pub(in crate::demo) const ROOT: Actor =
    Actor { name: "root", arn: "arn:aws:iam::111122223333:root", kind: ActorKind::Root };

pub(super) const ADMIN: Actor = user!("admin");

pub(super) const DEV: Actor = user!("dev");
pub(super) const PARENT: Actor = session!("parent", "dev");
pub(super) const CHILD: Actor = session!("child", "parent");
pub(super) const GRANDCHILD: Actor = session!("grandchild", "child");
/// The grandchild in the administrator's role.
pub(super) const IN_OPERATIONS: Actor = session!("operations", "grandchild");

/// dev with the credentials of `GetSessionToken`.
pub(super) const DEV_TOKEN: Actor =
    Actor { name: "dev (session token)", arn: DEV.arn, kind: ActorKind::User };
/// dev with the credentials of `GetFederationToken`.
pub(super) const DEV_FEDERATED: Actor = Actor {
    name: "dev (federation token)",
    arn: "arn:aws:sts::111122223333:federated-user/escape",
    kind: ActorKind::Federated { by: DEV.arn },
};

pub(super) const ALICE: Actor = user!("alice");
pub(super) const BOB: Actor = user!("bob");
pub(super) const ALICES_APP: Actor = session!("alice-app", "alice");
pub(super) const BOBS_APP: Actor = session!("bob-app", "bob");
pub(super) const BOBS_READER: Actor = session!("bob-reader", "bob");
