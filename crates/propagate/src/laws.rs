//! The laws of this crate as functions: property tests and fuzz targets call the same bodies.

use std::path::Path;

use entail_policy::arn::{AccountId, Arn};
use entail_policy::{Diagnostic, PolicyKind, size_without_white_space, validate};

use crate::boundary::{self, Format};
use crate::configuration::{Configuration, ConfigurationError};
use crate::credentials::{CredentialsError, SharedConfig};
use crate::limits::MANAGED_POLICY_CHARACTERS_MAX;
use crate::template::{OnConflict, Options, restore, rewrite};

/// Any text is rewritten or refused; what was rewritten is not changed again, and taking the
/// changes back gives the text, byte for byte.
///
/// # Panics
///
/// Where that does not hold.
pub fn template_rewrite_restores(text: &str) {
    let boundary = Arn::new("aws", "iam", "", "111122223333", "policy/Boundary");
    let identical = [Arn::new("aws", "iam", "", "111122223333", "policy/Same")];
    for on_conflict in [OnConflict::Replace, OnConflict::Refuse] {
        let options = Options { boundary: &boundary, on_conflict, identical: &identical };
        let Ok(once) = rewrite(text, &options) else { continue };
        let restored = restore(&once.text, &once.placements);
        assert!(restored.as_deref() == Ok(text), "{restored:?} from\n{}", once.text);
        let twice = rewrite(&once.text, &options).map(|rewritten| rewritten.text);
        assert!(twice.as_deref() == Ok(once.text.as_str()), "{twice:?} from\n{}", once.text);
        // Placements of another text: whatever comes of it, it is no panic.
        let _ = restore(text, &once.placements);
    }
}

/// Any text as the part of a boundary that allows, or that denies, comes to a boundary or is refused;
/// what comes out is a policy that AWS takes, of the size that was told, and every form of it has a
/// text.
///
/// # Panics
///
/// Where that does not hold.
pub fn boundary_is_written_or_refused(text: &str) {
    let (Ok(name), Ok(account)) = ("Dev".parse(), AccountId::parse("111122223333")) else { return };
    let plain = boundary::Options { account: Some(account), ..boundary::Options::new(name) };
    let allowing = boundary::Options { allow: Some(text.to_owned()), ..plain.clone() };
    let denying = boundary::Options { deny: Some(text.to_owned()), ..plain };
    for options in [allowing, denying] {
        let Ok(written) = boundary::write(&options) else { continue };
        let policy = &written.policy;
        let faults = validate(policy, PolicyKind::PermissionsBoundary).diagnostics;
        assert!(!faults.iter().any(Diagnostic::is_error), "{faults:?} in\n{policy}");
        assert!(written.size == size_without_white_space(policy), "{policy}");
        assert!(written.size <= MANAGED_POLICY_CHARACTERS_MAX, "{policy}");
        for format in [Format::CloudFormation, Format::Terraform, Format::Cdk] {
            let options = boundary::Options { format, ..options.clone() };
            // The longest partition of templates may be what has no room.
            let Ok(written) = boundary::write(&options) else { continue };
            // No stand-in for what the deployment knows is left.
            assert!(!written.text.contains(['\u{e000}', '\u{e001}']), "{}", written.text);
        }
    }
}

/// Any text is read as AWS's shared files and as `entail.toml`, or refused with a line that it has.
/// Comments between the lines of a shared file change nothing, and a setting is never empty.
///
/// # Panics
///
/// Where that does not hold.
pub fn shared_config_never_panics(text: &str) {
    let lines = text.lines().count().max(1);
    let commented: String = text.lines().flat_map(|line| [line, "\n# a = comment\n"]).collect();
    match (SharedConfig::parse(text, text), SharedConfig::parse(&commented, &commented)) {
        (Ok(read), Ok(again)) => {
            assert_eq!(read, again, "{text}");
            let sections = || read.profiles().flat_map(|(_, section)| section.settings());
            assert!(
                sections().all(|(name, value)| !name.is_empty() && !value.is_empty()),
                "{text}"
            );
        }
        (Err(CredentialsError::Format { line, .. }), Err(_)) => {
            assert!((1..=lines).contains(&line), "line {line} of {text}");
        }
        (one, other) => {
            assert!(one.is_err() && other.is_err(), "{one:?} and {other:?} from {text}");
        }
    }
    let file = Path::new("entail.toml");
    if let Err(ConfigurationError::Content { line, .. }) = Configuration::parse(text, file) {
        // What is missing at the end of a text is missing on the line after the last.
        assert!((1..=lines + 1).contains(&line), "line {line} of {text}");
    }
}

/// Any request is a call of one operation, the same that a server reads, or is refused with a reason
/// that clients can read; nothing of its signature or connection is sent on, and a call that nobody
/// known signed is never taken.
///
/// The input is read as an HTTP/1.1 request, as far as it is one.
///
/// # Panics
///
/// Where that does not hold.
pub fn proxy_request_never_panics(text: &str) {
    crate::proxy::law::request_never_panics(text);
}

/// A URL of an object leads to a host of S3's or is refused, and keeps its bucket and key.
///
/// # Panics
///
/// Where that does not hold.
pub fn object_url_never_panics(text: &str) {
    crate::upstream::law::object_url_never_panics(text);
}

/// What was injected is taken out of any answer, and only that: nothing of who is not known, nothing a
/// second time, and what is put in its place is read back. Credentials in it are never shown.
///
/// # Panics
///
/// Where that does not hold.
pub fn mask_never_panics(text: &str) {
    crate::intercept::law::mask_never_panics(text);
}
