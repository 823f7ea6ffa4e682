//! The rules that can be taken away, one by one, to see what each of them is for. They are taken
//! away in what the crate is shown and in what is made of its answers; the crate has no switch.

/// A gate or closure, or one part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Rule {
    /// What is created inherits.
    Inherit,
    /// An explicit boundary adds to what is inherited.
    ExplicitAdds,
    /// What is obtained carries.
    Carry,
    /// The label of an identity provider goes along.
    ProviderLabel,
    /// The label of an assignment of Identity Center goes along.
    AssignmentLabel,
    /// The label of the account counts.
    AccountLabel,
    /// Root sessions are not for sealed sessions.
    RootRefused,
    /// G-write, by what is written.
    WriteTrust,
    WriteKeys,
    WriteTransitive,
    WritePolicy,
    WriteAttachment,
    WriteGroup,
    WriteMembership,
    WriteBoundary,
    WriteDeletion,
    WriteProvider,
    WriteAccount,
    /// Nobody sealed changes its own T.
    OwnTransitive,
    /// Self-service is not for federation tokens.
    SelfService,
    /// G-pass.
    Pass,
    /// G-pass, for new code under a role that runs already.
    ExecutionRole,
    W1,
    W2,
    W3,
    W4,
    /// w5, by what refers to what.
    W5Attachment,
    W5Membership,
    W5Boundary,
    W5SessionPolicy,
    /// w5 looks at who sets a boundary, too.
    W5Setter,
    /// What `admits` drops is kept as provenance.
    F1,
    /// Admitting is for administrators.
    F1Unsealed,
    /// The derivation is read live.
    F3,
    /// Also where somebody on it is deleted.
    F3Deleted,
    /// A seal does not read what its line writes.
    F4,
    /// w1 looks at T, at labels and at sessions too.
    F5References,
    /// A policy that becomes T has no seal that its principal lacks.
    F5Setting,
    /// w1 looks at the members of groups.
    F6,
    /// w4 guards deletion.
    F7Deletion,
    /// w4 guards the text of the policy that is B.
    F7Editing,
    /// A T that applies to self is no part of I.
    F7Self,
    /// A seal is not withdrawn from under what its line wrote.
    F8,
    /// A role may ask for the seals already to be there.
    F10,
    /// Descent follows the chain of sessions.
    F15Descent,
    /// Cascading is for administrators.
    F15Unsealed,
    /// A seal adopted for passing opens no writes.
    F16,
    /// What sessions of such a role create is open for writes.
    F16Newborn,
    /// Adopting and disowning is for administrators.
    AdoptUnsealed,
    /// Labels are refused when too long, never cut.
    F17,
}

/// The rules that are taken away.
pub(crate) type Off = &'static [Rule];
