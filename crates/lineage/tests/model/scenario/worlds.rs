//! The worlds. Together they are about every rule; each is small enough to be explored.

use std::collections::BTreeSet;

use entail_lineage::{
    AdoptMode, CascadeChange, Label, ObjectKind, Origin, PrincipalKind, Reference, SessionRecord,
    Source,
};

use crate::deed::Deed;
use crate::facts::{Birth, Facts, Holder, Trusted};
use crate::scenario::{Scenario, Verb};
use crate::step::ASSIGNMENT;
use crate::support::{Memory, seals, transitive};

/// What credentials can be come by: everything that a role, a user, a provider, a service, an
/// account or a root user gives.
pub(crate) const CREDENTIALS: Scenario = Scenario {
    name: "credentials",
    begin: credentials,
    verbs: &[
        Verb::UpdateTrust,
        Verb::CreateAccessKey,
        Verb::SamePrincipal,
        Verb::AssumeRole,
        Verb::AssumeRoot,
        Verb::PassRole,
        Verb::UpdateCode,
        Verb::EditPolicy,
        Verb::EditProvider,
        Verb::EditAccount,
        Verb::RemoveTransitive,
        Verb::FromOutside,
    ],
    attempts: || {
        let boundary = Some("weak".into());
        vec![
            (None, role("r", Trusted::Outside)),
            (None, role("r", Trusted::Service)),
            (None, Deed::CreateRole { id: "r".into(), trusted: Trusted::Outside, boundary }),
            (None, Deed::CreateUser { id: "u".into(), boundary: None }),
            (None, object("idp", ObjectKind::SamlProvider)),
        ]
    },
    administration: Vec::new,
    depth: 4,
};

/// A role that Identity Center gives to whom it is assigned: assignments by two lines and through a
/// role that both share, and what is made by the sessions through them.
pub(crate) const ASSIGNMENTS: Scenario = Scenario {
    name: "assignments",
    begin: || {
        let mut facts = policies();
        facts.world.role("shared");
        facts.trust.insert("shared".into(), [Trusted::IdentityCenter].into());
        facts.world.object_of_kind("assigned", ASSIGNMENT);
        facts
    },
    verbs: &[
        Verb::UpdateTrust,
        Verb::CreateAccessKey,
        Verb::AssumeRole,
        Verb::EditPolicy,
        Verb::EditProvider,
        Verb::RemoveTransitive,
        Verb::FromOutside,
    ],
    attempts: || {
        vec![
            (Some("dev"), Deed::CreateAssignment("assignment".into())),
            (Some("dev2"), Deed::CreateAssignment("assignment2".into())),
            (Some("xout"), Deed::CreateAssignment("assignment".into())),
            (Some("shared"), role("r", Trusted::Outside)),
            (Some("shared"), Deed::CreateUser { id: "u".into(), boundary: None }),
        ]
    },
    administration: Vec::new,
    depth: 4,
};

/// What policies and groups reach: attachments and members, of both lines and outside.
pub(crate) const POLICIES: Scenario = Scenario {
    name: "policies and groups",
    begin: || {
        let mut facts = policies();
        facts.world.group("gout");
        facts
    },
    verbs: &[Verb::EditPolicy, Verb::EditGroup, Verb::Attach, Verb::AddMember],
    attempts: || {
        vec![
            (Some("dev"), object("pi", ObjectKind::Policy)),
            (Some("dev"), object("gt", ObjectKind::Group)),
            (Some("dev"), Deed::CreateUser { id: "ut".into(), boundary: None }),
            (Some("dev2"), object("pi2", ObjectKind::Policy)),
            (Some("dev2"), object("gu2", ObjectKind::Group)),
            (Some("dev"), assume_under("xout", "pi2")),
        ]
    },
    administration: || {
        vec![
            Deed::AddMember { user: "uout".into(), group: "gt".into() },
            Deed::Attach { to: principal("xout"), policy: "pi".into() },
            set_transitive("xout", "pi"),
            assume_under("xout", "pi"),
        ]
    },
    depth: 6,
};

