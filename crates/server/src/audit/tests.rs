//! What stands in an event, and what must not.

use std::{collections::BTreeSet, fs, path::Path};

use entail_store::{ReadAt, records::audit};
use entail_wire::{
    query::Parameters,
    shapes::{Request as _, sts::AssumeRoleRequest},
};
use serde_json::{Value, json};

use super::{
    baseline,
    draft::MODELLED,
    elements::{
        BOOLEANS, HIDDEN, HIDDEN_MEMBERS, NUMBERS, message_without, of_answer, of_request,
        secrets_of,
    },
};
use crate::{DataDirectory, audit::Lineage};

const MODELS: &[&str] = &["entail-2026-11-01.json", "iam-2010-05-08.json", "sts-2011-06-15.json"];

/// Baselines in the store of a data folder.
async fn baselines(directory: &DataDirectory) -> usize {
    let snapshot = directory.store.read(ReadAt::Latest).await.unwrap();
    let prefix = audit::events(directory.account.as_str());
    let events = snapshot.scan(&prefix, None, 1_000).unwrap();
    let texts = events.iter().map(|(_, found)| String::from_utf8_lossy(found.value.as_bytes()));
    texts.filter(|text| text.contains(baseline::EVENT_NAME)).count()
}

#[tokio::test]
async fn a_trail_begins_once_and_again_after_a_restore_from_backup() {
    let folder = tempfile::tempdir().unwrap();
    let (first, restored) = (folder.path().join("first"), folder.path().join("restored"));
    let directory = DataDirectory::open(&first, None).await.unwrap();
    assert_eq!(baselines(&directory).await, 1);
    drop(directory);
    let directory = DataDirectory::open(&first, None).await.unwrap();
    assert_eq!(baselines(&directory).await, 1, "once for each epoch");

    fs::create_dir_all(restored.join("store")).unwrap();
    directory.store.backup(&restored.join("store/entail.sqlite3")).await.unwrap();
    fs::copy(first.join("secret-key"), restored.join("secret-key")).unwrap();
    let directory = DataDirectory::open(&restored, None).await.unwrap();
    assert_eq!(baselines(&directory).await, 2, "the backup's own, and one for its new epoch");
}

#[test]
fn a_text_about_a_malformed_secret_tells_neither_all_nor_the_beginning_of_it() {
    for repetitions in [300, 1_000] {
        let secret = "assertion".repeat(repetitions);
        let form = format!("ProvidedContexts.member.1.ContextAssertion={secret}");
        let parameters = Parameters::parse(form.as_bytes()).unwrap();
        let refused = AssumeRoleRequest::from_parameters(&parameters).unwrap_err().to_string();
        assert!(refused.contains("assertionassertion"), "nothing to hide: {refused}");
        let secrets = secrets_of(&parameters, AssumeRoleRequest::MEMBERS);
        let told = message_without(&secrets, &refused);
        assert!(told.contains(HIDDEN) && !told.contains("assertionassertion"), "{told}");
    }
}

/// A log is a file that anybody may have written to.
#[test]
fn a_damaged_line_is_an_error_or_another_event_and_nothing_worse() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/audit/create-role.json");
    let event: Value = serde_json::from_slice(&fs::read(golden).unwrap()).unwrap();
    let line = event.to_string();
    let mut whole = Lineage::new();
    whole.read_line(&line).unwrap();
    assert_eq!(whole.records().count(), 1);
    assert!(!whole.is_complete());
    let mut errors = 0;
    for at in 0..line.len() {
        for byte in *b"\"{}[],0x" {
            let mut damaged = line.clone().into_bytes();
            damaged[at] = byte;
            let mut lineage = Lineage::new();
            let read = lineage.read_line(&String::from_utf8_lossy(&damaged));
            let told = lineage.records().all(|it| lineage.inherited_by(it).is_ok());
            errors += usize::from(read.is_err() || !told);
        }
        let (cut, _) = line.split_at(at);
        assert!(Lineage::new().read_line(cut).is_err(), "cut at {at}");
    }
    assert!(errors > line.len(), "{errors} of {} are noticed", 8 * line.len());
}

/// Members whose names sound secret and whose values are not.
const NOT_SECRET: &[&str] = &[
    "AllowUsersToChangePassword",
    "ExpirePasswords",
    "HardExpiry",
    "MaxPasswordAge",
    "MinimumPasswordLength",
    "MinimumSessionTokenSize",
    "NextToken",
    "PasswordLastUsed",
    "PasswordPolicy",
    "PasswordResetRequired",
    "PasswordReusePrevention",
    "PrivateKeyList",
    "RemovePrivateKey",
    "ServiceSpecificCredential",
    "SessionTokenSize",
    "SessionTokenUtilization",
];

fn shapes(model: &str) -> serde_json::Map<String, Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models").join(model);
    let model: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    model["shapes"].as_object().unwrap().clone()
}

/// Every member of every structure, with the shape it has.
fn members() -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for model in MODELS {
        let shapes = shapes(model);
        for shape in shapes.values() {
            let Some(members) = shape["members"].as_object() else { continue };
            for (name, member) in members {
                let shape = member["shape"].as_str().unwrap();
                found.push((name.clone(), shapes[shape].clone()));
            }
        }
    }
    found
}

fn of_type(kinds: &[&str]) -> BTreeSet<String> {
    let members = members().into_iter();
    members
        .filter(|(_, shape)| kinds.contains(&shape["type"].as_str().unwrap()))
        .map(|(name, _)| name)
        .collect()
}

