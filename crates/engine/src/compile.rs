//! From the policy tree to what a decision compares: patterns and templates made ready, conditions
//! resolved to their operators.
//!
//! INVARIANT: compiling is total. A tree with errors gives an unreadable policy, and an unreadable
//! policy in a layer that applies denies the request: a Deny may be among what could not be read.

use std::collections::HashMap;
use std::fmt;

use entail_policy::tree::{self, PrincipalElement, Version};
use entail_policy::{Diagnostic, Severity};

mod action;
mod cased;
mod condition;
mod index;
mod pool;
mod run;
mod statement;
mod template;

pub(crate) use action::ActionPattern;
pub(crate) use condition::{Condition, ReadValues, Test, Values};
pub(crate) use index::{Candidate, Candidates, Covered};
pub(crate) use pool::Pool;
pub(crate) use statement::Statement;
pub(crate) use template::{Prepared, Variable};

use crate::decision::StatementPointer;
use crate::limits::LIST_ITEMS;
use crate::matching::action::Element as ActionElement;
use crate::matching::resource::Element as ResourceElement;
use crate::request::{Action, Request};
use condition::Written;
use index::{Index, Lists};
use pool::PoolBuilder;
use run::Run;

/// A compiled policy.
#[derive(Clone, Debug)]
pub struct Policy {
    name: Box<str>,
    content: Content,
}

#[derive(Clone, Debug)]
enum Content {
    Statements(Statements),
    Unreadable(String),
}

/// The statements of a policy that can be read, and the lists that they point into.
#[derive(Clone, Debug)]
pub(crate) struct Statements {
    pub(crate) pool: Pool,
    list: Box<[Statement]>,
    principals: Box<[PrincipalElement]>,
    actions: Box<[ActionPattern]>,
    /// Resource patterns and values of conditions.
    texts: Box<[Prepared]>,
    conditions: Box<[Condition]>,
    condition_numbers: Box<[u16]>,
    index: Index,
    is_lone: bool,
}

/// What is collected while the statements are compiled.
#[derive(Debug)]
struct Builder {
    version: Version,
    pool: PoolBuilder,
    principals: Vec<PrincipalElement>,
    actions: Vec<ActionPattern>,
    texts: Vec<Prepared>,
    conditions: Vec<Condition>,
    known_conditions: HashMap<Written, u16>,
    condition_numbers: Vec<u16>,
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
            Ok(statements) => Self { name: name.into(), content: Content::Statements(statements) },
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
        Self { name: name.into(), content: Content::Unreadable(reason.to_owned()) }
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
        let mut builder = Builder::new(document.effective_version());
        let list = document
            .statements
            .iter()
            .map(|statement| Statement::compile(statement, &mut builder))
            .collect::<Result<Box<[_]>, _>>()?;
        let Builder { pool, principals, actions, texts, conditions, condition_numbers, .. } =
            builder;
        let pool = pool.finish().ok_or("the texts of the policy are too long")?;
        let lengths =
            [list.len(), actions.len(), texts.len(), conditions.len(), condition_numbers.len()];
        if lengths.into_iter().any(|length| length > LIST_ITEMS) {
            return Err("the policy has too many statements, patterns or values".to_owned());
        }
        let lists = Lists { pool: &pool, statements: &list, actions: &actions, texts: &texts };
        let index = Index::new(lists);
        Ok(Self {
            is_lone: document.statements.first().is_some_and(|first| first.pointer == LONE),
            pool,
            list,
            principals: principals.into_boxed_slice(),
            actions: actions.into_boxed_slice(),
            texts: texts.into_boxed_slice(),
            conditions: conditions.into_boxed_slice(),
            condition_numbers: condition_numbers.into_boxed_slice(),
            index,
        })
    }

    /// All statements with their numbers, in document order.
    pub(crate) fn all(&self) -> impl Iterator<Item = (u16, &Statement)> {
        (0..).zip(&self.list)
    }

    /// The statement of a number.
    pub(crate) fn get(&self, number: u16) -> Option<&Statement> {
        self.list.get(usize::from(number))
    }

    /// Whether no statement can speak of the action; see [`Index::is_silent_about`].
    #[inline]
    pub(crate) fn is_silent_about(&self, action: &Action) -> bool {
        self.index.is_silent_about(action)
    }

    /// The statements that may speak of the request; see [`Index::candidates`].
    #[inline]
    pub(crate) fn candidates<'a>(&'a self, request: &'a Request) -> Candidates<'a> {
        self.index.candidates(request, &self.pool)
    }

    /// The JSON pointer of the statement of a number.
    pub(crate) fn pointer(&self, number: u16) -> StatementPointer {
        if self.is_lone {
            StatementPointer::Lone
        } else {
            StatementPointer::Numbered(number.into())
        }
    }

    /// The principal element of a statement, where it has one.
    pub(crate) fn principal(&self, statement: &Statement) -> Option<&PrincipalElement> {
        statement.principal.first_of(&self.principals)
    }

    /// The action element of a statement.
    pub(crate) fn action(&self, statement: &Statement) -> ActionElement<'_> {
        ActionElement {
            polarity: statement.action_polarity,
            patterns: statement.actions.of(&self.actions),
        }
    }

    /// Some of a statement's action patterns.
    pub(crate) fn action_patterns(&self, run: Run) -> &[ActionPattern] {
        run.of(&self.actions)
    }

    /// The resource element of a statement, where it has one.
    pub(crate) fn resource(&self, statement: &Statement) -> Option<ResourceElement<'_>> {
        let polarity = statement.resource_polarity?;
        Some(ResourceElement { polarity, patterns: statement.resources.of(&self.texts) })
    }

    /// The conditions of a statement, in document order.
    pub(crate) fn conditions(&self, statement: &Statement) -> impl Iterator<Item = &Condition> {
        let numbers = statement.conditions.of(&self.condition_numbers);
        numbers.iter().filter_map(|number| self.conditions.get(usize::from(*number)))
    }

    /// The values of a condition, as texts.
    pub(crate) fn values(&self, condition: &Condition) -> &[Prepared] {
        condition.values.of(&self.texts)
    }
}

impl Builder {
    fn new(version: Version) -> Self {
        Self {
            version,
            pool: PoolBuilder::default(),
            principals: Vec::new(),
            actions: Vec::new(),
            texts: Vec::new(),
            conditions: Vec::new(),
            known_conditions: HashMap::new(),
            condition_numbers: Vec::new(),
        }
    }
}

/// The JSON pointer of a `Statement` that is an object and no list.
const LONE: &str = "/Statement";

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
