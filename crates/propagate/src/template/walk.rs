//! The way through a template, and what becomes of each thing on it.

use std::collections::BTreeMap;

use super::{
    Language, TemplateError,
    changes::{Changes, Resource, TWICE, is_made_on_aws},
    document::Node,
    literal::{is_filled_in, url},
    resources::{BoundedType, NestedType, STACK_SET, TEMPLATE_BODY, UnboundedType},
    sam::{self, Sam},
    stack_set,
};

/// Transforms of AWS's that make no principals by themselves.
///
/// AWS: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-reference.html>
const HARMLESS_TRANSFORMS: [&str; 6] = [
    sam::TRANSFORM,
    "AWS::LanguageExtensions",
    "AWS::CodeDeployBlueGreen",
    "AWS::ServiceCatalog",
    "AWS::SecretsManager-2020-07-23",
    "AWS::SecretsManager-2024-09-16",
];

const MERGED: &str = "it comes from a YAML alias or merge key, which CloudFormation does not take: \
                      write it out";
const NO_SECTION: &str = "it is no section of a template, or is named in a way that is known on AWS \
                          only: write its name out, without tags, aliases and comments of other \
                          languages";
const LINE_SEPARATOR: &str = "it ends a line for CloudFormation's YAML 1.1 and none here, so that \
                              something may stand behind it unseen: write it as an escape in \
                              double quotes";
/// AWS: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html>
const BODY: &str = "in a template a stack has no TemplateBody, which is a property for Cloud Control \
                    only, and what is in it is not bounded: put it into S3, and use TemplateURL";
const MACRO: &str = "the macro may make principals that the template does not show: rewrite the \
                     processed template (GetTemplate with TemplateStage Processed) instead";
const INCLUDED: &str = "the included snippet may hold principals: write it out, or rewrite the \
                        snippet itself";
const COMPUTED: &str = "what it is, is known on AWS only: write its type and properties out";
const NO_TYPE: &str = "no `Type` is written out in it, without which CloudFormation takes no resource: \
                       write it out, without white space";
const MODULE: &str = "the module's own template makes its principals: put the boundary into the \
                      module, or write its resources out";
/// AWS: <https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html>
const LOCAL_MODULES: &str = "local modules may hold principals: rewrite the template that `aws \
                             cloudformation package` makes of this one";
const LOOP: &str = "what the loop repeats is computed on AWS: write it out";
const REPOSITORY: &str = "the application comes from the Serverless Application Repository with \
                          principals of its own: deploy its template as a nested stack instead";
const NO_TRANSFORM: &str = "the template does not name the transform that makes resources of it: \
                            add `Transform: AWS::Serverless-2016-10-31`";

/// Walks a whole template.
pub(super) fn template(changes: &mut Changes<'_>) -> Result<(), TemplateError> {
    let document = changes.document;
    let Some(root) = document.root().filter(|root| root.is_mapping()) else {
        return Err(TemplateError::Unreadable {
            line: 1,
            column: 1,
            reason: "this is no template, which is a mapping with `Resources` in it".to_owned(),
        });
    };
    let sam = Sam::of(root, changes.options.boundary.partition());
    let mut walk = Walk { changes, sam };
    for (key, value) in root.entries() {
        match key.text() {
            Some("Transform" | "Fn::Transform") => walk.transforms(key, value),
            Some("Modules") => walk.hidden(key, "Modules", LOCAL_MODULES),
            Some("<<") => walk.hidden(key, "<<", MERGED),
            Some(name) if is_section(name) => {}
            _ => walk.hidden(key, "", NO_SECTION),
        }
    }
    if let Some((key, _)) = root.entry("Globals").filter(|_| root.has_twice("Globals")) {
        walk.hidden(key, "", TWICE);
    }
    walk.line_separators();
    if let Some(sam) = &walk.sam {
        sam.bound_globals(walk.changes)?;
    }
    let mut sections = root.entries().filter(|(key, _)| key.text() == Some("Resources"));
    let Some((key, section)) = sections.next() else { return Ok(()) };
    if let Some((key, _)) = sections.next() {
        walk.hidden(key, "", TWICE);
        return Ok(());
    }
    if !section.resolved().is_mapping() && !section.is_null() {
        walk.hidden(key, "", COMPUTED);
        return Ok(());
    }
    walk.resources(section, &path(&[], "Resources"))
}