fn owned(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn every_member_that_a_model_calls_sensitive_or_that_sounds_secret_is_hidden() {
    let words = ["password", "secret", "token", "privatekey", "assertion", "authenticationcode"];
    for (name, shape) in members() {
        let sounds = words.iter().any(|word| name.to_lowercase().contains(word));
        let is_secret = shape["sensitive"] == true || sounds;
        let is_known = HIDDEN_MEMBERS.contains(&name.as_str())
            || (shape["sensitive"] != true && is_harmless(&name, &shape));
        assert!(!is_secret || is_known, "`{name}` may be a secret: hide it");
    }
}

fn is_harmless(name: &str, shape: &Value) -> bool {
    let is_text = shape["type"] == "string" || shape["type"] == "blob";
    !is_text || NOT_SECRET.contains(&name) || name.starts_with("AssertionEncryption")
}

#[test]
fn numbers_and_booleans_are_those_of_the_models() {
    let numbers = of_type(&["integer", "long"]);
    let booleans = of_type(&["boolean"]);
    assert!(numbers.is_subset(&owned(NUMBERS)), "{numbers:?}");
    assert!(booleans.is_subset(&owned(BOOLEANS)), "{booleans:?}");
    let others = of_type(&["string", "list", "structure", "timestamp", "map"]);
    assert!(others.is_disjoint(&owned(NUMBERS)) && others.is_disjoint(&owned(BOOLEANS)));
}

#[test]
fn error_codes_end_in_exception_where_a_model_has_the_shape() {
    let mut codes = BTreeSet::new();
    // The administrator's API names its errors in the way of its protocol.
    for model in MODELS.iter().filter(|model| !model.starts_with("entail")) {
        for (name, shape) in shapes(model).into_iter().filter(|(_, it)| it["exception"] == true) {
            let code = shape["error"]["code"].as_str().unwrap();
            if name == format!("{code}Exception") {
                codes.insert(code.to_owned());
            }
        }
    }
    assert_eq!(codes, owned(MODELLED));
}

#[test]
fn parameters_become_objects_and_arrays_and_what_is_unknown_stays_out() {
    let text = b"Action=X&Version=1&RoleName=r&Tags.member.2.Key=b&Tags.member.1.Key=a&\
        Tags.member.1.Value=1&MaxSessionDuration=7200&SetAsDefault=true&X-Amz-Signature=abc&\
        X-Amz-Security-Token=secret&Unknown=secret&Password=secret&SAMLProviderArn=p";
    let parameters = Parameters::parse(text).unwrap();
    let members =
        ["RoleName", "Tags", "MaxSessionDuration", "SetAsDefault", "Password", "SAMLProviderArn"];
    assert_eq!(
        of_request(&parameters, &members).unwrap(),
        json!({
            "roleName": "r",
            "tags": [{"key": "a", "value": "1"}, {"key": "b"}],
            "maxSessionDuration": 7200,
            "setAsDefault": true,
            "password": "HIDDEN_DUE_TO_SECURITY_REASONS",
            "sAMLProviderArn": "p",
        })
    );
    assert_eq!(of_request(&Parameters::parse(b"Action=X").unwrap(), &members), None);
}

/// Whatever a client sends, the event can be written and read again.
#[test]
fn parameters_in_disorder_make_a_value_that_survives_its_text() {
    let deep = format!("Tags.member.1{}=x", ".a".repeat(120));
    for text in [
        "Tags=x&Tags.member.1=y",
        "Tags.member.1=y&Tags.member.1.Key=z",
        "Tags..=x&Tags.=y&Tags.member=z",
        "Tags.member.99999999999999999999=x&Tags.member.01=y",
        "Tags.member.1.member.1.member.1=x",
        "MaxSessionDuration=many&SetAsDefault=perhaps",
        deep.as_str(),
    ] {
        let parameters = Parameters::parse(text.as_bytes()).unwrap();
        let members = ["Tags", "MaxSessionDuration", "SetAsDefault"];
        let value = of_request(&parameters, &members).unwrap_or_default();
        let again: Value = serde_json::from_str(&value.to_string()).unwrap();
        assert_eq!(again, value, "{text}");
    }
}

#[test]
fn answers_lose_their_envelope_and_their_secrets() {
    let xml = "<CreateAccessKeyResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">\n  \
        <CreateAccessKeyResult>\n    <AccessKey>\n      <UserName>a&amp;b</UserName>\n      \
        <SecretAccessKey>unmistakable</SecretAccessKey>\n      <Tags>\n        <member>\n          \
        <Key>k</Key>\n        </member>\n      </Tags>\n      <Nothing/>\n    </AccessKey>\n  \
        </CreateAccessKeyResult>\n  <ResponseMetadata>\n    <RequestId>1</RequestId>\n  \
        </ResponseMetadata>\n</CreateAccessKeyResponse>\n";
    assert_eq!(
        of_answer(xml).unwrap(),
        json!({"accessKey": {"userName": "a&b", "tags": [{"key": "k"}]}})
    );
    let nothing = "<XResponse><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>\
        </XResponse>";
    assert_eq!(of_answer(nothing), None);
    let answer = r#"{"Affected": [{"Arn": "a"}], "SessionToken": "unmistakable"}"#;
    assert_eq!(of_answer(answer).unwrap(), json!({"affected": [{"arn": "a"}]}));
    assert_eq!(of_answer("{}"), None);
}

#[test]
fn what_is_too_long_is_left_out() {
    let text = format!("PolicyDocument={}", "x".repeat(101 * 1_024));
    let parameters = Parameters::parse(text.as_bytes()).unwrap();
    let value = of_request(&parameters, &["PolicyDocument"]).unwrap();
    assert_eq!(value, json!({"omitted": true}));
}
