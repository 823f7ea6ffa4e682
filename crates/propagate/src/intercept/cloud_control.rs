//! Calls to Cloud Control, which makes roles and users outside of IAM and `CloudFormation`.
//!
//! AWS: <https://docs.aws.amazon.com/cloudcontrolapi/latest/APIReference/Welcome.html>

use entail_policy::text::Value;
use hyper::body::Bytes;

use super::{
    Call, Decision, Interceptor, Mode, Note, Refusal, Sent,
    cloudformation::walk::{Nested, Walk},
    compared::Compared,
    edit::apply,
    json::{read, replace},
    names::{call_name, principal_kind},
    note::{Keep, Look},
    placed::{as_unchanged, is_change, not_bounded},
};
use crate::{
    journal::{Bounded, Event, Place},
    report::NAMED_BY_AWS,
    required::RequiredBoundary,
    template::{
        How, NestedStack, Options, Placement, Rewritten, TemplateError, Unbounded, rewrite_patch,
        rewrite_properties,
    },
};

/// A member of a request that says what a resource is or becomes, and how it is rewritten.
struct Document {
    member: &'static str,
    /// What it says of the role of a stack.
    role: fn(&Value) -> RoleOfStack,
    rewrite: fn(&str, &str, &Options<'_>) -> Result<Rewritten, TemplateError>,
    /// A placement as it stands in the properties that come of it.
    in_properties: fn(&str, &Placement) -> Option<Placement>,
}

const STACK: &str = "AWS::CloudFormation::Stack";
/// A stack's property.
const ROLE_OF_STACK: &str = "RoleARN";
const STACK_SET: &str = "AWS::CloudFormation::StackSet";

const DESIRED_STATE: Document = Document {
    member: "DesiredState",
    role: role_in_properties,
    rewrite: rewrite_properties,
    in_properties: |_, placement| Some(placement.clone()),
};

const PATCH_DOCUMENT: Document = Document {
    member: "PatchDocument",
    role: role_in_patch,
    rewrite: rewrite_patch,
    in_properties: of_patch,
};

/// The role that makes what a stack makes.
enum RoleOfStack {
    /// This one; none where it is the caller, or nothing is made.
    Is(Option<String>),
    /// The one that the stack has.
    Stays,
    /// It comes out of another property.
    Unknown,
}

impl Interceptor {
    pub(super) async fn cloud_control(&self, call: &Call) -> Decision {
        match call.operation.as_str() {
            "CreateResource" => self.change_resource(call, &DESIRED_STATE).await,
            "UpdateResource" => self.change_resource(call, &PATCH_DOCUMENT).await,
            "DeleteResource" => Ok(delete_resource(call)),
            "GetResource" | "ListResources" | "GetResourceRequestStatus" => {
                Ok(self.show_properties(call))
            }
            _ => Ok(None),
        }
    }

    fn show_properties(&self, call: &Call) -> Option<Sent> {
        let looks = !self.parts.state.is_empty();
        looks.then(|| Sent::as_it_is(call, Note::looking(Look::Properties)))
    }

    async fn change_resource(&self, call: &Call, document: &Document) -> Decision {
        let text = std::str::from_utf8(&call.body).ok();
        let body = text.and_then(read).ok_or_else(|| {
            Refusal::invalid(format!("the body of {} is not JSON", call_name(call)))
        })?;
        let (Some(kind), Some(value)) = (text_of(&body, "TypeName"), body.get(document.member))
        else {
            return Ok(None);
        };
        let role = self.execution_role_of(call, kind, &body, (document.role, value)).await?;
        let Some(required) = self.required(role.as_deref(), call).await? else {
            return Ok(self.show_properties(call));
        };
        let properties = value.as_str().ok_or_else(|| {
            Refusal::invalid(format!("`{}` of {} is not a text", document.member, call_name(call)))
        })?;
        let mut rewritten =
            self.rewritten_resource(call, kind, properties, document, &required).await?;
        let mut walk = Walk::new(self, call, &required, kind);
        let moved = rewrite_nested(&mut walk, kind, &mut rewritten).await?;
        let inside = walk.into_inside().events;
        if rewritten.placements.is_empty() && rewritten.unbounded.is_empty() && inside.is_empty() {
            let name = text_of(&body, "Identifier").map(str::to_owned);
            return self.change_otherwise(call, kind, name).await;
        }
        let name = text_of(&body, "Identifier").map_or_else(|| name_in(properties), str::to_owned);
        let events = [events(&self.place_of(call), kind, &name, &rewritten), inside].concat();
        let is_changed = rewritten.text != properties;
        if is_changed && kind == STACK_SET {
            self.warn_of_other_accounts(&name, &required);
        }
        self.check_resource(kind, &events, is_changed)?;
        let edit = replace(value, &rewritten.text);
        let changed = text.and_then(|text| apply(text, vec![edit])).filter(|_| is_changed);
        let sent = changed.map_or_else(|| call.body.clone(), Bytes::from);
        let placements = rewritten.placements.iter().filter(|it| is_change(it));
        let placements = placements.filter_map(|it| (document.in_properties)(&rewritten.text, it));
        let keep = Some(Keep::Resource(placements.chain(moved).collect()));
        Ok(Some(Sent {
            body: sent,
            note: Note { events, keep, look: Look::Properties, ..Note::default() },
        }))
    }