/// One walk through a template.
struct Walk<'a, 'd> {
    changes: &'a mut Changes<'d>,
    sam: Option<Sam<'d>>,
}

impl<'d> Walk<'_, 'd> {
    /// Names what transforms may hide: those of the whole template, or one in the place of resources.
    fn transforms(&mut self, key: Node<'d>, value: Node<'d>) {
        let one = value.sequence_style().is_none().then_some(value);
        for transform in value.items().chain(one) {
            match transform.text().or_else(|| transform.get("Name")?.text()) {
                Some(name) if HARMLESS_TRANSFORMS.contains(&name) => {}
                Some(name @ "AWS::Include") => self.hidden(key, name, INCLUDED),
                name => self.hidden(key, name.unwrap_or("Fn::Transform"), MACRO),
            }
        }
    }

    /// Names what ends a line of YAML 1.1, which CloudFormation reads, and none of YAML 1.2.
    ///
    /// YAML: <https://yaml.org/spec/1.2.2/#54-line-break-characters>
    fn line_separators(&mut self) {
        let document = self.changes.document;
        if document.language == Language::Json {
            return;
        }
        if let Some(place) = document.text.find(['\u{85}', '\u{2028}', '\u{2029}']) {
            let character = document.text.get(place..).and_then(|rest| rest.chars().next());
            let name = format!("U+{:04X}", character.map_or(0, u32::from));
            self.changes.report_hidden(place, name, String::new(), LINE_SEPARATOR);
        }
    }

    /// Names something of the template that is no resource.
    fn hidden(&mut self, key: Node<'d>, resource_type: &str, why: &str) {
        let logical_id = key.text().unwrap_or("<<").to_owned();
        let place = key.span().start;
        self.changes.report_hidden(place, logical_id, resource_type.to_owned(), why);
    }

    /// Walks `Resources`, or what a loop repeats.
    fn resources(&mut self, resources: Node<'d>, here: &[String]) -> Result<(), TemplateError> {
        let mut times: BTreeMap<&str, usize> = BTreeMap::new();
        for name in resources.entries().filter_map(|(key, _)| key.text()) {
            *times.entry(name).or_default() += 1;
        }
        for (key, value) in resources.resolved().entries() {
            let Some(name) = key.text() else {
                self.hidden(key, "", COMPUTED);
                continue;
            };
            if resources.is_alias() || name == "<<" {
                self.hidden(key, "", MERGED);
            } else if times.get(name).is_some_and(|times| *times > 1) {
                self.hidden(key, "", TWICE);
            } else if name == "Fn::Transform" {
                self.transforms(key, value);
            } else if name.starts_with("Fn::ForEach::") {
                self.repeated(key, value, &path(here, name))?;
            } else {
                self.resource(&Resource {
                    logical_id: name.to_owned(),
                    resource_type: String::new(),
                    path: path(here, name),
                    place: key.span().start,
                    node: value,
                })?;
            }
        }
        Ok(())
    }

    /// `Fn::ForEach::Name: [variable, collection, {output key: resource}]`
    ///
    /// AWS: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-foreach.html>
    fn repeated(
        &mut self,
        key: Node<'d>,
        value: Node<'d>,
        here: &[String],
    ) -> Result<(), TemplateError> {
        match value.items().nth(2) {
            Some(body) if body.is_mapping() => self.resources(body, &path(here, "2")),
            _ => {
                self.hidden(key, "Fn::ForEach", LOOP);
                Ok(())
            }
        }
    }

    /// A resource whose type is to be looked for; one that a merge key brings counts too. One without
    /// exactly one type that is written out is named.
    fn resource(&mut self, resource: &Resource<'d>) -> Result<(), TemplateError> {
        let node = resource.node.resolved();
        if node.function().is_some() || node.entries().any(|(key, _)| is_made_on_aws(key)) {
            self.changes.report(resource, COMPUTED);
        }
        let merged = node.get("<<").filter(|_| !node.has("Type")).map(Node::resolved);
        let types = node.entries().chain(merged.into_iter().flat_map(Node::entries));
        let types = types.filter(|(key, _)| key.text() == Some("Type"));
        let types: Vec<Option<&str>> = types.map(|(_, value)| value.resolved().text()).collect();
        match types.as_slice() {
            [] if merged.is_some() => self.changes.report(resource, MERGED),
            [] => self.changes.report(resource, NO_TYPE),
            [Some(name)] if is_type(name) => {
                let resource_type = (*name).to_owned();
                self.typed(&Resource { resource_type, ..resource.clone() })?;
            }
            [Some(name)] if !is_filled_in(name) => self.changes.report(resource, NO_TYPE),
            [_] => self.changes.report(resource, COMPUTED),
            _ => self.changes.report(resource, TWICE),
        }
        Ok(())
    }

    fn typed(&mut self, resource: &Resource<'d>) -> Result<(), TemplateError> {
        let resource_type = resource.resource_type.as_str();
        if let Some(entry) = BoundedType::find(resource_type) {
            let keys = ["Properties", entry.property];
            return self.changes.bound(resource, resource.node, &resource.path, &keys, entry.form);
        }
        let nested = NestedType::find(resource_type);
        if let Some(entry) = nested {
            self.unclear_stack(resource, entry);
        }
        if resource_type == STACK_SET && stack_set::body(self.changes, resource)? {
            return Ok(());
        }
        let properties = resource.node.resolved().get("Properties").map(Node::resolved);
        if let Some(entry) = nested {
            let location = properties.and_then(|properties| properties.get(entry.property));
            let has_body = properties.is_some_and(|properties| properties.has(TEMPLATE_BODY));
            if location.is_some() || !has_body {
                self.stack(resource, location);
            }
            return Ok(());
        }
        if resource_type.starts_with(sam::PREFIX) {
            if let Some(sam) = &mut self.sam {
                return sam.bound(self.changes, resource);
            }
            self.changes.report(resource, NO_TRANSFORM);
        }
        if resource_type.ends_with("::MODULE") {
            self.changes.report(resource, MODULE);
        }
        if let Some(entry) = UnboundedType::find(resource_type)
            && entry.makes_principals(properties)
        {
            self.changes.report(resource, entry.why);
        }
        Ok(())
    }

    /// Names a stack whose template may be another one than the one that is rewritten.
    fn unclear_stack(&mut self, resource: &Resource<'d>, entry: &NestedType) {
        let node = resource.node.resolved();
        let properties = node.get("Properties").map(Node::resolved);
        let is_twice = |name| properties.is_some_and(|node| node.has_twice(name));
        if node.has_twice("Properties") || is_twice(entry.property) || is_twice(TEMPLATE_BODY) {
            self.changes.report(resource, TWICE);
        } else if properties.is_some_and(|node| node.entries().any(|(key, _)| is_made_on_aws(key)))
        {
            self.changes.report(resource, COMPUTED);
        } else if resource.resource_type != STACK_SET
            && properties.is_some_and(|node| node.has(TEMPLATE_BODY))
        {
            self.changes.report(resource, BODY);
        }
    }

    /// A stack inside this one. `location` says where its template is.
    fn stack(&mut self, resource: &Resource<'d>, location: Option<Node<'d>>) {
        match location.map(Node::resolved) {
            Some(location) if location.is_mapping() && location.function().is_none() => {
                self.changes.report(resource, REPOSITORY);
            }
            location => {
                self.changes.nest(resource, location.and_then(url));
            }
        }
    }
}

/// Whether a section of a template may be called like this.
fn is_section(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b':')
}

/// Whether a resource's type is written out. None has white space in it or at its ends, so that
/// one that does is read in another way on AWS.
fn is_type(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic()) && !is_filled_in(name)
}

/// A path with one more step.
pub(super) fn path(before: &[String], step: &str) -> Vec<String> {
    let mut path = before.to_vec();
    path.push(step.to_owned());
    path
}