/// Who may set, change and remove B and T, and by which ways round.
pub(crate) const BOUNDARIES: Scenario = Scenario {
    name: "boundaries",
    begin: || {
        let mut facts = policies();
        facts.trust.clear();
        facts
    },
    verbs: &[
        Verb::AssumeRole,
        Verb::EditPolicy,
        Verb::PutBoundary,
        Verb::DeleteBoundary,
        Verb::SetTransitive,
        Verb::RemoveTransitive,
        Verb::Delete,
    ],
    attempts: || {
        let boundary = Some("pi2".into());
        vec![
            (Some("dev"), object("pi", ObjectKind::Policy)),
            (Some("dev"), Deed::CreateUser { id: "ut".into(), boundary: None }),
            (Some("dev"), Deed::CreateUser { id: "ub".into(), boundary }),
            (Some("dev2"), object("pi2", ObjectKind::Policy)),
            (Some("dev2"), role("r2", Trusted::Anybody)),
            (Some("r2"), Deed::CreateUser { id: "u2".into(), boundary: None }),
        ]
    },
    administration: || {
        vec![
            Deed::PutBoundary { target: "ut".into(), policy: "strict".into() },
            Deed::PutBoundary { target: "ut".into(), policy: "pi".into() },
            Deed::ApplyToSelf("dev".into()),
        ]
    },
    depth: 5,
};

/// Exits that an administrator makes, and what goes through them.
pub(crate) const EXITS: Scenario = Scenario {
    name: "exits",
    begin: || {
        let mut facts = policies();
        facts.trust.insert("xout".into(), [Trusted::Anybody, Trusted::Service].into());
        // A child of the line with a seal of its own, which the line may edit.
        let mine = Label::from_iter([("t".into(), Origin::Principal("dev".into()))]);
        facts.world.policy("pi").inherited = mine.clone();
        let child = facts.world.role("child");
        child.inherited = mine;
        child.transitive_boundary = Some(transitive("pi", Source::Parameter, &["t"]));
        facts.transitive_setters.insert("child".into(), seals(&["t"]));
        facts.trust.insert("child".into(), [Trusted::Anybody].into());
        facts
    },
    verbs: &[Verb::AssumeRole, Verb::PassRole, Verb::EditPolicy, Verb::RemoveTransitive],
    attempts: || {
        vec![
            (Some("dev2"), role("r2", Trusted::Anybody)),
            (None, admit("r2", "t")),
            (Some("xout"), role("rx", Trusted::Anybody)),
        ]
    },
    administration: || {
        let (role, seal) = ("xout".into(), "t".into());
        vec![
            admit("xout", "t"),
            Deed::WithdrawAdmission { role, seal },
            Deed::RequireSeals("xout".into()),
        ]
    },
    depth: 5,
};

/// A transitive boundary that is set when sessions already exist.
pub(crate) const LATE: Scenario = Scenario {
    name: "set late",
    begin: || {
        let mut facts = policies();
        facts.world.get_mut("dev").transitive_boundary = None;
        facts
    },
    verbs: &[
        Verb::AssumeRole,
        Verb::EditPolicy,
        Verb::SetTransitive,
        Verb::RemoveTransitive,
        Verb::CreateAccessKey,
    ],
    attempts: || vec![(Some("dev"), role("r", Trusted::Anybody))],
    administration: || {
        vec![
            set_transitive("dev", "t"),
            set_transitive("dev", "strict"),
            Deed::Delete("dev".into()),
        ]
    },
    depth: 4,
};

/// Roles that existed before, taken into a line and out of it.
pub(crate) const ADOPTION: Scenario = Scenario {
    name: "adoption",
    begin: || {
        let mut facts = policies();
        facts.world.role("dep");
        facts.trust.insert("dep".into(), [Trusted::Anybody, Trusted::Service].into());
        facts
    },
    verbs: &[
        Verb::AssumeRole,
        Verb::PassRole,
        Verb::UpdateTrust,
        Verb::RemoveTransitive,
        Verb::FromOutside,
        Verb::Administer,
    ],
    attempts: || vec![(None, role("r", Trusted::Anybody))],
    administration: || {
        vec![
            adopt("dep", "t", AdoptMode::Write),
            adopt("dep", "t", AdoptMode::Pass),
            adopt("dep", "t2", AdoptMode::Pass),
            disown("dep", "t"),
            disown("dep", "t2"),
        ]
    },
    depth: 4,
};

