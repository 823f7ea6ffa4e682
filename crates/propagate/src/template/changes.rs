//! What is to be changed in one template, collected while it is walked.

use std::collections::{BTreeMap, btree_map::Entry};

use entail_policy::arn::Arn;

use crate::limits::SHOWN_CHARACTERS_MAX;

use super::{
    Accounts, How, NestedStack, OnConflict, Options, Placement, Rewritten, TemplateError,
    Unbounded,
    document::{Document, Node},
    edit::{Edit, apply},
    insertion,
    literal::is_filled_in,
    new::New,
    resources::{Form, STACK_SET},
    standing::{self, Standing},
};

/// The changes of one template.
#[derive(Debug)]
pub(crate) struct Changes<'d> {
    /// The template.
    pub(crate) document: &'d Document<'d>,
    /// How it is rewritten.
    pub(crate) options: &'d Options<'d>,
    /// For which accounts.
    pub(crate) accounts: Accounts,
    /// In how many templates this one is.
    pub(crate) depth: usize,
    edits: Vec<Edit>,
    placements: BTreeMap<Position, Placement>,
    unbounded: BTreeMap<Position, Unbounded>,
    nested: Vec<NestedStack>,
    others: Vec<Arn>,
    /// What was made where nothing was, by place and path: two edits can't both make one mapping.
    made: BTreeMap<(usize, Vec<String>), String>,
}

/// Byte of the text, and a number for those at the same one.
type Position = (usize, usize);

/// A resource of the template, or SAM's `Globals`.
#[derive(Clone, Debug)]
#[expect(clippy::struct_field_names, reason = "CloudFormation calls it the resource type")]
pub(crate) struct Resource<'d> {
    /// The logical id, as it is written.
    pub(crate) logical_id: String,
    /// The type.
    pub(crate) resource_type: String,
    /// The keys from the root to it.
    pub(crate) path: Vec<String>,
    /// Where it begins: its key's place.
    pub(crate) place: usize,
    /// What it is.
    pub(crate) node: Node<'d>,
}

impl<'d> Changes<'d> {
    /// No changes yet.
    pub(crate) fn new(
        document: &'d Document<'d>,
        options: &'d Options<'d>,
        accounts: Accounts,
        depth: usize,
    ) -> Self {
        Self {
            document,
            options,
            accounts,
            depth,
            edits: Vec::new(),
            placements: BTreeMap::new(),
            unbounded: BTreeMap::new(),
            nested: Vec::new(),
            others: Vec::new(),
            made: BTreeMap::new(),
        }
    }

    /// The changed template.
    pub(crate) fn finish(self) -> Rewritten {
        Rewritten {
            text: apply(self.document.text, self.edits),
            language: self.document.language,
            placements: self.placements.into_values().collect(),
            unbounded: self.unbounded.into_values().collect(),
            nested: self.nested,
            others: self.others,
        }
    }

    /// Puts the required boundary at the end of `keys`, which begin at `owner`: a mapping at
    /// `owner_path`. What is not there yet is put in; what can't be changed is reported.
    pub(crate) fn bound(
        &mut self,
        resource: &Resource<'d>,
        owner: Node<'d>,
        owner_path: &[String],
        keys: &[&str],
        form: Form,
    ) -> Result<(), TemplateError> {
        let Some((key, rest)) = keys.split_first() else { return Ok(()) };
        if let Some(why) = unwritable(owner, rest) {
            self.report(resource, why);
            return Ok(());
        }
        if owner.entries().any(|(key, _)| is_made_on_aws(key)) {
            self.report(resource, MADE_ON_AWS);
        }
        let below = |count: usize| {
            let steps = keys.iter().take(count).map(|key| (*key).to_owned());
            owner_path.iter().cloned().chain(steps).collect::<Vec<_>>()
        };
        let mut entries = owner.entries().filter(|(name, _)| name.text() == Some(key));
        let Some(entry) = entries.next() else {
            let wanted = New::below(rest, self.boundary(form));
            let edit = insertion::insert(self.document, owner, "Type", key, &wanted);
            self.place(resource, below(keys.len()), edit);
            return Ok(());
        };
        if entries.next().is_some() {
            self.report(resource, TWICE);
            return Ok(());
        }
        if rest.is_empty() {
            return self.settle(resource, owner, entry, &below(1), form);
        }
        if entry.1.is_null() {
            let wanted = New::below(rest, self.boundary(form));
            let edit = insertion::replace(self.document, owner, entry, &wanted);
            self.place(resource, below(keys.len()), edit);
            return Ok(());
        }
        self.bound(resource, entry.1, &below(1), rest, form)
    }

    /// Says that a resource has the boundary that stands at this path.
    pub(crate) fn inherit(&mut self, resource: &Resource<'d>, path: Vec<String>) {
        self.add(resource.place, resource, path, None, How::AlreadyThere);
    }