    /// The role that makes what a resource makes: a stack has one of its own.
    async fn execution_role_of(
        &self,
        call: &Call,
        kind: &str,
        body: &Value,
        (role, document): (fn(&Value) -> RoleOfStack, &Value),
    ) -> Result<Option<String>, Refusal> {
        let document = document.as_str().filter(|_| kind == STACK).and_then(read);
        let of_stack = match document.as_ref().map_or(RoleOfStack::Is(None), role) {
            RoleOfStack::Is(role) => role,
            RoleOfStack::Stays => {
                let stack = text_of(body, "Identifier").unwrap_or_default();
                self.role_of_stack(call, stack).await?
            }
            RoleOfStack::Unknown => {
                return Err(Refusal::invalid(
                    "the patch takes the stack's role from another property: give `/RoleARN` with \
                     `add`",
                ));
            }
        };
        let given = || text_of(body, "RoleArn").filter(|role| !role.is_empty()).map(str::to_owned);
        Ok(of_stack.or_else(given))
    }

    /// A change that says nothing of boundaries: of a role or user it is told whether it has one.
    async fn change_otherwise(&self, call: &Call, kind: &str, name: Option<String>) -> Decision {
        let Some(principal) = principal_kind(kind) else {
            return Ok(self.show_properties(call));
        };
        let Some(mut note) = self.changing(call, principal, name).await? else {
            return Ok(self.show_properties(call));
        };
        note.look = Look::Properties;
        Ok(Some(Sent::as_it_is(call, note)))
    }

    /// Rewrites what a resource is to become; a boundary that it names is compared with the required
    /// one.
    async fn rewritten_resource(
        &self,
        call: &Call,
        kind: &str,
        properties: &str,
        document: &Document,
        required: &RequiredBoundary,
    ) -> Result<Rewritten, Refusal> {
        let rewriting = |options: &Options<'_>| (document.rewrite)(kind, properties, options);
        let result = Compared::default().rewrite(self, call, required, rewriting).await?;
        result.map_err(|error| match error {
            TemplateError::Conflict { .. } => Refusal::denied(format!(
                "{kind} has another boundary: {error}; name the required one, none, or allow it to \
                 be replaced with `--on-conflict replace`"
            )),
            _ => Refusal::invalid(format!(
                "`{}` of {} can't be understood, so that nothing in it can be bounded: {error}",
                document.member,
                call_name(call)
            )),
        })
    }

