//! Remarks of the lineage for the caller: what a change of a boundary does not reach.

use entail_lineage::{PolicyId, Reference, SealSet, lifecycle::Note};
use entail_policy::arn::AccountId;
use entail_store::Records;

use crate::{administration::entity, control_error::ControlError, entities, questions};

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
        let entity = entity::by_reference(reference, self.account, self.view)?;
        Ok(entity.map_or_else(|| reference.to_string(), |entity| entity.arn))
    }
}
