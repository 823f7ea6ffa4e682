//! What a policy variable stands for in a request.

use entail_policy::variable::Part;

use crate::policy_set::UndecidableKeys;
use crate::request::{Context, Value};

/// The values variables and conditions may read, and those they may not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Variables<'a> {
    pub(crate) context: &'a Context,
    /// Keys whose values the lineage itself chose; see
    /// [`InheritedBoundary`](crate::InheritedBoundary).
    pub(crate) undecidable_keys: Option<&'a UndecidableKeys>,
}

/// What looking up a variable gives.
pub(crate) enum Lookup<'a> {
    Value(&'a str),
    NoValue,
    Undecided,
}

impl<'a> Variables<'a> {
    /// The value of a variable, or its default where the key is absent.
    ///
    /// CHOICE: a multivalued key cannot stand in a text; what holds one is undecided, so that it
    /// neither grants nor lifts a Deny. AWS only says that it cannot be used.
    pub(crate) fn look_up<'b>(&self, key: &str, default: Option<&'b str>) -> Lookup<'b>
    where
        'a: 'b,
    {
        if self.is_undecidable(key) {
            return Lookup::Undecided;
        }
        match self.context.get(key) {
            Some(Value::Single(value)) => Lookup::Value(value),
            Some(Value::Multi(_)) => Lookup::Undecided,
            None => default.map_or(Lookup::NoValue, Lookup::Value),
        }
    }

    /// Whether a key must not be read here.
    pub(crate) fn is_undecidable(&self, key: &str) -> bool {
        self.undecidable_keys.is_some_and(|undecidable| undecidable.contains(key))
    }

    /// A variable and what it stands for, for a person.
    pub(crate) fn describe(&self, part: &Part) -> Option<String> {
        let Part::Variable { key, default } = part else { return None };
        Some(match self.look_up(key, default.as_deref()) {
            Lookup::Value(value) => format!("`${{{key}}}` is `{value}`"),
            Lookup::NoValue => format!("`${{{key}}}` has no value"),
            Lookup::Undecided if self.is_undecidable(key) => {
                format!("`${{{key}}}` was chosen by the lineage and does not count")
            }
            Lookup::Undecided => format!("`${{{key}}}` has several values"),
        })
    }
}
