//! Remarks of the lineage for the caller: what a change of a boundary does not reach.

use entail_lineage::{ObjectId, PolicyId, Reference, SealSet, lifecycle::Note};
use entail_policy::arn::AccountId;
use entail_store::{
    Records,
    records::{InstanceProfile, OpenIdConnectProvider, SamlProvider},
};

use crate::{arns, control_error::ControlError, entities, identifiers::IdKind, questions};

/// Each remark as one sentence, with ARNs in place of ids.
pub(crate) fn describe(
    notes: &[Note],
    account: &AccountId,
    view: &impl Records,
) -> Result<Vec<String>, ControlError> {
    let describer = Describer { account, view };
    notes.iter().filter(|note| !is_empty(note)).map(|note| describer.sentence(note)).collect()
}

/// Whether the remark is about descendants and there are none.
fn is_empty(note: &Note) -> bool {
    match note {
        Note::Uncovered { descendants, .. } | Note::Kept { descendants, .. } => {
            descendants.is_empty()
        }
        Note::TransitiveBoundaryNotSet { .. } | Note::TransitiveBoundaryKept { .. } => false,
    }
}

struct Describer<'a, V> {
    account: &'a AccountId,
    view: &'a V,
}

impl<V: Records> Describer<'_, V> {
    fn sentence(&self, note: &Note) -> Result<String, ControlError> {
        Ok(match note {
            Note::TransitiveBoundaryNotSet { policy, missing } => format!(
                "{} was set as permissions boundary only: it inherits {}, which the principal does \
                 not, so that those who made it could not write what inherits it.",
                self.policy(policy)?,
                self.policies(missing)?
            ),
            Note::Uncovered { seal, replaced: None, descendants } => format!(
                "Created before, and not bounded by {}: {}",
                self.policy(seal)?,
                self.entities(descendants)?
            ),
            Note::Uncovered { seal, replaced: Some(replaced), descendants } => format!(
                "Created before, still bounded by {} and not by {}, and no longer writable by the \
                 principal: {}",
                self.policy(replaced)?,
                self.policy(seal)?,
                self.entities(descendants)?
            ),
            Note::Kept { seal, descendants } => {
                format!("Still bounded by {}: {}", self.policy(seal)?, self.entities(descendants)?)
            }
            Note::TransitiveBoundaryKept { policy } => {
                format!("The transitive permissions boundary stays {}.", self.policy(policy)?)
            }
        })
    }

    fn policy(&self, id: &PolicyId) -> Result<String, ControlError> {
        entities::policy_arn_by_id(self.view, self.account, id)
    }

    fn object(&self, id: &ObjectId) -> Result<String, ControlError> {
        match IdKind::of(id.as_str()) {
            Some(IdKind::ManagedPolicy) => self.policy(&PolicyId::new(id.as_str())),
            Some(IdKind::Group) => {
                let group = self.view.group(id)?;
                Ok(group.map_or_else(|| id.to_string(), |it| arns::of_group(self.account, &it)))
            }
            _ => Ok(self.other_object(id)?.unwrap_or_else(|| id.to_string())),
        }
    }

    fn other_object(&self, id: &ObjectId) -> Result<Option<String>, ControlError> {
        let (account, id) = (self.account, id.as_str());
        Ok(match IdKind::of(id) {
            Some(IdKind::InstanceProfile) => {
                let profile = self.view.find::<InstanceProfile>(id)?;
                profile.map(|it| arns::of_instance_profile(account, &it))
            }
            Some(IdKind::SamlProvider) => {
                let provider = self.view.find::<SamlProvider>(id)?;
                provider.map(|it| arns::saml_provider(account, &it.name))
            }
            Some(IdKind::OpenIdConnectProvider) => {
                let provider = self.view.find::<OpenIdConnectProvider>(id)?;
                provider.map(|it| arns::open_id_connect_provider(account, &it.url))
            }
            _ => None,
        })
    }

    fn policies(&self, ids: &SealSet) -> Result<String, ControlError> {
        Ok(questions::policy_arns(ids, self.account, self.view)?.join(", "))
    }

    fn entities<'r>(
        &self,
        references: impl IntoIterator<Item = &'r Reference>,
    ) -> Result<String, ControlError> {
        let names: Vec<String> =
            references.into_iter().map(|it| self.entity(it)).collect::<Result<_, _>>()?;
        Ok(names.join(", "))
    }

    fn entity(&self, reference: &Reference) -> Result<String, ControlError> {
        let Reference::Principal(id) = reference else {
            return match reference {
                Reference::Object(id) => self.object(id),
                _ => Ok(reference.to_string()),
            };
        };
        let arn = match IdKind::of(id.as_str()) {
            Some(IdKind::User) => {
                self.view.user(id)?.map(|user| arns::of_user(self.account, &user))
            }
            _ => self.view.role(id)?.map(|role| arns::of_role(self.account, &role)),
        };
        Ok(arn.unwrap_or_else(|| id.to_string()))
    }
}
