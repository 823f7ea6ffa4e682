//! The properties in Cloud Control's answers: JSON, as a text in JSON.

use entail_policy::text::Value;

use crate::intercept::{
    edit::{Edit, apply},
    json::{read, replace},
};

/// A resource as an answer shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::intercept) struct Described {
    /// Its type.
    pub(in crate::intercept) resource_type: String,
    /// Its identifier.
    pub(in crate::intercept) identifier: String,
    /// Its properties.
    pub(in crate::intercept) properties: String,
}

/// Puts the properties that `restore` makes of the shown ones in their place; none where nothing
/// changes.
pub(in crate::intercept) fn properties(
    answer: &str,
    restore: impl Fn(&Described) -> Option<String>,
) -> Option<String> {
    let root = read(answer)?;
    let root_type = root.get("TypeName").and_then(|value| value.as_str());
    let one = root.get("ResourceDescription").into_iter();
    let many = root.get("ResourceDescriptions").into_iter().flat_map(Value::elements);
    let progress = root.get("ProgressEvent").into_iter();
    let described = one.chain(many).map(|it| (it, "Properties"));
    let all = described.chain(progress.map(|it| (it, "ResourceModel")));
    let mut edits: Vec<Edit> = Vec::new();
    for (resource, member) in all {
        let own_type = resource.get("TypeName").and_then(|value| value.as_str()).or(root_type);
        let identifier = resource.get("Identifier").and_then(|value| value.as_str());
        let Some(value) = resource.get(member) else { continue };
        let (Some(own_type), Some(identifier), Some(properties)) =
            (own_type, identifier, value.as_str())
        else {
            continue;
        };
        let described = Described {
            resource_type: own_type.to_owned(),
            identifier: identifier.to_owned(),
            properties: properties.to_owned(),
        };
        let restored = restore(&described).filter(|restored| *restored != properties);
        edits.extend(restored.map(|restored| replace(value, &restored)));
    }
    if edits.is_empty() { None } else { apply(answer, edits) }
}

/// How far a request is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::intercept) struct Progress {
    /// The resource's type.
    pub(in crate::intercept) resource_type: String,
    /// The resource's identifier, once it is known.
    pub(in crate::intercept) identifier: Option<String>,
    /// What the request is called in the state file; no identifier is like it.
    pub(in crate::intercept) token_name: Option<String>,
}

impl Progress {
    /// The identifier, or else the request's name.
    pub(in crate::intercept) fn name(&self) -> Option<&str> {
        self.identifier.as_deref().or(self.token_name.as_deref())
    }
}

/// How far the request is that an answer tells of.
pub(in crate::intercept) fn progress(answer: &str) -> Option<Progress> {
    let root = read(answer)?;
    let event = root.get("ProgressEvent")?;
    let text = |name: &str| event.get(name)?.as_str().filter(|text| !text.is_empty());
    Some(Progress {
        resource_type: text("TypeName")?.to_owned(),
        identifier: text("Identifier").map(str::to_owned),
        token_name: text("RequestToken").map(|token| format!("request:{token}")),
    })
}
