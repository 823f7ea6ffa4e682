//! A statement.

use std::sync::Arc;

use entail_policy::tree::{self, Effect, PrincipalElement};

use super::pool::Place;
use super::{Action, Builder, Resource};

/// A statement with everything a request is compared with.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    pub(crate) pointer: Arc<str>,
    pub(crate) sid: Option<Place>,
    pub(crate) effect: Effect,
    pub(crate) principal: Option<Box<PrincipalElement>>,
    pub(crate) action: Action,
    pub(crate) resource: Option<Resource>,
    /// Numbers of its conditions in the policy's list.
    pub(crate) conditions: Box<[u32]>,
}

impl Statement {
    /// Compiles a statement; the error says what is missing.
    pub(super) fn compile(
        statement: &tree::Statement,
        builder: &mut Builder,
    ) -> Result<Self, String> {
        let pointer = &statement.pointer;
        let effect =
            statement.effect.as_ref().ok_or_else(|| format!("`{pointer}` has no effect"))?;
        let action =
            statement.action.as_ref().ok_or_else(|| format!("`{pointer}` has no action"))?;
        let version = builder.version;
        Ok(Self {
            pointer: Arc::from(pointer.as_str()),
            sid: statement.sid.as_ref().map(|sid| builder.pool.add(&sid.value)),
            effect: effect.value,
            principal: statement.principal.clone().map(Box::new),
            action: Action::compile(action, &mut builder.pool),
            resource: statement
                .resource
                .as_ref()
                .map(|resource| Resource::compile(resource, version, &mut builder.pool)),
            conditions: statement
                .conditions
                .iter()
                .flat_map(|condition| {
                    builder.conditions.add_all(condition, version, &mut builder.pool)
                })
                .collect(),
        })
    }
}
