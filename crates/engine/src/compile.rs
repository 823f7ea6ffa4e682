//! From the policy tree to what a decision compares: patterns and templates made ready, conditions
//! resolved to their operators.
//!
//! INVARIANT: compiling is total. A tree with errors gives an unreadable policy, and an unreadable
//! policy in a layer that applies denies the request: a Deny may be among what could not be read.

use std::fmt;
use std::sync::Arc;

use entail_policy::tree::{self, Version};
use entail_policy::{Diagnostic, Severity};

mod action;
mod condition;
mod index;
mod pool;
mod resource;
mod statement;
mod template;

pub(crate) use action::{Action, ActionPattern};
pub(crate) use condition::{Condition, Test, Values};
pub(crate) use pool::Pool;
pub(crate) use resource::Resource;
pub(crate) use statement::Statement;
pub(crate) use template::{Prepared, Variable};

use crate::matching::action::Service;
use condition::ConditionList;
use index::Index;
use pool::PoolBuilder;

/// A compiled policy.
#[derive(Clone, Debug)]
pub struct Policy {
    name: Arc<str>,
    content: Content,
}

#[derive(Clone, Debug)]
enum Content {
    Statements(Box<Statements>),
    Unreadable(String),
}

/// The statements of a policy that can be read, and what they share.
#[derive(Clone, Debug)]
pub(crate) struct Statements {
    pub(crate) pool: Pool,
    list: Box<[Statement]>,
    conditions: Box<[Condition]>,
    index: Index,
}

/// What is collected while the statements are compiled.
#[derive(Debug)]
struct Builder {
    version: Version,
    pool: PoolBuilder,
    conditions: ConditionList,
}

impl Policy {
    /// Compiles a parsed document under a name of the caller's choice (an ARN, a file name): it is
    /// what [`StatementReference`](crate::StatementReference)s and explanations call the policy.
    ///
    /// Where `diagnostics` has an error, or a statement lacks its effect or action, the policy is
    /// unreadable as a whole.
    pub fn compile(name: &str, document: &tree::Document, diagnostics: &[Diagnostic]) -> Self {
        if let Some(error) = diagnostics.iter().find(|found| found.severity == Severity::Error) {
            let place = error.line_column(&document.source);
            let reason =
                format!("{} (line {}, column {})", error.message, place.line, place.column);
            return Self::unreadable(name, &reason);
        }
        match Statements::compile(document) {
            Ok(statements) => {
                Self { name: Arc::from(name), content: Content::Statements(Box::new(statements)) }
            }
            Err(reason) => Self::unreadable(name, &reason),
        }
    }

    /// Parses and compiles a document.
    pub fn from_text(name: &str, text: &str) -> Self {
        let parsed = entail_policy::parse(text);
        Self::compile(name, &parsed.document, &parsed.diagnostics)
    }

    /// A policy that could not be read, or is missing where one must be: it denies every request
    /// in whose layers it applies. The reason appears in explanations.
    pub fn unreadable(name: &str, reason: &str) -> Self {
        Self { name: Arc::from(name), content: Content::Unreadable(reason.to_owned()) }
    }

    /// The name given when it was compiled.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Why the policy cannot be read; `None` where it can.
    pub fn unreadable_reason(&self) -> Option<&str> {
        match &self.content {
            Content::Statements(_) => None,
            Content::Unreadable(reason) => Some(reason),
        }
    }

    /// The name, shared.
    pub(crate) fn shared_name(&self) -> Arc<str> {
        Arc::clone(&self.name)
    }

    /// The statements; `None` where the policy cannot be read.
    pub(crate) fn statements(&self) -> Option<&Statements> {
        match &self.content {
            Content::Statements(statements) => Some(statements),
            Content::Unreadable(_) => None,
        }
    }
}

impl Statements {
    fn compile(document: &tree::Document) -> Result<Self, String> {
        let mut builder = Builder {
            version: document.effective_version(),
            pool: PoolBuilder::default(),
            conditions: ConditionList::default(),
        };
        let statements = document
            .statements
            .iter()
            .map(|statement| Statement::compile(statement, &mut builder))
            .collect::<Result<Box<[_]>, _>>()?;
        let pool = builder.pool.finish().ok_or("the texts of the policy are too long")?;
        let index = Index::new(&statements, &pool);
        Ok(Self { pool, list: statements, conditions: builder.conditions.finish(), index })
    }

    /// All statements, in document order.
    pub(crate) fn all(&self) -> &[Statement] {
        &self.list
    }

    /// The statements that can speak of an action of this service, which is in lower case, in
    /// document order; `None` is an action without a service.
    pub(crate) fn of_service(
        &self,
        service: Option<Service<'_>>,
    ) -> impl Iterator<Item = &Statement> {
        let numbers = self.index.candidates(service, &self.pool);
        numbers.iter().filter_map(|number| self.list.get(*number as usize))
    }

    /// The conditions of a statement, in document order.
    pub(crate) fn conditions<'a>(
        &'a self,
        statement: &'a Statement,
    ) -> impl Iterator<Item = &'a Condition> {
        statement.conditions.iter().filter_map(|number| self.conditions.get(*number as usize))
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.name)
    }
}

/// Whether variables mean something in a document of this version.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html>
fn has_variables(version: Version) -> bool {
    version == Version::V2012_10_17
}
