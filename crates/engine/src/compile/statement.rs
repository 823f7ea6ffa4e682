//! A statement.

use entail_policy::tree::{self, Effect, PrincipalElement, Version};

use super::{Action, Condition, Resource};

/// A statement with everything a request is compared with.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    pub(crate) pointer: String,
    pub(crate) sid: Option<String>,
    pub(crate) effect: Effect,
    pub(crate) principal: Option<PrincipalElement>,
    pub(crate) action: Action,
    pub(crate) resource: Option<Resource>,
    pub(crate) conditions: Vec<Condition>,
}

impl Statement {
    /// Compiles a statement; the error says what is missing.
    pub(crate) fn compile(statement: &tree::Statement, version: Version) -> Result<Self, String> {
        let pointer = &statement.pointer;
        let effect =
            statement.effect.as_ref().ok_or_else(|| format!("`{pointer}` has no effect"))?;
        let action =
            statement.action.as_ref().ok_or_else(|| format!("`{pointer}` has no action"))?;
        let conditions = statement
            .conditions
            .iter()
            .flat_map(|condition| Condition::compile_all(condition, version))
            .collect();
        Ok(Self {
            pointer: pointer.clone(),
            sid: statement.sid.as_ref().map(|sid| sid.value.clone()),
            effect: effect.value,
            principal: statement.principal.clone(),
            action: Action::compile(action),
            resource: statement
                .resource
                .as_ref()
                .map(|resource| Resource::compile(resource, version)),
            conditions,
        })
    }
}
