//! Templates in, templates with boundaries out: CloudFormation and SAM, JSON and YAML.
//!
//! A template is changed where it must be and nowhere else: order, comments, white space and
//! intrinsics stay byte for byte. [`restore`] takes exactly the changes of [`rewrite`] back out.

use entail_policy::arn::Arn;

/// How to rewrite.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// The boundary that every principal has to carry.
    pub boundary: &'a Arn,
    /// What to do with a principal that names another boundary.
    pub on_conflict: OnConflict,
    /// Other boundaries whose document is identical to the required one's: they are kept.
    pub identical: &'a [Arn],
}

/// What to do with a principal that names another boundary than the required one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnConflict {
    /// Put the required boundary in its place.
    #[default]
    Replace,
    /// Leave it, and refuse the template.
    Refuse,
}

/// In which language a template is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// JSON.
    Json,
    /// YAML, with CloudFormation's short tags.
    Yaml,
}

/// A template after rewriting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewritten {
    /// The template's text; the input where nothing had to change.
    pub text: String,
    /// Its language.
    pub language: Language,
    /// Every place where a boundary stands now, in the order of the text.
    pub placements: Vec<Placement>,
    /// What makes principals and could not be bounded.
    pub unbounded: Vec<Unbounded>,
    /// Stacks inside this one, whose templates have to be rewritten too.
    pub nested: Vec<NestedStack>,
}

/// A boundary in its place.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Placement {
    /// The resource's logical id; `Globals` for SAM's section of that name.
    pub logical_id: String,
    /// The resource's type.
    pub resource_type: String,
    /// The keys from the template's root to the boundary.
    pub path: Vec<String>,
    /// The line of the input, from 1, on which the resource begins.
    pub line: usize,
    /// How it came to stand there.
    pub how: How,
}

/// How a boundary came to stand where it does.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// It stood there already.
    AlreadyThere,
    /// Another boundary with an identical document stands there and was kept.
    KeptIdentical,
    /// It was put in; `text` is what was added at this place, byte for byte.
    Inserted {
        /// The text that was added.
        text: String,
    },
    /// It took the place of something else: of another boundary, or of an intrinsic that may
    /// come to nothing.
    Replaced {
        /// The text that stood there, byte for byte.
        original: String,
    },
}

/// Something that makes principals and could not be bounded.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Unbounded {
    /// The resource's logical id.
    pub logical_id: String,
    /// The resource's type.
    pub resource_type: String,
    /// The line of the input, from 1.
    pub line: usize,
    /// Why, and what to do about it.
    pub why: String,
}

/// A stack inside a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NestedStack {
    /// The resource's logical id.
    pub logical_id: String,
    /// The line of the input, from 1.
    pub line: usize,
    /// Where its template is, when the template says so literally.
    pub template_url: Option<String>,
}

/// Why a template can't be rewritten. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TemplateError {
    /// The text can't be read.
    #[error("line {line}, column {column}: {reason}")]
    Unreadable {
        /// The line, from 1.
        line: usize,
        /// The column, from 1, in characters.
        column: usize,
        /// What is wrong there.
        reason: String,
    },
    /// A limit of this crate.
    #[error("the template is over the limit: {0}")]
    TooLarge(String),
    /// Another boundary is named, and conflicts are refused.
    #[error(
        "line {line}: `{logical_id}` names the boundary `{found}`, and `{required}` is required"
    )]
    Conflict {
        /// The resource's logical id.
        logical_id: String,
        /// The line, from 1.
        line: usize,
        /// The boundary that it names.
        found: String,
        /// The boundary that is required.
        required: String,
    },
}
