//! Templates in, templates with boundaries out: CloudFormation and SAM, JSON and YAML.
//!
//! A template is changed where it must be and nowhere else: order, comments, white space and
//! intrinsics stay byte for byte. [`restore`] takes exactly the changes of [`rewrite`] back out.

mod changes;
mod document;
mod edit;
mod insertion;
mod literal;
mod new;
mod properties;
mod repoint;
mod resources;
mod restore;
mod sam;
mod stack_set;
mod standing;
mod stands;
mod walk;

use std::collections::BTreeSet;

use entail_policy::arn::Arn;

use crate::limits::{NESTED_STACK_DEPTH_MAX, TEMPLATE_BYTES_MAX};
use changes::Changes;
use document::Document;
pub use stands::NamedPrincipal;

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
    /// What makes principals and could not be bounded. Stacks in [`Self::nested`] are not in it.
    pub unbounded: Vec<Unbounded>,
    /// Stacks inside this one, whose templates have to be rewritten too; one without a literal URL
    /// can't be, and its principals are unbounded.
    pub nested: Vec<NestedStack>,
    /// The boundaries that were replaced by the required one, as far as the template alone tells them.
    pub others: Vec<Arn>,
}

/// A boundary in its place.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Placement {
    /// The resource's logical id; `Globals` for SAM's section of that name.
    pub logical_id: String,
    /// The resource's type.
    pub resource_type: String,
    /// The keys from the template's root to the boundary; places in a sequence are numbers from 0.
    pub path: Vec<String>,
    /// The line of the input, from 1, on which the resource begins.
    pub line: usize,
    /// What stands there now: the boundary's ARN, or a nested stack's template URL.
    pub value: String,
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
        /// The text that stands there now, byte for byte.
        text: String,
    },
    /// It was put into a template inside this one (a stack set's `TemplateBody`) together with the
    /// placement before it, which says how the whole of that template changed.
    Inside,
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
    /// The resource's type.
    pub resource_type: String,
    /// The line of the input, from 1.
    pub line: usize,
    /// Where its template is, when the template says so literally; or, as the CDK writes it, through
    /// `Fn::Sub` or `Fn::Join` (with an empty delimiter) of literals and pseudo parameters alone: then
    /// with `${AWS::Region}`, `${AWS::AccountId}`, `${AWS::URLSuffix}` and `${AWS::Partition}` in their
    /// places, which who deploys it fills in. [`repoint`] replaces the whole value.
    pub template_url: Option<String>,
    /// In which accounts its template makes stacks: a stack set's in any.
    pub accounts: Accounts,
}

/// In which accounts a template's stacks are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accounts {
    /// In the one that the boundary is of.
    One,
    /// In any, as those of a stack set: there the boundary is the policy of the same name and path
    /// in each account.
    Any,
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
        /// What stands there for its boundary.
        found: String,
        /// The boundaries that this may come to, as far as the template alone tells them.
        others: Vec<Arn>,
        /// The boundary that is required.
        required: String,
    },
}

/// Puts the required boundary on everything in a template that makes principals.
///
/// Where it can't, the result says so in [`Rewritten::unbounded`] and [`Rewritten::nested`].
pub fn rewrite(text: &str, options: &Options<'_>) -> Result<Rewritten, TemplateError> {
    rewrite_at_depth(text, options, Accounts::One, 0)
}

/// [`rewrite`] of a template whose stacks may be made in other accounts too, as a stack set's are.
///
/// AWS: <https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackSet.html>
pub fn rewrite_for(
    accounts: Accounts,
    text: &str,
    options: &Options<'_>,
) -> Result<Rewritten, TemplateError> {
    rewrite_at_depth(text, options, accounts, 0)
}

