//! A statement.

use entail_policy::tree::{self, Effect, Polarity, ResourceElement};

use super::pool::Place;
use super::run::Run;
use super::template::Prepared;
use super::{ActionPattern, Builder};
use crate::matching::reading::Reading;

/// A statement with everything a request is compared with, in the lists of its policy.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    pub(crate) sid: Option<Place>,
    /// Its principal element, if it has one.
    pub(crate) principal: Run,
    pub(crate) actions: Run,
    pub(crate) resources: Run,
    /// Numbers of its conditions.
    pub(crate) conditions: Run,
    pub(crate) effect: Effect,
    pub(crate) action_polarity: Polarity,
    /// None where the statement has no resource element.
    pub(crate) resource_polarity: Option<Polarity>,
    /// Whether the resource element is `*` or holds it.
    pub(crate) covers_every_resource: bool,
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
        let resource = statement.resource.as_ref();
        Ok(Self {
            sid: statement.sid.as_ref().map(|sid| builder.pool.add(&sid.value)),
            principal: Run::push(&mut builder.principals, statement.principal.clone()),
            actions: ActionPattern::compile_all(action, &mut builder.pool, &mut builder.actions),
            resources: resource.map_or_else(Run::default, |element| resources(element, builder)),
            conditions: conditions(&statement.conditions, builder),
            effect: effect.value,
            action_polarity: action.polarity,
            resource_polarity: resource.map(|element| element.polarity),
            covers_every_resource: resource.is_some_and(covers_everything),
        })
    }
}

fn resources(element: &ResourceElement, builder: &mut Builder) -> Run {
    let Builder { version, pool, texts, .. } = builder;
    let patterns = element
        .patterns
        .iter()
        .map(|pattern| Prepared::compile(&pattern.value, *version, Reading::Resource, pool));
    Run::push(texts, patterns)
}

fn covers_everything(element: &ResourceElement) -> bool {
    element.polarity == Polarity::Positive
        && element.patterns.iter().any(|pattern| pattern.value == "*")
}

fn conditions(conditions: &[tree::Condition], builder: &mut Builder) -> Run {
    let numbers: Vec<u16> =
        conditions.iter().flat_map(|condition| builder.add_condition(condition)).collect();
    Run::push(&mut builder.condition_numbers, numbers)
}
