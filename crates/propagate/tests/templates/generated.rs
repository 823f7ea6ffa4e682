//! Templates that are made up: random resources, written in either language and many styles.

use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::select;
use serde_json::{Value, json};

use crate::case::BOUNDARY;

const OTHER: &str = "arn:aws:iam::111122223333:policy/Other";

/// A template before it is written.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    resources: Vec<(String, Value)>,
    globals: Option<Value>,
    is_sam: bool,
    style: Style,
}

/// How it is written.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own, drawn by lot")]
struct Style {
    language: Language,
    indent: usize,
    /// Nodes that lie as deep as this are written in braces, in YAML.
    flow_from: usize,
    comments: bool,
    carriage_returns: bool,
    quoted: bool,
    ends_in_line_feed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Language {
    JsonCompact,
    JsonPretty,
    Yaml,
}

pub(crate) fn template() -> impl Strategy<Value = Template> {
    let globals = prop_oneof![
        3 => Just(None),
        1 => boundary().prop_map(|boundary| {
            let mut section = json!({"Runtime": "python3.12", "Handler": "a.b", "AutoPublishAlias": "live"});
            put(&mut section, "PermissionsBoundary", boundary);
            Some(json!({"Function": section}))
        }),
    ];
    let resources = proptest::collection::vec(resource(), 0..6);
    (resources, globals, any::<bool>(), style()).prop_map(|(resources, globals, is_sam, style)| {
        let named = resources.into_iter().enumerate();
        let resources = named.map(|(number, resource)| (format!("R{number}"), resource)).collect();
        Template { resources, globals: globals.filter(|_| is_sam), is_sam, style }
    })
}

fn style() -> impl Strategy<Value = Style> {
    let language =
        select(vec![Language::JsonCompact, Language::JsonPretty, Language::Yaml, Language::Yaml]);
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (language, 1..5_usize, 1..8_usize, flags).prop_map(|(language, indent, flow_from, flags)| {
        let (comments, carriage_returns, quoted, ends_in_line_feed) = flags;
        Style { language, indent, flow_from, comments, carriage_returns, quoted, ends_in_line_feed }
    })
}

/// A boundary that may stand there before.
fn boundary() -> impl Strategy<Value = Option<Value>> {
    select(vec![
        None,
        None,
        Some(json!(BOUNDARY)),
        Some(json!(OTHER)),
        Some(json!({"Ref": "AWS::NoValue"})),
        Some(json!({"Fn::If": ["C", {"Fn::Sub": "${A}, #b"}, {"Ref": "AWS::NoValue"}]})),
        Some(Value::Null),
    ])
}

fn put(value: &mut Value, name: &str, member: Option<Value>) {
    if let (Value::Object(members), Some(member)) = (value, member) {
        members.insert(name.to_owned(), member);
    }
}

fn resource() -> impl Strategy<Value = Value> {
    let condition = select(vec![None, Some(json!("C"))]);
    (prop_oneof![plain(), function(), machine(), api(), own_role()], condition).prop_map(
        |(mut resource, condition)| {
            put(&mut resource, "Condition", condition);
            resource
        },
    )
}

fn plain() -> impl Strategy<Value = Value> {
    let kinds = select(vec!["AWS::IAM::Role", "AWS::IAM::User", "AWS::SQS::Queue"]);
    let properties = select(vec![
        None,
        Some(json!({})),
        Some(json!({"Path": "/größe/", "Tags": [{"Key": "a: b", "Value": "大"}]})),
    ]);
    (kinds, properties, boundary()).prop_map(|(kind, properties, boundary)| {
        let mut resource = json!({"Type": kind});
        put(&mut resource, "Properties", properties);
        if let (Some(properties), true) = (resource.get_mut("Properties"), kind.contains("IAM")) {
            put(properties, "PermissionsBoundary", boundary);
        }
        resource
    })
}

fn function() -> impl Strategy<Value = Value> {
    let role = select(vec![
        None,
        Some(json!("arn:aws:iam::111122223333:role/r")),
        Some(json!({"Fn::If": ["C", {"Ref": "AWS::NoValue"}, "arn:aws:iam::111122223333:role/r"]})),
    ]);
    let preference = select(vec![
        None,
        Some(json!({"Type": "AllAtOnce"})),
        Some(json!({"Type": "AllAtOnce", "Enabled": false})),
        Some(json!({"Type": "AllAtOnce", "Enabled": "False"})),
        Some(json!({"Type": "AllAtOnce", "Enabled": "no"})),
        Some(json!({"Type": "AllAtOnce", "Enabled": "off"})),
        Some(json!({"Type": "AllAtOnce", "Enabled": "FALSE"})),
        Some(json!({"Type": "AllAtOnce", "Enabled": "0"})),
        Some(json!({"Type": "AllAtOnce", "Role": false})),
        Some(json!({"Type": "AllAtOnce", "PassthroughCondition": true})),
        Some(json!({"Type": "AllAtOnce", "Role": "arn:aws:iam::111122223333:role/r"})),
    ]);
    let events = select(vec![
        None,
        Some(
            json!({"A": {"Type": "ScheduleV2", "Properties": {"ScheduleExpression": "rate(1 day)"}}}),
        ),
        Some(json!({"A": {"Type": "ScheduleV2"}, "B": {"Type": "HttpApi"}})),
    ]);
    (role, preference, events, boundary()).prop_map(|(role, preference, events, boundary)| {
        let mut properties = json!({"InlineCode": "a\n  b: c\n"});
        put(&mut properties, "Role", role);
        put(&mut properties, "DeploymentPreference", preference);
        put(&mut properties, "Events", events);
        put(&mut properties, "PermissionsBoundary", boundary);
        json!({"Type": "AWS::Serverless::Function", "Properties": properties})
    })
}

fn machine() -> impl Strategy<Value = Value> {
    let event = select(vec!["Schedule", "ScheduleV2", "Api", "EventBridgeRule"]);
    (any::<bool>(), event, boundary()).prop_map(|(has_role, event, boundary)| {
        let mut properties = json!({"Events": {"E": {"Type": event, "Properties": {"A": "b"}}}});
        put(&mut properties, "Role", has_role.then(|| json!("arn:aws:iam::111122223333:role/r")));
        put(&mut properties, "PermissionsBoundary", boundary);
        json!({"Type": "AWS::Serverless::StateMachine", "Properties": properties})
    })
}

fn api() -> impl Strategy<Value = Value> {
    let logging = select(vec![
        None,
        Some(json!(true)),
        Some(json!(false)),
        Some(json!({"FieldLogLevel": "ALL"})),
        Some(json!({"CloudWatchLogsRoleArn": []})),
    ]);
    let table = json!({"TableName": {"Ref": "T"}, "TableArn": {"Fn::GetAtt": ["T", "Arn"]}});
    let sources = select(vec![
        None,
        Some(json!({"DynamoDb": {"D": table}})),
        Some(json!({"Lambda": {"L": {"FunctionArn": "a", "ServiceRoleArn": {}}}})),
        Some(
            json!({"Lambda": {"L": {"FunctionArn": {"Fn::Sub": "${F.Arn}"}}, "M": {"FunctionArn": "a", "ServiceRoleArn": "r"}}}),
        ),
    ]);
    (logging, sources).prop_map(|(logging, sources)| {
        let mut properties = json!({"SchemaInline": "type Query { a: String }", "Auth": {"Type": "AWS_IAM"}});
        put(&mut properties, "Logging", logging);
        put(&mut properties, "DataSources", sources);
        json!({"Type": "AWS::Serverless::GraphQLApi", "DependsOn": ["R0"], "Properties": properties})
    })
}

fn own_role() -> impl Strategy<Value = Value> {
    let kinds = select(vec!["CapacityProvider", "NetworkConnector", "WebFunction", "MicrovmImage"]);
    let tags =
        select(vec![None, Some(json!({"team": "blue", "stack": {"Ref": "AWS::StackName"}}))]);
    (kinds, tags, any::<bool>()).prop_map(|(kind, tags, propagate)| {
        let mut properties = json!({"CodeUri": "s3://code/a.zip", "PropagateTags": propagate});
        put(&mut properties, "Tags", tags);
        json!({"Type": format!("AWS::Serverless::{kind}"), "Properties": properties})
    })
}

impl Template {
    /// The template as it is written.
    pub(crate) fn text(&self) -> String {
        let mut members = Vec::new();
        if self.is_sam {
            members.push(("Transform".to_owned(), json!("AWS::Serverless-2016-10-31")));
        }
        members.extend(self.globals.clone().map(|globals| ("Globals".to_owned(), globals)));
        let resources = self.resources.iter().cloned().collect::<serde_json::Map<_, _>>();
        members.push(("Resources".to_owned(), Value::Object(resources)));
        let template = Value::Object(members.into_iter().collect());
        let mut text = match self.style.language {
            Language::JsonCompact => template.to_string(),
            Language::JsonPretty => serde_json::to_string_pretty(&template).expect("JSON"),
            Language::Yaml => self.style.block(&template, 0).join("\n"),
        };
        if self.style.ends_in_line_feed && !text.ends_with('\n') {
            text.push('\n');
        } else if !self.style.ends_in_line_feed {
            text.truncate(text.trim_end().len());
        }
        if self.style.carriage_returns { text.replace('\n', "\r\n") } else { text }
    }
}

impl Style {
    /// The lines of a mapping by indentation.
    fn block(self, mapping: &Value, depth: usize) -> Vec<String> {
        let Value::Object(members) = mapping else { panic!("{mapping} is no mapping") };
        let margin = " ".repeat(depth * self.indent);
        let comment = if self.comments { " # of it" } else { "" };
        let is_deep = depth + 1 >= self.flow_from;
        let mut lines = Vec::new();
        for (number, (key, value)) in members.iter().enumerate() {
            if self.comments && number % 2 == 0 {
                lines.push(format!("{margin}# {key}: größer"));
            }
            let key = self.scalar(key);
            match value {
                Value::Null => lines.push(format!("{margin}{key}:{comment}")),
                Value::Object(members) if !members.is_empty() && !is_deep => {
                    lines.push(format!("{margin}{key}:{comment}"));
                    lines.extend(self.block(value, depth + 1));
                }
                Value::String(text) if text.contains('\n') && !is_deep => {
                    lines.push(format!("{margin}{key}: |"));
                    let inner = " ".repeat((depth + 1) * self.indent);
                    lines.extend(text.lines().map(|line| format!("{inner}{line}")));
                }
                _ => lines.push(format!("{margin}{key}: {}{comment}", self.flow(value))),
            }
        }
        lines
    }