/// Cascades to what was created before, and their withdrawal.
pub(crate) const CASCADES: Scenario = Scenario {
    name: "cascades",
    begin: cascades,
    verbs: &[Verb::AssumeRole, Verb::EditPolicy, Verb::Administer],
    attempts: || {
        vec![
            (Some("dev"), object("pi", ObjectKind::Policy)),
            (Some("dev"), role("r", Trusted::Outside)),
            (Some("dep"), role("rd", Trusted::Outside)),
            (Some("dev"), set_transitive("dep", "pi")),
            (Some("dev"), cascade("dep", "pi", CascadeChange::Added)),
        ]
    },
    administration: || {
        vec![
            set_transitive("dev", "t"),
            set_transitive("dev", "pi"),
            adopt("dep", "t", AdoptMode::Write),
            cascade("dev", "t", CascadeChange::Added),
            cascade("dev", "pi", CascadeChange::Added),
            cascade("dev", "t", CascadeChange::Withdrawn),
        ]
    },
    depth: 4,
};

/// A seal's own policy in its own line.
pub(crate) const SEALS: Scenario = Scenario {
    name: "a seal in its own line",
    begin: policies,
    verbs: &[Verb::AssumeRole, Verb::EditPolicy],
    attempts: || vec![(Some("dev"), role("r", Trusted::Anybody))],
    administration: || {
        let object = Reference::Object("t".into());
        let remove = Deed::RemoveTransitive("dev".into());
        let mode = AdoptMode::Write;
        vec![
            Deed::Adopt { object: object.clone(), seal: "t".into(), mode },
            Deed::Disown { object, seal: "t".into() },
            adopt("dev", "t", mode),
            remove,
        ]
    },
    depth: 5,
};

/// The same where a cascade brought it there: to the policy that its creator emits.
pub(crate) const CASCADED_SEAL: Scenario = Scenario {
    name: "a seal cascaded to its own policy",
    begin: || {
        let mut facts = policies();
        let ancestors: BTreeSet<_> = ["dev".into()].into();
        for id in ["pi", "r"] {
            let birth = Birth { ancestors: ancestors.clone(), ..Birth::default() };
            facts.births.insert(id.to_owned(), birth);
        }
        facts.world.policy("pi").created_by = vec![by("dev")];
        facts.world.role("r").created_by = vec![by("dev")];
        facts.trust.clear();
        facts.trust.insert("r".into(), [Trusted::Anybody].into());
        let emitted = transitive("pi", Source::Parameter, &[]);
        facts.world.get_mut("dev").transitive_boundary = Some(emitted);
        facts
    },
    verbs: &[Verb::AssumeRole, Verb::EditPolicy, Verb::RemoveTransitive],
    attempts: Vec::new,
    administration: || {
        vec![
            cascade("dev", "pi", CascadeChange::Added),
            cascade("dev", "pi", CascadeChange::Withdrawn),
            Deed::RemoveTransitive("dev".into()),
        ]
    },
    depth: 6,
};

/// Labels at their limit.
pub(crate) const LIMITS: Scenario = Scenario {
    name: "limits",
    begin: || {
        let mut facts = policies();
        let full = facts.world.role("full");
        for seal in ["s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"] {
            full.inherited.add(seal.into(), Origin::Principal("gone".into()));
        }
        facts.trust.insert("full".into(), [Trusted::Anybody].into());
        facts
    },
    verbs: &[Verb::AssumeRole, Verb::FromOutside],
    attempts: || vec![(None, role("r", Trusted::Outside)), (None, role("q", Trusted::Anybody))],
    administration: Vec::new,
    depth: 4,
};

