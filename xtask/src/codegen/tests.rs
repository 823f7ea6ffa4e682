use std::fs;

use serde_json::{Value, json};

use super::merge::deep_merge;
use super::names::{optional_number, snake_case, type_name};
use super::{Protocol, SERVICES, files, generate, model, refresh, root};

#[test]
fn the_generated_shapes_are_fresh() {
    let root = root().unwrap();
    assert_eq!(files::check(&root, &generate(&root).unwrap()), Ok(()));
}

#[test]
fn names_become_rust_names() {
    for (name, expected) in [
        ("CreateRole", "create_role"),
        ("ListMFADevices", "list_mfa_devices"),
        ("SSHPublicKeyId", "ssh_public_key_id"),
        ("QRCodePNG", "qr_code_png"),
        ("Base32StringSeed", "base32_string_seed"),
        ("arn", "arn"),
    ] {
        assert_eq!(snake_case(name), expected);
    }
    assert_eq!(type_name("statusType"), "StatusType");
    assert_eq!(optional_number(Some(131_072)), "Some(131_072)");
    assert_eq!(optional_number(Some(1_000)), "Some(1000)");
    assert_eq!(optional_number(None), "None");
}

#[test]
fn overlays_merge_as_botocore_merges_them() {
    let mut target = json!({ "members": { "A": 1 }, "required": ["A", "B"] });
    deep_merge(&mut target, &json!({ "members": { "C": 2 }, "required": ["A"] }));
    assert_eq!(target, json!({ "members": { "A": 1, "C": 2 }, "required": ["A"] }));
}

#[test]
fn trimming_keeps_what_the_operations_reach_and_no_documentation() {
    let stock = json!({
        "metadata": { "apiVersion": "1" },
        "operations": {
            "Kept": { "name": "Kept", "input": { "shape": "In" }, "documentation": "<p>long</p>" },
            "Dropped": { "name": "Dropped", "input": { "shape": "Other" } },
        },
        "shapes": {
            "In": { "members": { "Tags": { "shape": "Tags", "documentation": "text" } } },
            "Tags": { "type": "list", "member": { "shape": "Tag" } },
            "Tag": { "type": "string" },
            "Other": { "type": "string" },
        },
    });
    let trimmed = refresh::trim(&stock, "Kept\n").unwrap();
    assert!(!trimmed.to_string().contains("documentation"));
    let shapes = trimmed["shapes"].as_object().unwrap();
    assert_eq!(shapes.keys().collect::<Vec<_>>(), ["In", "Tag", "Tags"]);
    assert!(refresh::trim(&stock, "Unknown").is_err());
}

#[test]
fn the_models_have_exactly_the_operations_of_the_lists() {
    let models = root().unwrap().join("models");
    for service in SERVICES.into_iter().filter(|it| it.protocol == Protocol::Query) {
        let list = format!("{}-{}.operations.txt", service.name, service.version);
        let list = fs::read_to_string(models.join(list)).unwrap();
        let mut listed: Vec<&str> = list.lines().collect();
        listed.sort_unstable();
        let model = model::Model::load(&models, service).unwrap();
        let served: Vec<&str> = model.operations().unwrap().iter().map(|o| o.name).collect();
        assert_eq!(served, listed);
    }
}

/// The register is code and the models are data; this is where they meet.
#[test]
fn every_error_of_the_models_is_in_the_register_with_its_status() {
    let root = root().unwrap();
    let register = fs::read_to_string(root.join("crates/wire/src/error/register.rs")).unwrap();
    for service in SERVICES {
        let path = root.join(format!("models/{}-{}.json", service.name, service.version));
        let model = model::read(&path).unwrap();
        let shapes = model["shapes"].as_object().unwrap();
        for error in shapes.values().filter_map(|shape| shape.get("error")) {
            let Value::String(code) = &error["code"] else { continue };
            let line = format!("= \"{code}\", {};", error["httpStatusCode"]);
            assert!(register.contains(&line), "the register has no line with `{line}`");
        }
    }
}
