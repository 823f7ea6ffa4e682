//! What condition keys see of the lineage: the value set of `iam:PermissionsBoundary`, and which
//! keys an inherited boundary must not believe.

use std::collections::BTreeSet;

use crate::attribute::Attribute;
use crate::identifier::PolicyId;
use crate::principal::{PrincipalKind, PrincipalLineage};
use crate::seal::SealSet;
use crate::session::SessionKind;
use crate::standing::Standing;

/// V on `CreateUser` and `CreateRole`: the explicit boundary and the creator's seals, for all of
/// them will be in force.
pub fn boundary_values_on_create(standing: &Standing<'_>, explicit: Option<&PolicyId>) -> SealSet {
    standing.seals().iter().chain(explicit).cloned().collect()
}

/// V of operations on an existing principal: its own boundary and what it inherited. Its
/// transitive boundary is not among them, for it does not bound the principal itself.
pub fn boundary_values_of(target: &PrincipalLineage) -> SealSet {
    let own = target.permissions_boundary.as_ref().map(|boundary| boundary.policy.clone());
    target.inherited.seals().into_iter().chain(own).collect()
}

/// V on `Put*PermissionsBoundary`: the requested boundary and what the target inherited.
pub fn boundary_values_on_put(target: &PrincipalLineage, requested: Option<&PolicyId>) -> SealSet {
    target.inherited.seals().into_iter().chain(requested.cloned()).collect()
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

    /// Those of the given keys that are undecidable. Ask with every key that the policy or the
    /// request's context names: an absent tag can be undecidable too.
    pub fn among<'a>(&self, keys: impl IntoIterator<Item = &'a str>) -> Vec<String> {
        let undecidable = keys.into_iter().filter(|key| self.contains(key));
        undecidable.map(str::to_owned).collect()
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
    let named_by_session = SessionNames::of(standing);
    let principal_name = [Attribute::Name, Attribute::Path]
        .iter()
        .any(|attribute| standing.principal().setter_of(attribute).contains(seal));
    let username = standing.principal().setter_of(&Attribute::Name).contains(seal);
    let session_name = session_setter(standing, &Attribute::SessionName).contains(seal);
    match named_by_session {
        SessionNames::Nothing => {
            undecidable.add_if(principal_name, "aws:principalarn");
            undecidable.add_if(username, "aws:username");
        }
        SessionNames::UserId => {
            undecidable.add_if(principal_name, "aws:principalarn");
            undecidable.add_if(session_name, "aws:userid");
            undecidable.add_if(session_name, "sts:rolesessionname");
        }
        SessionNames::UserIdAndArn => {
            undecidable.add_if(session_name, "aws:principalarn");
            undecidable.add_if(session_name, "aws:userid");
        }
    }
    let source_identity = session_setter(standing, &Attribute::SourceIdentity).contains(seal);
    undecidable.add_if(source_identity, "aws:sourceidentity");
    undecidable.add_if(source_identity, "sts:sourceidentity");
    add_tags(&mut undecidable, seal, standing);
    undecidable
}

/// What the session's own name is part of.
enum SessionNames {
    /// A user: `aws:userid` is its unique id, which nobody chooses.
    Nothing,
    /// A role session: `aws:PrincipalArn` is the role's, `aws:userid` ends with the name.
    UserId,
    /// A federated user.
    UserIdAndArn,
}

impl SessionNames {
    fn of(standing: &Standing<'_>) -> Self {
        match (standing.session().kind, standing.principal().kind) {
            (SessionKind::FederationToken, _) => Self::UserIdAndArn,
            (_, PrincipalKind::Role | PrincipalKind::ServiceLinkedRole) => Self::UserId,
            (_, PrincipalKind::User | PrincipalKind::Root) => Self::Nothing,
        }
    }
}

impl UndecidableKeys {
    fn add_if(&mut self, undecidable: bool, key: &str) {
        if undecidable {
            self.keys.insert(key.to_owned());
        }
    }
}

fn session_setter<'a>(standing: &'a Standing<'_>, attribute: &Attribute) -> &'a SealSet {
    let session = standing.session();
    session.attribute_setters.get(attribute).unwrap_or(&session.obtainer_label)
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
