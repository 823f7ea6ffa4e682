//! The story as data: chapters of scenes, each a request with what must come of it.

pub(super) mod cast;
mod policies;

mod first_boundary;
mod three_generations;

mod administrator_access;
mod escapes;
mod escapes_sessions;

mod resource_policy;
mod two_developers;

mod named_boundary;

use entail_engine::{Effect, Layer};
use entail_wire::service::Service;

use self::cast::Actor;
pub(super) use self::policies::NamedPolicy;

/// The whole story.
pub(super) struct Story {
    /// Its title.
    pub(super) title: &'static str,
    /// What a reader must know before it begins.
    pub(super) opening: &'static str,
    /// Its chapters.
    pub(super) chapters: &'static [&'static Chapter],
    /// What it comes to.
    pub(super) ending: &'static str,
}

/// A chapter.
pub(super) struct Chapter {
    pub(super) title: &'static str,
    pub(super) opening: &'static str,
    pub(super) scenes: &'static [Scene],
}

/// What happens next.
pub(super) enum Scene {
    /// Something to read.
    Words(&'static str),
    /// A policy's text, as it will be sent.
    Document(&'static NamedPolicy),
    /// A request to the server.
    Request(Step),
    /// A decision, drawn layer by layer.
    Whiteboard(Whiteboard),
}

/// A request and what must come of it.
pub(super) struct Step {
    /// Who signs it.
    pub(super) caller: Actor,
    /// What is done, in plain words.
    pub(super) words: &'static str,
    pub(super) call: Call,
    pub(super) expected: Expected,
    /// Why this comes of it, in one sentence; empty where it is plain.
    pub(super) why: &'static str,
}

/// An operation with its parameters.
pub(super) struct Call {
    pub(super) service: Service,
    pub(super) operation: &'static str,
    pub(super) parameters: &'static [(&'static str, &'static str)],
}

/// An operation of IAM.
const fn iam(operation: &'static str, parameters: &'static [(&'static str, &'static str)]) -> Call {
    Call { service: Service::Iam, operation, parameters }
}

/// An operation of STS.
const fn sts(operation: &'static str, parameters: &'static [(&'static str, &'static str)]) -> Call {
    Call { service: Service::Sts, operation, parameters }
}

/// What must come of a request.
pub(super) enum Expected {
    /// It is done.
    Done,
    /// It is done, and the credentials in the answer are this actor's.
    CredentialsOf(Actor),
    /// It is done, and the answer shows these boundaries and no others.
    Boundaries(Boundaries),
    /// It is denied, with AWS's text for this resource and reason.
    Denied { resource: &'static str, reason: &'static str },
    /// It is refused with this code, and a message that begins so.
    Refused { code: &'static str, message: &'static str },
}

/// The boundaries of a user or a role, by ARN.
pub(super) struct Boundaries {
    pub(super) own: Option<&'static str>,
    pub(super) transitive: Option<&'static str>,
    pub(super) inherited: &'static [&'static str],
}

/// A request with the policies it meets, for the engine to decide and explain.
pub(super) struct Whiteboard {
    pub(super) words: &'static str,
    pub(super) caller: Actor,
    pub(super) action: &'static str,
    pub(super) resource: &'static str,
    /// Condition keys, each with its set of values.
    pub(super) context: &'static [(&'static str, &'static [&'static str])],
    pub(super) identity: &'static [&'static NamedPolicy],
    pub(super) permissions_boundary: Option<&'static NamedPolicy>,
    pub(super) inherited_boundaries: &'static [&'static NamedPolicy],
    pub(super) resource_policy: Option<&'static NamedPolicy>,
    pub(super) verdict: Verdict,
}

/// What a whiteboard must come to.
pub(super) enum Verdict {
    /// What the server has just answered, the text of a denial included.
    AsTheServer,
    /// This effect, by this layer.
    By(Effect, Layer),
}

/// AWS's reasons in a denial, and the two that Entail adds.
mod reasons {
    /// The caller's own boundary has a Deny.
    pub(super) const BOUNDARY_DENIES: &str = "with an explicit deny in a permissions boundary";
    /// A boundary that came with the caller's lineage has a Deny.
    pub(super) const INHERITED_DENIES: &str =
        "with an explicit deny in an inherited permissions boundary";
    /// Every policy allows, and a gate refuses.
    pub(super) const GATE: &str = "with an explicit deny in a transitive permissions boundary";
}

/// The story of the demo.
pub(super) const STORY: Story = Story {
    title: "A permissions boundary that propagates",
    opening: "On AWS a permissions boundary caps one user or role. Whoever may create roles must \
        be made to put it on each of them, and kept from taking it off again, by conditions that \
        somebody writes by hand and attackers read with care. Here a boundary can be transitive: \
        what its holder creates is bounded by it too, and so on, with nothing said.",
    chapters: &[
        &first_boundary::CHAPTER,
        &three_generations::CHAPTER,
        &administrator_access::CHAPTER,
        &escapes::CHAPTER,
        &escapes_sessions::CHAPTER,
        &resource_policy::CHAPTER,
        &two_developers::CHAPTER,
        &named_boundary::CHAPTER,
    ],
    ending: "For each developer, one call of an administrator's bounded all that came after. To \
        try it by hand, run `entail serve` and point any AWS client at it.",
};

#[cfg(test)]
mod tests;
