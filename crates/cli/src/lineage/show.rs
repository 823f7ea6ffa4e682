//! What is recorded of one entity, and what uses a policy, in lines.

use serde_json::{Value, json};

use super::{line, list, member, put, short, text, time};

/// Everything recorded of one principal or object.
pub(super) fn lineage(lineage: &Value) -> String {
    let mut told = String::new();
    line(&mut told, format_args!("{}", text(lineage, "Arn")));
    line(&mut told, format_args!("  id                {}", text(lineage, "Id")));
    line(&mut told, format_args!("  kind              {}", text(lineage, "Kind")));
    if let Some(own) = lineage.get("PermissionsBoundary") {
        let setter = setter(own);
        let policy = short(text(own, "PolicyArn"));
        line(&mut told, format_args!("  bounded by        {policy}{setter}"));
    }
    if let Some(emitted) = lineage.get("TransitiveBoundary") {
        let (policy, setter) = (short(text(emitted, "PolicyArn")), setter(emitted));
        let source = match text(emitted, "Source") {
            "Parameter" => "set by parameter",
            "Tag" => "set by tag",
            _ => "set by a marked policy",
        };
        let applies = emitted.get("ApplyToSelf").and_then(Value::as_bool).unwrap_or_default();
        let applies = if applies { ", applies to itself" } else { "" };
        line(&mut told, format_args!("  hands on          {policy}, {source}{applies}{setter}"));
    }
    for boundary in list(lineage, "InheritedBoundaries") {
        let policy = short(text(boundary, "PolicyArn"));
        line(&mut told, format_args!("  under             {policy}, from {}", origins(boundary)));
    }
    for boundary in list(lineage, "Provenance") {
        let policy = short(text(boundary, "PolicyArn"));
        line(&mut told, format_args!("  left behind       {policy}, from {}", origins(boundary)));
    }
    for seal in list(lineage, "Admits") {
        let policy = short(text(seal, "PolicyArn"));
        line(&mut told, format_args!("  admits            {policy}: an exit"));
    }
    if text(lineage, "ObtainMode") == "Strict" {
        line(
            &mut told,
            format_args!("  obtained          by sessions under its own boundaries only"),
        );
    }
    for (place, session) in list(lineage, "CreatedBy").iter().rev().enumerate() {
        let word = if place == 0 { "created by" } else { "  reached through" };
        line(&mut told, format_args!("  {word:17} {}", session_words(session)));
    }
    for (member, word) in [("LastWriters", "last written"), ("AttributeSetters", "last set")] {
        for writer in list(lineage, member) {
            let (aspect, seals) = (text(writer, "Aspect"), seals(list(writer, "Seals")));
            line(&mut told, format_args!("  {word:17} {aspect}, by a session {seals}"));
        }
    }
    told
}

/// Everything that uses a policy.
pub(super) fn references(policy: &str, references: &Value) -> String {
    let entries = references.as_array().map_or(&[][..], Vec::as_slice);
    if entries.is_empty() {
        return format!("nothing uses {}\n", short(policy));
    }
    let mut told = format!("{} is\n", short(policy));
    for reference in entries {
        let what = match text(reference, "UsedAs") {
            "PermissionsPolicy" => "attached to",
            "PermissionsBoundary" => "the permissions boundary of",
            "TransitiveBoundary" => "handed on by",
            _ => "inherited by",
        };
        let who = short(text(reference, "Arn"));
        let from = match list(reference, "Origins") {
            [] => String::new(),
            _ => format!(", from {}", origins(reference)),
        };
        line(&mut told, format_args!("  {what} {who}{from}"));
    }
    told
}

/// The origins of a boundary in words.
pub(super) fn origins(boundary: &Value) -> String {
    let origin = |origin: &Value| {
        let id = text(origin, "Id");
        let name = match text(origin, "Arn") {
            "" => format!("{id} (deleted)"),
            arn => format!("{} ({id})", short(arn)),
        };
        match (text(origin, "Kind"), text(origin, "Mode")) {
            ("Adoption", "Write") => format!("an adoption for writing by {name}"),
            ("Adoption", _) => format!("an adoption by {name}"),
            ("Account", _) => format!("the account {id}"),
            _ => name,
        }
    };
    let told: Vec<String> = list(boundary, "Origins").iter().map(origin).collect();
    told.join(" and ")
}

/// A session that created something: who, with which key, and when.
pub(super) fn session_words(session: &Value) -> String {
    let id = text(session, "PrincipalId");
    let who = match text(session, "PrincipalArn") {
        "" => format!("{id} (deleted)"),
        arn => short(arn).to_owned(),
    };
    format!("{who}, session {}, at {}", text(session, "SessionId"), time(session, "Time"))
}

/// `GetLineage`'s answer as an entry of `ListDescendants`.
pub(super) fn as_descendant(lineage: &Value) -> Value {
    let inherited: Vec<&str> = list(lineage, "InheritedBoundaries")
        .iter()
        .map(|boundary| text(boundary, "PolicyArn"))
        .collect();
    let mut entry = json!({
        "Arn": member(lineage, "Arn"),
        "Id": member(lineage, "Id"),
        "Kind": member(lineage, "Kind"),
        "CreatedBy": member(lineage, "CreatedBy"),
        "InheritedBoundaryArns": inherited,
    });
    for (member, name) in [
        ("PermissionsBoundary", "PermissionsBoundaryArn"),
        ("TransitiveBoundary", "TransitiveBoundaryArn"),
    ] {
        if let Some(boundary) = lineage.get(member) {
            put(&mut entry, name, text(boundary, "PolicyArn"));
        }
    }
    entry
}

fn setter(boundary: &Value) -> String {
    match list(boundary, "SetterSeals") {
        [] => String::new(),
        found => format!(" (set by a session {})", seals(found)),
    }
}

fn seals(seals: &[Value]) -> String {
    if seals.is_empty() {
        return "outside of every boundary".to_owned();
    }
    let names: Vec<&str> = seals.iter().map(|seal| short(text(seal, "PolicyArn"))).collect();
    format!("under {}", names.join(", "))
}
