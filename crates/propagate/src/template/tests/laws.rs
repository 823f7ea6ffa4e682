//! The laws, on templates that are put together at random.

use proptest::prelude::{Just, Strategy, any, prop, prop_oneof, proptest};

use super::{
    super::{How, document::Document, restore},
    OnConflict, rewritten, rewritten_by,
};
use crate::laws::template_rewrite_restores;

/// How a template is printed.
#[derive(Clone, Copy, Debug)]
enum Print {
    Compact,
    Pretty,
    Yaml,
}

fn boundary() -> impl Strategy<Value = Option<String>> {
    prop_oneof![
        Just(None),
        Just(Some("\"arn:aws:iam::111122223333:policy/Dev\"".to_owned())),
        Just(Some("\"arn:aws:iam::111122223333:policy/Other\"".to_owned())),
        Just(Some("{\"Ref\": \"AWS::NoValue\"}".to_owned())),
        Just(Some(
            "{\"Fn::If\": [\"C\", {\"Ref\": \"P\"}, {\"Ref\": \"AWS::NoValue\"}]}".to_owned()
        )),
        Just(Some("null".to_owned())),
    ]
}

fn resource() -> impl Strategy<Value = String> {
    let types = prop_oneof![
        Just("AWS::IAM::Role"),
        Just("AWS::IAM::User"),
        Just("AWS::SSO::PermissionSet"),
        Just("AWS::S3::Bucket"),
    ];
    let properties = prop::option::of((boundary(), any::<bool>(), "[a-z é\"\\\\:#{}-]{0,8}"));
    (types, properties, any::<bool>()).prop_map(|(resource_type, properties, type_first)| {
        let properties = properties.map(|(boundary, first, text)| {
            let text = serde_json::Value::from(text).to_string();
            let mut members = vec![format!("\"Description\": {text}")];
            if let Some(boundary) = boundary {
                members.insert(usize::from(!first), format!("\"PermissionsBoundary\": {boundary}"));
            }
            format!("\"Properties\": {{{}}}", members.join(", "))
        });
        let mut members = vec![format!("\"Type\": \"{resource_type}\"")];
        members.extend(properties);
        if !type_first {
            members.reverse();
        }
        format!("{{{}}}", members.join(", "))
    })
}

fn template() -> impl Strategy<Value = String> {
    let prints = prop_oneof![Just(Print::Compact), Just(Print::Pretty), Just(Print::Yaml)];
    (prop::collection::btree_map("[A-Z][a-z]{0,3}", resource(), 0..6), prints).prop_map(
        |(resources, print)| {
            let members =
                resources.iter().map(|(name, resource)| format!("\"{name}\": {resource}"));
            let members = members.collect::<Vec<_>>().join(", ");
            let text = format!("{{\"Resources\": {{{members}}}}}");
            let value: serde_json::Value = serde_json::from_str(&text).unwrap();
            match print {
                Print::Compact => value.to_string(),
                Print::Pretty => serde_json::to_string_pretty(&value).unwrap(),
                Print::Yaml => yaml(&value, 0),
            }
        },
    )
}

/// Block style; what is empty, and texts, as JSON has them.
fn yaml(value: &serde_json::Value, column: usize) -> String {
    let Some(members) = value.as_object().filter(|members| !members.is_empty()) else {
        return format!(" {value}");
    };
    let indent = " ".repeat(column);
    let lines =
        members.iter().map(|(key, member)| [&indent, key, ":", &yaml(member, column + 2)].concat());
    ["\n", &lines.collect::<Vec<_>>().join("\n")].concat()
}

/// Everything in a template, without what stands at these paths.
fn content(text: &str, without: &[Vec<String>]) -> Vec<String> {
    let document = Document::read(text).unwrap();
    let mut content = Vec::new();
    let mut open = vec![(Vec::new(), document.root().unwrap())];
    while let Some((path, node)) = open.pop() {
        if without.contains(&path) {
            continue;
        }
        let step = |step: String| path.iter().cloned().chain([step]).collect::<Vec<_>>();
        open.extend(
            node.entries().map(|(key, value)| (step(key.text().unwrap().to_owned()), value)),
        );
        open.extend(
            node.items().enumerate().map(|(number, item)| (step(number.to_string()), item)),
        );
        content.push(format!("{path:?} {:?}", node.text()));
    }
    content.sort();
    content
}

proptest! {
    #[test]
    fn boundaries_come_and_go_and_nothing_else_changes(text in template()) {
        let once = rewritten(&text);
        let mut paths: Vec<_> = once.placements.iter().map(|it| it.path.clone()).collect();
        // Properties that were not there are made for the boundary alone.
        let is_new = |path: &[String]| {
            matches!(&*content(&text, &[]), all if !all.iter().any(|line| {
                line.starts_with(&format!("{path:?} "))
            }))
        };
        let made: Vec<_> = paths.iter().map(|path| path[..3].to_vec()).collect();
        paths.extend(made.into_iter().filter(|path| is_new(path)));
        assert_eq!(content(&once.text, &paths), content(&text, &paths));
    }

    #[test]
    fn every_principal_is_bounded_or_named(text in template()) {
        let once = rewritten(&text);
        let document = Document::read(&once.text).unwrap();
        let resources = document.root().unwrap().get("Resources").unwrap();
        for (name, resource) in resources.entries() {
            let name = name.text().unwrap();
            let placed = once.placements.iter().any(|it| it.logical_id == name);
            let is_principal = resource.get("Type").unwrap().text() != Some("AWS::S3::Bucket");
            assert_eq!(placed, is_principal, "{name}");
        }
    }

    #[test]
    fn conflicts_are_refused_or_there_are_none(text in template()) {
        let replaced = rewritten(&text);
        match rewritten_by(OnConflict::Refuse, &text) {
            Ok(refusing) => assert_eq!(refusing, replaced),
            Err(_) => assert!(replaced.placements.iter().any(|it| matches!(it.how, How::Replaced { .. }))),
        }
    }

    #[test]
    fn any_text_is_rewritten_or_refused(text in "[ \\PC\n]{0,60}") {
        template_rewrite_restores(&text);
    }

    #[test]
    fn damaged_templates_are_rewritten_or_refused(
        text in template(),
        place in any::<prop::sample::Index>(),
        put in "[\\[\\]{}:,\"'#&*!|>é \n-]{0,3}",
    ) {
        let places: Vec<usize> = text.char_indices().map(|(place, _)| place).collect();
        let place = places[place.index(places.len())];
        let (before, after) = text.split_at(place);
        template_rewrite_restores(&format!("{before}{put}{after}"));
    }

    #[test]
    fn placements_of_another_template_do_no_harm(one in template(), other in template()) {
        let placements = rewritten(&one).placements;
        let restored = restore(&other, &placements).unwrap();
        assert!(Document::read(&restored).is_ok());
    }
}
