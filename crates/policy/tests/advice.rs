//! Advice is total: on every document of the corpus, used as anything.

use std::fs;
use std::path::{Path, PathBuf};

use entail_policy::{PolicyKind, advise, parse};

const KINDS: [PolicyKind; 9] = [
    PolicyKind::Identity,
    PolicyKind::InlineIdentity,
    PolicyKind::PermissionsBoundary,
    PolicyKind::Session,
    PolicyKind::RoleTrust,
    PolicyKind::Resource,
    PolicyKind::ServiceControl,
    PolicyKind::ResourceControl,
    PolicyKind::VpcEndpoint,
];

/// What a folder holds; nothing where there is no such folder, which the test notices.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries.filter_map(|entry| Some(entry.ok()?.path())).collect()
}

#[test]
fn every_document_can_be_advised_on_as_every_kind() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/policies");
    let mut documents = 0;
    for path in entries(&root).into_iter().filter(|path| path.is_dir()).flat_map(|it| entries(&it))
    {
        if path.extension().is_none_or(|ending| ending != "json") {
            continue;
        }
        let source = fs::read_to_string(&path).expect("a document is UTF-8");
        documents += 1;
        let document = parse(&source).document;
        for kind in KINDS {
            for found in advise(&document, kind) {
                let span = found.primary.span;
                let place = format!("{} {} {span:?}", path.display(), found.code);
                assert!(source.get(span.start as usize..span.end as usize).is_some(), "{place}");
                assert!(!found.message.is_empty() && !found.message.ends_with('.'), "{place}");
            }
        }
    }
    assert!(documents >= 36, "only {documents} documents");
}