    /// Names something that can't be bounded; of several reasons the first.
    pub(crate) fn report(&mut self, resource: &Resource<'d>, why: impl Into<String>) {
        let (logical_id, resource_type) = (&resource.logical_id, &resource.resource_type);
        self.report_hidden(resource.place, logical_id.clone(), resource_type.clone(), why);
    }

    /// [`Self::report`] of something that is no resource: what a transform may make.
    pub(crate) fn report_hidden(
        &mut self,
        place: usize,
        logical_id: String,
        resource_type: String,
        why: impl Into<String>,
    ) {
        let mut known = self.unbounded.range((place, 0)..=(place, usize::MAX));
        let is_same = |other: &Unbounded| {
            other.logical_id == logical_id
                && (other.resource_type == resource_type || other.resource_type.is_empty())
        };
        if known.any(|(_, other)| is_same(other)) {
            return;
        }
        let line = self.document.line(place);
        let entry = Unbounded { logical_id, resource_type, line, why: why.into() };
        self.unbounded.insert((place, self.unbounded.len()), entry);
    }

    /// Adds a stack with a template of its own.
    pub(crate) fn nest(&mut self, resource: &Resource<'d>, template_url: Option<String>) {
        self.nested.push(NestedStack {
            logical_id: resource.logical_id.clone(),
            resource_type: resource.resource_type.clone(),
            line: self.document.line(resource.place),
            template_url,
            accounts: if resource.resource_type == STACK_SET {
                Accounts::Any
            } else {
                self.accounts
            },
        });
    }

    /// The boundary as it is put in.
    pub(crate) fn boundary(&self, form: Form) -> New {
        standing::boundary(form, self.accounts, self.options.boundary)
    }

    /// What stands where a boundary should: it is left, replaced, or a conflict.
    fn settle(
        &mut self,
        resource: &Resource<'d>,
        owner: Node<'d>,
        (key, value): (Node<'d>, Node<'d>),
        path: &[String],
        form: Form,
    ) -> Result<(), TemplateError> {
        let place = value.span().start;
        match Standing::of(value, form, self.accounts, self.options) {
            Standing::Required => {
                self.add(place, resource, path.to_vec(), None, How::AlreadyThere);
                return Ok(());
            }
            Standing::Identical(arn) => {
                self.add(place, resource, path.to_vec(), Some(arn), How::KeptIdentical);
                return Ok(());
            }
            Standing::Other(others) if self.options.on_conflict == OnConflict::Refuse => {
                return Err(TemplateError::Conflict {
                    logical_id: resource.logical_id.clone(),
                    line: self.document.line(place),
                    found: one_line(self.document.slice(value.span())),
                    others,
                    required: self.options.boundary.to_string(),
                });
            }
            Standing::Other(others) => self.others.extend(others),
            Standing::MayBeNothing => {}
        }
        let edit = insertion::replace(self.document, owner, (key, value), &self.boundary(form));
        self.place(resource, path.to_vec(), edit);
        Ok(())
    }

    /// Makes an edit that puts a boundary in, at a path from the root, or reports that there is no
    /// place for it. Answers whether it is made.
    pub(crate) fn place(
        &mut self,
        resource: &Resource<'d>,
        path: Vec<String>,
        edit: Option<Edit>,
    ) -> bool {
        let Some(edit) = edit else {
            self.report(resource, NO_PLACE);
            return false;
        };
        if self.document.is_shared(&edit.span) {
            self.report(resource, BEHIND_ALIAS);
            return false;
        }
        match self.made.entry((edit.span.start, made(resource, &path))) {
            Entry::Vacant(entry) => drop(entry.insert(edit.text.clone())),
            Entry::Occupied(entry) if *entry.get() == edit.text => return true,
            Entry::Occupied(entry) => {
                // Neither is made: with one of them the other would find its place next time.
                let other = entry.get().clone();
                let at = edit.span.start;
                self.edits.retain(|made| made.span.start != at || made.text != other);
                self.placements.retain(|(place, _), made| {
                    let text = match &made.how {
                        How::Inserted { text } | How::Replaced { text, .. } => Some(text),
                        How::AlreadyThere | How::KeptIdentical | How::Inside => None,
                    };
                    *place != at || text != Some(&other)
                });
                self.report(resource, NO_PLACE);
                return false;
            }
        }
        let original = self.document.slice(edit.span.clone()).to_owned();
        let text = edit.text.clone();
        let how = if original.is_empty() {
            How::Inserted { text }
        } else {
            How::Replaced { original, text }
        };
        self.add(edit.span.start, resource, path, None, how);
        self.edits.push(edit);
        true
    }

