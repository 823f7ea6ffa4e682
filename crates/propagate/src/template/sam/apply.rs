//! Steps become changes of the template.

use super::{Added, BOUNDARY, CONDITION, ExplicitRole, ROLE, Sam, Step, is_written_out, keys};
use crate::template::{
    TemplateError,
    changes::{Changes, Resource},
    insertion,
    new::New,
    resources::Form,
};

const HIDDEN: &str = "what `Globals` say is put in on AWS, and may make roles of functions: write it \
                      out";
const COMPUTED: &str = "SAM makes a role of it that no property bounds, and where a role of its own \
                        would be named something is computed: write it out";

impl<'d> Sam<'d> {
    /// Bounds what `Globals` say of functions: a boundary that stands there, and no other.
    ///
    /// CHOICE: none is put there. It would not reach events and state machines, and what a function
    /// says itself counts more.
    pub(crate) fn bound_globals(&self, changes: &mut Changes<'d>) -> Result<(), TemplateError> {
        let Some(globals) = self.globals else { return Ok(()) };
        let section = globals.get("Function");
        if !is_written_out(globals) || section.is_some_and(|section| !is_written_out(section)) {
            let place = globals.span().start;
            changes.report_hidden(place, "Globals".to_owned(), "Globals".to_owned(), HIDDEN);
        }
        let Some(section) = section else { return Ok(()) };
        let Some((key, _)) = section.entry(BOUNDARY) else { return Ok(()) };
        let path = keys(&["Globals", "Function"]);
        let globals = Resource {
            logical_id: "Globals".to_owned(),
            resource_type: "AWS::Serverless::Function".to_owned(),
            path: path.clone(),
            place: key.span().start,
            node: section,
        };
        changes.bound(&globals, section, &path, &[BOUNDARY], Form::Arn)
    }

    /// Bounds what one resource makes.
    pub(crate) fn bound(
        &mut self,
        changes: &mut Changes<'d>,
        resource: &Resource<'d>,
    ) -> Result<(), TemplateError> {
        let mut added = Vec::new();
        for step in self.steps(resource) {
            match step {
                Step::Boundary { keys } => {
                    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
                    let owner = resource.node;
                    changes.bound(resource, owner, &resource.path, &keys, Form::Arn)?;
                }
                Step::Inherited => {
                    changes.inherit(resource, keys(&["Globals", "Function", BOUNDARY]));
                }
                Step::ExplicitRole(explicit) => {
                    if name_role(changes, resource, &explicit) {
                        added.extend(explicit.added);
                    } else {
                        explicit.added.iter().for_each(|added| self.release(added));
                    }
                }
                Step::Unbounded { why } => changes.report(resource, why),
            }
        }
        // INVARIANT: these come behind the resource, and so after all changes inside of it.
        for added in added {
            self.add(changes, resource, added);
        }
        Ok(())
    }

    /// A name is free again: what was to stand under it is not added.
    fn release(&mut self, added: &Added) {
        self.added.remove(&added.logical_id);
    }

    fn add(&self, changes: &mut Changes<'d>, maker: &Resource<'d>, mut added: Added) {
        let name = &added.logical_id;
        let (section, mut path) = if added.resource_type == CONDITION {
            (self.conditions, keys(&["Conditions", name]))
        } else {
            (Some(self.resources), keys(&["Resources", name]))
        };
        let Some(section) = section.filter(|section| !section.has(name)) else { return };
        if added.resource_type == ROLE {
            path.extend(keys(&["Properties", BOUNDARY]));
            added.resource.set(&["Properties", BOUNDARY], changes.boundary(Form::Arn));
        }
        let resource = Resource {
            logical_id: name.clone(),
            resource_type: added.resource_type.to_owned(),
            ..maker.clone()
        };
        let (document, after) = (changes.document, &maker.logical_id);
        let edit = insertion::insert(document, section, after, name, &added.resource);
        changes.place(&resource, path, edit);
    }
}

/// Has a resource name the role. Says whether it does.
fn name_role<'d>(
    changes: &mut Changes<'d>,
    resource: &Resource<'d>,
    explicit: &ExplicitRole,
) -> bool {
    let (document, mut owner) = (changes.document, resource.node);
    let mut path = resource.path.clone();
    path.extend(explicit.keys.iter().cloned());
    let mut keys = explicit.keys.as_slice();
    while let [key, rest @ ..] = keys {
        if !is_written_out(owner) {
            break;
        }
        let below: Vec<&str> = rest.iter().map(String::as_str).collect();
        let wanted = New::below(&below, explicit.reference.clone());
        let edit = match owner.entry(key) {
            None => insertion::insert(document, owner, "Type", key, &wanted),
            Some(entry) if rest.is_empty() || entry.1.is_null() => {
                insertion::replace(document, owner, entry, &wanted)
            }
            Some((_, value)) => {
                (owner, keys) = (value, rest);
                continue;
            }
        };
        return changes.place(resource, path, edit);
    }
    changes.report(resource, COMPUTED);
    false
}