fn rewrite_at_depth(
    text: &str,
    options: &Options<'_>,
    accounts: Accounts,
    depth: usize,
) -> Result<Rewritten, TemplateError> {
    if text.len() > TEMPLATE_BYTES_MAX {
        let message =
            format!("{} bytes, and CloudFormation takes {TEMPLATE_BYTES_MAX}", text.len());
        return Err(TemplateError::TooLarge(message));
    }
    if depth > NESTED_STACK_DEPTH_MAX {
        let message = format!("more than {NESTED_STACK_DEPTH_MAX} templates inside one another");
        return Err(TemplateError::TooLarge(message));
    }
    let document = Document::read(text)?;
    let mut changes = Changes::new(&document, options, accounts, depth);
    walk::template(&mut changes)?;
    Ok(changes.finish())
}

/// Takes placements of [`rewrite`] and [`repoint`] back out of a template: what stands there as it
/// was put, and only that. `restore(rewrite(text)) == text`, byte for byte.
///
/// What was changed since stays. A template that was printed anew on the way, as the processed
/// template of a stack is, loses what was inserted by its meaning.
pub fn restore(text: &str, placements: &[Placement]) -> Result<String, TemplateError> {
    Ok(restore::restore(&Document::read(text)?, placements))
}

/// Whether a text can be read, and has no resources, as no stack's template is.
///
/// AWS: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html>
pub fn lacks_resources(text: &str) -> bool {
    let document = Document::read(text);
    document.is_ok_and(|document| document.root().is_none_or(|root| !root.has("Resources")))
}

/// Whether a template has already what each of these placements put into another one, at its path.
pub fn stand(text: &str, placements: &[Placement]) -> Result<Vec<bool>, TemplateError> {
    let document = Document::read(text)?;
    Ok(placements.iter().map(|placement| stands::stands(&document, placement)).collect())
}

/// The logical ids of a template's resources.
pub fn logical_ids(text: &str) -> Result<BTreeSet<String>, TemplateError> {
    Ok(stands::logical_ids(&Document::read(text)?))
}

/// The roles and users to which a template gives names of their own. `known` has the values of pseudo
/// parameters and parameters that names are made of.
pub fn named_principals(
    text: &str,
    known: &dyn Fn(&str) -> Option<String>,
) -> Result<Vec<NamedPrincipal>, TemplateError> {
    Ok(stands::named_principals(&Document::read(text)?, known))
}

/// What a parameter of a template has where a new stack gives it no value; none where that is known on
/// AWS only.
pub fn default_of(text: &str, parameter: &str) -> Result<Option<String>, TemplateError> {
    Ok(stands::default_of(&Document::read(text)?, parameter))
}

/// Makes nested stacks use other templates: `targets` are logical ids with the new URLs.
pub fn repoint(
    text: &str,
    targets: &[(String, String)],
) -> Result<(String, Vec<Placement>), TemplateError> {
    Ok(repoint::repoint(&Document::read(text)?, targets))
}

/// [`rewrite`] of a resource's properties alone, as Cloud Control's `DesiredState` has them.
///
/// AWS: <https://docs.aws.amazon.com/cloudcontrolapi/latest/APIReference/API_CreateResource.html>
pub fn rewrite_properties(
    resource_type: &str,
    json: &str,
    options: &Options<'_>,
) -> Result<Rewritten, TemplateError> {
    properties::rewrite(resource_type, json, options)
}

/// [`rewrite_properties`] of a JSON patch, as Cloud Control's `PatchDocument` is one: a boundary
/// that it sets becomes the required one, and one that it removes stays. A patch that says nothing
/// of the boundary is left as it is.
///
/// AWS: <https://docs.aws.amazon.com/cloudcontrolapi/latest/APIReference/API_UpdateResource.html>
pub fn rewrite_patch(
    resource_type: &str,
    json: &str,
    options: &Options<'_>,
) -> Result<Rewritten, TemplateError> {
    properties::rewrite_patch(resource_type, json, options)
}

/// [`restore`] of a resource's properties alone, as Cloud Control's `Properties` has them.
pub fn restore_properties(json: &str, placements: &[Placement]) -> Result<String, TemplateError> {
    Ok(restore::restore(&Document::read_json(json)?, placements))
}

#[cfg(test)]
mod tests;