    fn add(
        &mut self,
        place: usize,
        resource: &Resource<'d>,
        path: Vec<String>,
        kept: Option<String>,
        how: How,
    ) {
        let placement = Placement {
            logical_id: resource.logical_id.clone(),
            resource_type: resource.resource_type.clone(),
            path,
            line: self.document.line(resource.place),
            value: kept.unwrap_or_else(|| self.options.boundary.to_string()),
            how,
        };
        self.placements.insert((place, self.placements.len()), placement);
    }

    /// Makes an edit that placements of their own tell of.
    pub(crate) fn edit(&mut self, edit: Edit) {
        self.edits.push(edit);
    }

    /// Puts a template that stands in this one in the place of itself. Without an edit its placements
    /// stand in this one as they are.
    pub(crate) fn replace_inner(
        &mut self,
        resource: &Resource<'d>,
        body: Node<'d>,
        (edit, inner): (Option<Edit>, Rewritten),
        path: &[String],
        first_line: usize,
    ) {
        let place = body.span().start;
        if edit.as_ref().is_some_and(|edit| self.document.is_shared(&edit.span)) {
            return self.report(resource, BEHIND_ALIAS);
        }
        let mut how = edit.as_ref().map(|edit| How::Replaced {
            original: self.document.slice(edit.span.clone()).to_owned(),
            text: edit.text.clone(),
        });
        for placement in inner.placements {
            let was_put = matches!(placement.how, How::Inserted { .. } | How::Replaced { .. });
            let inner_how = match &edit {
                Some(_) if was_put => how.take().unwrap_or(How::Inside),
                _ => placement.how,
            };
            let moved = Placement {
                logical_id: format!("{}/{}", resource.logical_id, placement.logical_id),
                path: path.iter().cloned().chain(placement.path).collect(),
                line: placement.line + first_line,
                how: inner_how,
                ..placement
            };
            self.placements.insert((place, self.placements.len()), moved);
        }
        self.others.extend(inner.others);
        for unbounded in inner.unbounded {
            let moved = Unbounded {
                logical_id: format!("{}/{}", resource.logical_id, unbounded.logical_id),
                line: unbounded.line + first_line,
                ..unbounded
            };
            self.unbounded.insert((place, self.unbounded.len()), moved);
        }
        for nested in inner.nested {
            let moved = Unbounded {
                logical_id: format!("{}/{}", resource.logical_id, nested.logical_id),
                resource_type: nested.resource_type,
                line: nested.line + first_line,
                why: STACK_IN_STACK_SET.to_owned(),
            };
            self.unbounded.insert((place, self.unbounded.len()), moved);
        }
        self.edits.extend(edit);
    }
}

const BEHIND_ALIAS: &str = "the place for its boundary is shared through a YAML alias or merge key, \
                            which CloudFormation does not take: write it out";
const MADE_ON_AWS: &str = "Fn::Transform or Fn::ForEach among its properties may set another \
                           boundary on AWS: write the properties out, and check the processed template";
const COMPUTED: &str = "what should hold its boundary is computed on AWS: write it out";
const NO_PLACE: &str = "it is written in a way that leaves no place for its boundary: write it as \
                        an ordinary mapping";
/// Why a key that is written twice is left alone.
///
/// AWS: what becomes of such is undefined.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html>
pub(crate) const TWICE: &str = "it, or a key in it that leads to its boundary, is written twice, and \
                                which one counts is not told: leave one";
const STACK_IN_STACK_SET: &str = "its template is not rewritten, because it is a stack in a \
                                  TemplateBody: make that a template of its own, by TemplateURL";

/// Why nothing can be put into what should be a mapping.
fn unwritable(owner: Node<'_>, rest: &[&str]) -> Option<&'static str> {
    let is_computed = owner.function().is_some_and(|(name, _)| name != "Transform");
    if owner.is_alias() || (!rest.is_empty() && owner.has("<<")) {
        Some(BEHIND_ALIAS)
    } else if !owner.is_mapping() || is_computed {
        Some(COMPUTED)
    } else {
        None
    }
}

/// The part of a path, from a resource on, that an edit makes: up to what is no mapping yet.
fn made(resource: &Resource<'_>, path: &[String]) -> Vec<String> {
    let mut here = Some(resource.node.resolved());
    let mut made = path.iter().take(resource.path.len()).cloned().collect::<Vec<_>>();
    for step in path.iter().skip(resource.path.len()) {
        let Some(node) = here.filter(|node| node.is_mapping()) else { break };
        here = node.get(step).map(Node::resolved);
        made.push(step.clone());
    }
    made
}

/// Whether CloudFormation puts other entries in the place of this one, or gives it another name.
pub(crate) fn is_made_on_aws(key: Node<'_>) -> bool {
    key.text().is_none_or(|key| {
        key == "Fn::Transform" || key.starts_with("Fn::ForEach::") || is_filled_in(key)
    })
}

/// Some text of a template in a message.
fn one_line(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = words.chars().take(SHOWN_CHARACTERS_MAX).collect();
    if short.len() < words.len() { format!("{short}...") } else { short }
}