    /// In a check, reports what would not be bounded, and refuses the call.
    fn check_resource(
        &self,
        kind: &str,
        events: &[Event],
        is_changed: bool,
    ) -> Result<(), Refusal> {
        let is_unbounded = events.iter().any(|event| matches!(event, Event::Unbounded(_)));
        if self.options.mode == Mode::Inject || !(is_changed || is_unbounded) {
            return Ok(());
        }
        for event in events {
            self.parts.journal.add(as_unchanged(event));
        }
        self.only_checking(&format!("{kind} would not be bounded"))
    }
}

/// Rewrites the template of a resource that is a stack itself; gives the place where its URL changed.
async fn rewrite_nested(
    walk: &mut Walk<'_>,
    kind: &str,
    rewritten: &mut Rewritten,
) -> Result<Option<Placement>, Refusal> {
    const URL: &str = "TemplateURL";
    let Some(nested) = rewritten.nested.pop() else { return Ok(None) };
    let NestedStack { logical_id, line, .. } = nested.clone();
    let resource_type = kind.to_owned();
    let url = match walk.inside(&nested, 0).await? {
        Nested::Stays => return Ok(None),
        Nested::Moves(url) => url,
        Nested::Unknown => {
            let why = "it names no template in S3 that could be rewritten".to_owned();
            rewritten.unbounded.push(Unbounded { logical_id, resource_type, line, why });
            return Ok(None);
        }
    };
    let properties = read(&rewritten.text);
    let value = properties.as_ref().and_then(|properties| properties.get(URL));
    let changed = value.and_then(|value| {
        let (original, edit) = (value.span.text(&rewritten.text), replace(value, &url));
        let how = How::Replaced { original: original.to_owned(), text: edit.text.clone() };
        Some((apply(&rewritten.text, vec![edit])?, how))
    });
    let (text, how) =
        changed.ok_or_else(|| Refusal::invalid(format!("`{URL}` of {kind} is not a text")))?;
    rewritten.text = text;
    let path = vec![URL.to_owned()];
    Ok(Some(Placement { logical_id, resource_type, path, line, value: url, how }))
}

fn role_in_properties(properties: &Value) -> RoleOfStack {
    let role = text_of(properties, ROLE_OF_STACK).filter(|role| !role.is_empty());
    RoleOfStack::Is(role.map(str::to_owned))
}

/// A patch that leaves the template alone makes nothing.
fn role_in_patch(patch: &Value) -> RoleOfStack {
    let changes = || patch.elements().iter().filter(|it| text_of(it, "op") != Some("test"));
    if !changes().any(|it| matches!(property_of(it), "" | "TemplateBody" | "TemplateURL")) {
        return RoleOfStack::Is(None);
    }
    let of_role = |it: &&Value| matches!(property_of(it), "" | ROLE_OF_STACK);
    let Some(last) = changes().rfind(of_role) else { return RoleOfStack::Stays };
    let value = last.get("value");
    let role = if property_of(last).is_empty() {
        value.and_then(|value| text_of(value, ROLE_OF_STACK))
    } else {
        value.and_then(Value::as_str)
    };
    match (text_of(last, "op"), role.filter(|role| !role.is_empty())) {
        (Some("add" | "replace"), Some(role)) => RoleOfStack::Is(Some(role.to_owned())),
        (Some("add" | "replace" | "remove"), _) => RoleOfStack::Stays,
        _ => RoleOfStack::Unknown,
    }
}

/// The property that an operation of a patch changes; nothing where it is all of them.
fn property_of(operation: &Value) -> &str {
    let path = text_of(operation, "path");
    path.and_then(|path| path.split('/').nth(1)).unwrap_or_default()
}

fn delete_resource(call: &Call) -> Option<Sent> {
    let body = read(std::str::from_utf8(&call.body).ok()?)?;
    let text = |member| text_of(&body, member).map(str::to_owned);
    let keep = Some(Keep::ForgetResource(text("TypeName")?, text("Identifier")?));
    Some(Sent::as_it_is(call, Note { keep, ..Note::default() }))
}

/// Where a placement in a patch stands in the properties.
fn of_patch(text: &str, placement: &Placement) -> Option<Placement> {
    let (number, inside) = placement.path.split_first()?;
    let document = read(text)?;
    let operation = document.elements().get(number.parse::<usize>().ok()?)?;
    let pointer = text_of(operation, "path")?.split('/').filter(|step| !step.is_empty());
    let below = inside.iter().skip(1).cloned();
    let path = pointer.map(str::to_owned).chain(below).collect();
    let how = match &placement.how {
        How::Inside => How::Inside,
        How::Replaced { original, .. } if original.starts_with('"') => placement.how.clone(),
        // An operation that would have removed it: the client expects none.
        _ => How::Inserted { text: String::new() },
    };
    Some(Placement { path, how, ..placement.clone() })
}

fn events(place: &Place, kind: &str, name: &str, rewritten: &Rewritten) -> Vec<Event> {
    // What stands in a template of a stack is called by its id there.
    let called = |resource_type: &str, logical_id: &str| {
        if logical_id.is_empty() {
            return (kind.to_owned(), name.to_owned());
        }
        (resource_type.to_owned(), format!("{name}{logical_id}"))
    };
    let bounded = rewritten.placements.iter().map(|placement| {
        let (kind, name) = called(&placement.resource_type, &placement.logical_id);
        Event::Bounded(Bounded {
            kind,
            name,
            place: place.clone(),
            boundary: placement.value.clone(),
            how: placement.how.clone(),
        })
    });
    let unbounded = rewritten.unbounded.iter();
    let unbounded = unbounded.map(|it| {
        let (kind, name) = called(&it.resource_type, &it.logical_id);
        not_bounded(&kind, &name, place.clone(), it.why.clone())
    });
    bounded.chain(unbounded).collect()
}

fn text_of<'a>(body: &'a Value, member: &str) -> Option<&'a str> {
    body.get(member)?.as_str()
}

/// The name that properties give a role or user; AWS chooses one where they give none.
fn name_in(properties: &str) -> String {
    let name = read(properties).and_then(|properties| {
        let names = ["RoleName", "UserName", "Name", "StackName", "StackSetName"];
        names.iter().find_map(|name| text_of(&properties, name).map(str::to_owned))
    });
    name.unwrap_or_else(|| NAMED_BY_AWS.to_owned())
}
