//! The laws of this crate as functions: property tests and fuzz targets call the same bodies.

use entail_policy::arn::Arn;

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
