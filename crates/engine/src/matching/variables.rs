//! What a policy variable stands for in a request.

use crate::compile::Variable;
use crate::policy_set::UndecidableKeys;
use crate::request::{Context, ValueRef, folded_key, key_hash};

/// A condition key as a policy names it, ready to be looked up.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    /// As written.
    pub(crate) name: Box<str>,
    folded: Box<str>,
    hash: u32,
}

impl Key {
    pub(crate) fn new(name: &str) -> Self {
        let folded = folded_key(name).into_boxed_str();
        Self { name: Box::from(name), hash: key_hash(&folded), folded }
    }
}

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
    pub(crate) fn look_up<'b>(&self, variable: &'b Variable) -> Lookup<'b>
    where
        'a: 'b,
    {
        let Key { folded, hash, .. } = &variable.key;
        if self.is_undecidable(folded.as_bytes()) {
            return Lookup::Undecided;
        }
        match self.context.get_folded(*hash, folded.as_bytes()) {
            Some(ValueRef::Single(value)) => Lookup::Value(value),
            Some(ValueRef::Multi(_)) => Lookup::Undecided,
            None => variable.default.as_deref().map_or(Lookup::NoValue, Lookup::Value),
        }
    }

    /// Whether a key, which is folded, must not be read here.
    pub(crate) fn is_undecidable(&self, folded: &[u8]) -> bool {
        self.undecidable_keys.is_some_and(|undecidable| undecidable.contains_folded(folded))
    }

    /// A variable and what it stands for, for a person.
    pub(crate) fn describe(&self, variable: &Variable) -> String {
        let Key { name, folded, .. } = &variable.key;
        match self.look_up(variable) {
            Lookup::Value(value) => format!("`${{{name}}}` is `{value}`"),
            Lookup::NoValue => format!("`${{{name}}}` has no value"),
            Lookup::Undecided if self.is_undecidable(folded.as_bytes()) => {
                format!("`${{{name}}}` was chosen by the lineage and does not count")
            }
            Lookup::Undecided => format!("`${{{name}}}` has several values"),
        }
    }
}
