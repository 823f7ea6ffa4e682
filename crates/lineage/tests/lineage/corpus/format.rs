//! The case format as types.

use std::collections::{BTreeMap, BTreeSet};

use entail_lineage::administration::LabelEffect;
use entail_lineage::{
    AdoptMode, ApplyToSelf, Aspect, BoundaryPolicy, CascadeChange, Label, ObjectKind, ObtainMode,
    Origin, PermissionsBoundary, PolicyId, PrincipalKind, SealSet, SessionKind, Source,
    TransitiveBoundary,
};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    pub(crate) name: String,
    #[serde(rename = "source")]
    pub(crate) _source: String,
    pub(crate) world: World,
    pub(crate) session: Session,
    pub(crate) operation: Operation,
    pub(crate) expect: Expect,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct World {
    #[serde(default)]
    pub(crate) principals: BTreeMap<String, Principal>,
    #[serde(default)]
    pub(crate) objects: BTreeMap<String, Object>,
    #[serde(default)]
    pub(crate) accounts: BTreeMap<String, Seals>,
    #[serde(default)]
    pub(crate) attachments: Vec<Attach>,
    #[serde(default)]
    pub(crate) members: Vec<Member>,
    #[serde(default)]
    pub(crate) live_sessions: Vec<Session>,
    #[serde(default)]
    pub(crate) departed: BTreeMap<String, Vec<Maker>>,
    #[serde(default)]
    pub(crate) cascades: BTreeMap<String, BTreeMap<PolicyId, Cascade>>,
}

