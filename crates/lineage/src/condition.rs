//! What condition keys see of the lineage: the value set of `iam:PermissionsBoundary`, and which
//! keys an inherited boundary must not believe.

use std::collections::BTreeSet;

use crate::attribute::Attribute;
use crate::identifier::PolicyId;
use crate::inherited;
use crate::principal::{PrincipalKind, PrincipalLineage};
use crate::seal::SealSet;
use crate::session::SessionKind;
use crate::standing::Standing;
use crate::world::Ancestry;

/// V on `CreateUser` and `CreateRole`: the explicit boundary and the creator's seals, for all of
/// them will be in force.
pub fn boundary_values_on_create(standing: &Standing<'_>, explicit: Option<&PolicyId>) -> SealSet {
    standing.seals().iter().chain(explicit).cloned().collect()
}

/// V of operations on an existing principal: its own boundary and what it inherited. Its
/// transitive boundary is not among them, for it does not bound the principal itself.
///
/// # Errors
/// The world failed.
pub fn boundary_values_of<A: Ancestry>(
    world: &A,
    target: &PrincipalLineage,
) -> Result<SealSet, A::Error> {
    let own = target.permissions_boundary.as_ref().map(|boundary| boundary.policy.clone());
    Ok(inherited::of_principal(world, target)?.seals().into_iter().chain(own).collect())
}

/// V on `Put*PermissionsBoundary`: the requested boundary and what the target inherited.
///
/// # Errors
/// The world failed.
pub fn boundary_values_on_put<A: Ancestry>(
    world: &A,
    target: &PrincipalLineage,
    requested: Option<&PolicyId>,
) -> Result<SealSet, A::Error> {
    let inherited = inherited::of_principal(world, target)?.seals();
    Ok(inherited.into_iter().chain(requested.cloned()).collect())
}

/// V on `Delete*PermissionsBoundary`: the target's own boundary alone, as on AWS (F13).
pub fn boundary_values_on_delete(target: &PrincipalLineage) -> SealSet {
    target.permissions_boundary.iter().map(|boundary| boundary.policy.clone()).collect()
}

/// Condition keys that one inherited boundary must not believe (F4), because a session under this
/// very seal was the last to write what they read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UndecidableKeys {
    keys: BTreeSet<String>,
    other_tags: OtherTags,
    decidable_tags: BTreeSet<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum OtherTags {
    #[default]
    Decidable,
    Undecidable,
}

const PRINCIPAL_TAG_PREFIX: &str = "aws:principaltag/";

impl UndecidableKeys {
    /// Whether a condition key, or a policy variable of that name, is undecidable; keys ignore
    /// case. An Allow that reads it does not apply, a Deny does.
    pub fn contains(&self, key: &str) -> bool {
        let key = key.to_lowercase();
        if self.keys.contains(&key) {
            return true;
        }
        key.starts_with(PRINCIPAL_TAG_PREFIX)
            && self.other_tags == OtherTags::Undecidable
            && !self.decidable_tags.contains(&key)
    }

    /// The keys as a list; a last `*` stands for any rest.
    pub fn keys(&self) -> impl Iterator<Item = String> {
        let other_tags = match self.other_tags {
            OtherTags::Decidable => None,
            OtherTags::Undecidable => Some(format!("{PRINCIPAL_TAG_PREFIX}*")),
        };
        self.keys.iter().cloned().chain(other_tags)
    }

    /// The keys that may be believed although [`Self::keys`] covers them.
    pub fn except(&self) -> impl Iterator<Item = String> {
        self.decidable_tags.iter().cloned()
    }

    /// Whether no key is undecidable.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.other_tags == OtherTags::Decidable
    }
}

/// Which keys are undecidable for one of the session's hard ceilings.
///
/// AWS: which keys each kind of session has, and what they hold.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
// CHOICE: what nobody has set was left unset by the creator (of the session for its own
// attributes, else of the principal), who could have set it.
pub fn undecidable_keys(seal: &PolicyId, standing: &Standing<'_>) -> UndecidableKeys {
    let mut undecidable = UndecidableKeys::default();
    let principal = standing.principal();
    for (key, attributes) in readings(standing) {
        let by_lineage = attributes.iter().any(|attribute| match attribute {
            Attribute::SessionName | Attribute::SourceIdentity => {
                standing.session().setter_of(attribute).contains(seal)
            }
            _ => principal.setter_of(attribute).contains(seal),
        });
        if by_lineage {
            undecidable.keys.insert((*key).to_owned());
        }
    }
    add_tags(&mut undecidable, seal, standing);
    undecidable
}

type Reading = (&'static str, &'static [Attribute]);

/// A user: `aws:userid` is its unique id, which nobody chooses.
const USER_READINGS: &[Reading] = &[
    ("aws:principalarn", &[Attribute::Name, Attribute::Path]),
    ("aws:username", &[Attribute::Name]),
    ("aws:sourceidentity", &[Attribute::SourceIdentity]),
    ("sts:sourceidentity", &[Attribute::SourceIdentity]),
];

/// A role session: `aws:PrincipalArn` is the role's, `aws:userid` ends with the session name.
const ROLE_READINGS: &[Reading] = &[
    ("aws:principalarn", &[Attribute::Name, Attribute::Path]),
    ("aws:userid", &[Attribute::SessionName]),
    ("sts:rolesessionname", &[Attribute::SessionName]),
    ("aws:sourceidentity", &[Attribute::SourceIdentity]),
    ("sts:sourceidentity", &[Attribute::SourceIdentity]),
];

/// A federated user: both hold the name given to `GetFederationToken`.
const FEDERATED_USER_READINGS: &[Reading] = &[
    ("aws:principalarn", &[Attribute::SessionName]),
    ("aws:userid", &[Attribute::SessionName]),
    ("aws:sourceidentity", &[Attribute::SourceIdentity]),
    ("sts:sourceidentity", &[Attribute::SourceIdentity]),
];

/// Which keys of a session read what.
fn readings(standing: &Standing<'_>) -> &'static [Reading] {
    match (standing.session().kind, standing.principal().kind) {
        (SessionKind::FederationToken, _) => FEDERATED_USER_READINGS,
        (_, PrincipalKind::Role | PrincipalKind::ServiceLinkedRole) => ROLE_READINGS,
        (_, PrincipalKind::User | PrincipalKind::Root) => USER_READINGS,
    }
}

fn add_tags(undecidable: &mut UndecidableKeys, seal: &PolicyId, standing: &Standing<'_>) {
    let principal = standing.principal();
    if principal.creator_label.contains(seal) {
        undecidable.other_tags = OtherTags::Undecidable;
    }
    // A session tag hides the principal's own tag of the same key.
    let own = principal.attribute_setters.iter();
    for (attribute, setter) in own.chain(&standing.session().attribute_setters) {
        let Attribute::Tag(key) = attribute else { continue };
        let key = format!("{PRINCIPAL_TAG_PREFIX}{key}");
        if setter.contains(seal) {
            undecidable.decidable_tags.remove(&key);
            undecidable.keys.insert(key);
        } else {
            undecidable.keys.remove(&key);
            undecidable.decidable_tags.insert(key);
        }
    }
}