    fn flow(self, value: &Value) -> String {
        match value {
            Value::Object(members) => {
                if let Some(short) = self.short_tag(members) {
                    return short;
                }
                let members = members
                    .iter()
                    .map(|(key, value)| format!("{}: {}", self.scalar(key), self.flow(value)));
                format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
            }
            Value::Array(items) => {
                let items = items.iter().map(|item| self.flow(item));
                format!("[{}]", items.collect::<Vec<_>>().join(", "))
            }
            Value::String(text) => self.scalar(text),
            Value::Null => "~".to_owned(),
            other => other.to_string(),
        }
    }

    /// `!Ref x` for `{"Ref": "x"}`.
    fn short_tag(self, members: &serde_json::Map<String, Value>) -> Option<String> {
        let (name, argument) =
            members.iter().next().filter(|_| members.len() == 1 && !self.quoted)?;
        let name = if name == "Ref" { name } else { name.strip_prefix("Fn::")? };
        Some(format!("!{name} {}", self.flow(argument)))
    }

    fn scalar(self, text: &str) -> String {
        let is_plain = text.chars().all(|character| character.is_ascii_alphanumeric())
            && text.starts_with(|first: char| first.is_ascii_alphabetic());
        if is_plain && !self.quoted { text.to_owned() } else { json!(text).to_string() }
    }
}
