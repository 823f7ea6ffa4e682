//! Steps become changes of the template.

use super::{Added, BOUNDARY, CONDITION, ExplicitRole, ROLE, Sam, Step, is_written_out, keys};
use crate::template::{
    TemplateError,
    changes::{Changes, Resource},
    edit::Edit,
    insertion,
    new::New,
    resources::Form,
};

const HIDDEN: &str = "what `Globals` say is put in on AWS, and may make roles of functions: write it \
                      out";
const COMPUTED: &str = "SAM makes a role of it that no property bounds, and where a role of its own \
                        would be named something is computed: write it out";

const NO_PLACE: &str = "SAM makes a role of it that no property bounds, and the template is written \
                        in a way that leaves no place for one beside it: name a role of your own";

/// Something that is added to a section of the template.
struct Addition<'d> {
    resource: Resource<'d>,
    path: Vec<String>,
    edit: Edit,
}

impl<'d> Sam<'d> {
    /// Bounds what `Globals` say of functions: a boundary that stands there, and no other.
    ///
    /// CHOICE: none is put there. It would not reach events and state machines, and what a function
    /// says itself counts more.
    pub(crate) fn bound_globals(&self, changes: &mut Changes<'d>) -> Result<(), TemplateError> {
        let Some(globals) = self.globals else { return Ok(()) };
        let section = globals.get("Function");
        if !is_written_out(globals)
            || globals.has_twice("Function")
            || section.is_some_and(|section| !is_written_out(section))
        {
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
                    added.extend(self.replace_role(changes, resource, explicit));
                }
                Step::Unbounded { why } => changes.report(resource, why),
            }
        }
        // INVARIANT: these come behind the resource, and so after all changes inside of it.
        for addition in added {
            changes.place(&addition.resource, addition.path, Some(addition.edit));
        }
        Ok(())
    }

    /// Has a resource name a role of its own; answers what has to be added for that. Where either
    /// has no place, neither is done.
    fn replace_role(
        &mut self,
        changes: &mut Changes<'d>,
        resource: &Resource<'d>,
        explicit: ExplicitRole,
    ) -> Vec<Addition<'d>> {
        let names: Vec<String> =
            explicit.added.iter().map(|added| added.logical_id.clone()).collect();
        let added = explicit.added.into_iter().filter(|added| !self.is_condition_there(added));
        let added: Option<Vec<_>> =
            added.map(|added| self.addition(changes, resource, added)).collect();
        if added.is_none() {
            changes.report(resource, NO_PLACE);
        }
        let done =
            added.filter(|_| name_role(changes, resource, &explicit.keys, &explicit.reference));
        if done.is_none() {
            for name in &names {
                self.release(name);
            }
        }
        done.unwrap_or_default()
    }

    /// SAM makes its own of a condition with this name, as it would without us.
    fn is_condition_there(&self, added: &Added) -> bool {
        let is_there = self.conditions.is_some_and(|conditions| conditions.has(&added.logical_id));
        added.resource_type == CONDITION && is_there
    }

    /// A name is free again: what was to stand under it is not added.
    fn release(&mut self, name: &str) {
        self.added.remove(name);
    }

    /// What is added beside a resource; nothing where there is no place for it.
    fn addition(
        &self,
        changes: &Changes<'d>,
        maker: &Resource<'d>,
        mut added: Added,
    ) -> Option<Addition<'d>> {
        let name = &added.logical_id;
        let (section, mut path) = if added.resource_type == CONDITION {
            (self.conditions?, keys(&["Conditions", name]))
        } else {
            (self.resources, keys(&["Resources", name]))
        };
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
        let edit = insertion::insert(document, section, after, name, &added.resource)?;
        (!document.is_shared(&edit.span)).then_some(Addition { resource, path, edit })
    }
}

/// Has a resource name the role. Says whether it does.
fn name_role<'d>(
    changes: &mut Changes<'d>,
    resource: &Resource<'d>,
    keys: &[String],
    reference: &New,
) -> bool {
    let (document, mut owner) = (changes.document, resource.node);
    let mut path = resource.path.clone();
    path.extend(keys.iter().cloned());
    let mut keys = keys;
    while let [key, rest @ ..] = keys {
        if !is_written_out(owner) {
            break;
        }
        let below: Vec<&str> = rest.iter().map(String::as_str).collect();
        let wanted = New::below(&below, reference.clone());
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