/// A session of a `created_by` chain.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Maker {
    Principal(String),
    ThroughProvider { principal: String, provider: String },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cascade {
    pub(crate) revision: u64,
    pub(crate) change: CascadeChange,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Principal {
    pub(crate) kind: PrincipalKind,
    pub(crate) permissions_boundary: Option<PermissionsBoundary>,
    pub(crate) transitive_boundary: Option<TransitiveBoundary>,
    #[serde(default)]
    pub(crate) inherited: Seals,
    #[serde(default)]
    pub(crate) provenance: Seals,
    #[serde(default)]
    pub(crate) admits: SealSet,
    #[serde(default)]
    pub(crate) obtain: ObtainMode,
    #[serde(default)]
    pub(crate) created_by: Vec<Maker>,
    #[serde(default)]
    pub(crate) born: u64,
    #[serde(default)]
    pub(crate) writers: BTreeMap<Aspect, SealSet>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Object {
    pub(crate) kind: ObjectKind,
    #[serde(default)]
    pub(crate) inherited: Seals,
    #[serde(default)]
    pub(crate) created_by: Vec<Maker>,
    #[serde(default)]
    pub(crate) born: u64,
    #[serde(default)]
    pub(crate) writers: BTreeMap<Aspect, SealSet>,
}

/// A label, with or without origins.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Seals {
    Plain(BTreeSet<PolicyId>),
    WithOrigins(BTreeMap<PolicyId, BTreeSet<Origin>>),
}

impl Default for Seals {
    fn default() -> Self {
        Self::Plain(BTreeSet::new())
    }
}

impl Seals {
    pub(crate) fn label(&self) -> Label {
        match self {
            Self::Plain(seals) => {
                seals.iter().map(|seal| (seal.clone(), Origin::Principal("root".into()))).collect()
            }
            Self::WithOrigins(entries) => entries
                .iter()
                .flat_map(|(seal, origins)| origins.iter().map(|one| (seal.clone(), one.clone())))
                .collect(),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Attach {
    pub(crate) to: String,
    pub(crate) policy: PolicyId,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Member {
    pub(crate) user: String,
    pub(crate) group: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Session {
    pub(crate) principal: String,
    pub(crate) kind: Option<SessionKind>,
    #[serde(default)]
    pub(crate) carried: Seals,
    #[serde(default)]
    pub(crate) provenance: Seals,
    #[serde(default)]
    pub(crate) derivation: Vec<Step>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    pub(crate) principal: String,
    #[serde(default)]
    pub(crate) admitted: SealSet,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Operation {
    Write(Write),
    CreatePrincipal {
        id: String,
        kind: PrincipalKind,
        permissions_boundary: Option<BoundaryPolicy>,
        transitive_parameter: Option<PolicyId>,
        transitive_tag: Option<PolicyId>,
    },
    CreateObject {
        id: String,
        kind: ObjectKind,
    },
    PutPermissionsBoundary {
        target: String,
        permissions_boundary: Option<BoundaryPolicy>,
        transitive_boundary: Option<PolicyId>,
    },
    DeletePermissionsBoundary {
        target: String,
    },
    PutTransitiveBoundary {
        target: String,
        policy: PolicyId,
        source: Source,
    },
    DeleteTransitiveBoundary {
        target: String,
        source: Source,
    },
    DeletePolicy {
        policy: PolicyId,
    },
    AssumeRole {
        role: String,
        #[serde(default)]
        mode: ObtainMode,
    },
    AssumeRoleThroughProvider {
        provider: String,
        role: String,
        #[serde(default)]
        mode: ObtainMode,
    },
    PassRole {
        role: String,
    },
    Administer(Administer),
    Stand {},
}

/// A tool of the administrator's.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Administer {
    Cascade {
        root: String,
        seal: PolicyId,
        change: CascadeChange,
        #[serde(default)]
        accept_writes: bool,
    },
    Adopt {
        object: String,
        seal: PolicyId,
        mode: AdoptMode,
    },
    Disown {
        object: String,
        seal: PolicyId,
        #[serde(default)]
        accept_writes: bool,
    },
    WithdrawOrigin {
        object: String,
        seal: PolicyId,
        origin: Origin,
        #[serde(default)]
        accept_writes: bool,
    },
    Admit {
        role: String,
        seal: PolicyId,
    },
    WithdrawAdmission {
        role: String,
        seal: PolicyId,
    },
    ApplyToSelf {
        target: String,
        value: ApplyToSelf,
    },
    ObtainMode {
        role: String,
        mode: ObtainMode,
    },
    UsesOfSeal {
        seal: PolicyId,
    },
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Write {
    Principal(String),
    DeletePrincipal(String),
    Credentials(String),
    Attach { to: String, policy: PolicyId },
    Group(String),
    AddMember { user: String, group: String },
    RemoveMember(String),
    Policy(PolicyId),
    PolicyTags(PolicyId),
    Object(String),
    Account(String),
    UnsealedOnly(String),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Expect {
    Allowed(Allowed),
    Refused(Refused),
}

/// Members that are absent are not compared; `null` is a value here.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Allowed {
    pub(crate) inherited: Option<SealSet>,
    #[serde(default)]
    pub(crate) permissions_boundary: Boundary,
    #[serde(default)]
    pub(crate) transitive_boundary: Boundary,
    pub(crate) carried: Option<SealSet>,
    pub(crate) provenance: Option<SealSet>,
    pub(crate) seals: Option<SealSet>,
    pub(crate) hard_ceilings: Option<SealSet>,
    pub(crate) affected: Option<BTreeMap<String, LabelEffect>>,
    pub(crate) writes: Option<BTreeSet<String>>,
    pub(crate) admits: Option<SealSet>,
    pub(crate) obtain: Option<ObtainMode>,
    pub(crate) apply_to_self: Option<ApplyToSelf>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Refused {
    pub(crate) gate: Option<String>,
    pub(crate) rule: Option<String>,
    pub(crate) missing: Option<SealSet>,
    pub(crate) object: Option<String>,
    pub(crate) error: Option<String>,
    pub(crate) message: Option<String>,
}

/// A boundary that is to be compared, where the member is there at all.
#[derive(Debug, Default)]
pub(crate) enum Boundary {
    #[default]
    NotCompared,
    Is(Option<PolicyId>),
}

impl<'de> Deserialize<'de> for Boundary {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<PolicyId>::deserialize(deserializer).map(Self::Is)
    }
}
