//! Advice on AWS's own managed policies: a fault found in one of them is most likely ours.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use entail_policy::{PolicyKind, parse, review};

/// Findings of error level that AWS's policies do have, with the number of places: services that
/// were closed and ARNs that AWS's pages do not list.
const KNOWN_ERRORS: &[(&str, &str, usize)] = &[
    ("AWSBackupServiceRolePolicyForBackup", "P0113", 1),
    ("CloudFrontFullAccess", "P0113", 1),
    ("CloudWatchFullAccessV2", "P0117", 2),
    ("CloudWatchReadOnlyAccess", "P0117", 2),
    ("ReadOnlyAccess", "P0100", 17),
    ("SecurityAudit", "P0100", 1),
];

#[test]
fn managed_policies_have_no_errors_but_the_known_ones() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/aws-managed-policies");
    let mut found: BTreeMap<(String, &str), Vec<String>> = BTreeMap::new();
    let mut documents = 0;
    for entry in fs::read_dir(folder).expect("the models") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("UTF-8");
        if path.extension().is_none_or(|ending| ending != "json") {
            continue;
        }
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        // The files hold the document beside its ARN; reading them as JSON is another crate's.
        let Some((_, rest)) = text.split_once("\"document\": ") else { continue };
        let document = rest.trim_end().strip_suffix('}').expect("the end of the object");
        assert!(parse(document).diagnostics.is_empty(), "{name}");
        documents += 1;
        let reviewed = review(document, PolicyKind::Identity);
        for error in reviewed.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()) {
            found.entry((name.clone(), error.code.id)).or_default().push(error.message.clone());
        }
    }
    assert!(documents >= 80, "{documents} documents");
    let known: BTreeMap<(String, &str), usize> = KNOWN_ERRORS
        .iter()
        .map(|(name, code, count)| (((*name).to_owned(), *code), *count))
        .collect();
    let counts: BTreeMap<_, _> =
        found.iter().map(|(place, messages)| (place.clone(), messages.len())).collect();
    assert_eq!(counts, known, "{found:#?}");
}