/// An administrator, two lines, and people outside.
fn policies() -> Facts {
    let mut facts = Facts::default();
    let world = &mut facts.world;
    world.user("admin");
    world.root_of("dev", "t");
    world.root_of("dev2", "t2");
    world.user("uout");
    world.role("xout");
    world.policy("strict");
    facts.trust.insert("xout".into(), [Trusted::Anybody].into());
    facts.hold_key("admin", Holder::Administrator);
    facts.hold_key("dev", Holder::Attacker);
    facts.hold_key("dev2", Holder::Attacker);
    facts
}

fn credentials() -> Facts {
    let mut facts = Facts::default();
    let world: &mut Memory = &mut facts.world;
    world.user("admin");
    world.root_of("dev", "t");
    world.policy("weak");
    world.role("mix").inherited =
        Label::from_iter([("t2".into(), Origin::Principal("dev2".into()))]);
    for id in ["outside", "federated", "service", "organization"] {
        world.role(id);
    }
    world.object_of_kind("idp0", ObjectKind::SamlProvider);
    world.principal_of_kind("root", PrincipalKind::Root);
    // A member account that the line made: its administrator's role has no label of its own.
    world.get_mut("organization").account = "444455556666".into();
    let made = Origin::Principal("dev".into());
    world.accounts.insert("444455556666".into(), Label::from_iter([("t".into(), made)]));
    let birth = Birth { taint: seals(&["t"]), origin: seals(&["t"]), ..Birth::default() };
    facts.births.insert("organization".to_owned(), birth);
    for (role, trusted) in [
        ("mix", Trusted::Anybody),
        ("outside", Trusted::Anybody),
        ("federated", Trusted::Provider),
        ("service", Trusted::Service),
        ("organization", Trusted::Outside),
    ] {
        facts.trust.insert(role.into(), [trusted].into());
    }
    // Somebody outside has passed it: a workload runs under it.
    facts.passes.insert(("service".into(), BTreeSet::new()));
    facts.hold_key("dev", Holder::Attacker);
    facts
}

/// A shared role, something that others made through it, and a line without boundary yet.
fn cascades() -> Facts {
    let mut facts = policies();
    facts.world.get_mut("dev").transitive_boundary = None;
    facts.world.role("dep");
    facts.trust.clear();
    facts.trust.insert("dep".into(), [Trusted::Anybody].into());
    facts.world.role("old").created_by = vec![by("uout"), by("dep")];
    let ancestors = ["uout".into(), "dep".into()].into();
    facts.births.insert("old".to_owned(), Birth { ancestors, ..Birth::default() });
    facts
}

fn by(principal: &str) -> SessionRecord {
    SessionRecord {
        principal: principal.into(),
        session: principal.into(),
        provider: None,
        time: 1,
    }
}

fn role(id: &str, trusted: Trusted) -> Deed {
    Deed::CreateRole { id: id.into(), trusted, boundary: None }
}

fn object(id: &str, kind: ObjectKind) -> Deed {
    Deed::CreateObject { id: id.into(), kind }
}

fn principal(id: &str) -> Reference {
    Reference::Principal(id.into())
}

fn set_transitive(target: &str, policy: &str) -> Deed {
    Deed::SetTransitive { target: target.into(), policy: policy.into() }
}

fn assume_under(role: &str, policy: &str) -> Deed {
    Deed::AssumeRoleUnder { role: role.into(), policy: policy.into() }
}

fn admit(role: &str, seal: &str) -> Deed {
    Deed::Admit { role: role.into(), seal: seal.into() }
}

fn adopt(role: &str, seal: &str, mode: AdoptMode) -> Deed {
    Deed::Adopt { object: principal(role), seal: seal.into(), mode }
}

fn disown(role: &str, seal: &str) -> Deed {
    Deed::Disown { object: principal(role), seal: seal.into() }
}

fn cascade(root: &str, seal: &str, change: CascadeChange) -> Deed {
    Deed::Cascade { root: root.into(), seal: seal.into(), change }
}
