//! The law of what is taken out of answers: see [`crate::laws::mask_never_panics`].

use super::{
    mask::{principals, progress, properties, shown_in, template_body},
    sts::given,
};
use crate::state::InjectedPrincipal;

/// The boundary that the law takes for the injected one.
const EDGE: &str = "arn:aws:iam::111122223333:policy/edge";

/// A secret that is shorter may stand anywhere by chance.
const SECRET_CHARACTERS_MIN: usize = 12;

pub(crate) fn mask_never_panics(answer: &str) {
    let injected = |original| InjectedPrincipal { boundary: EDGE.to_owned(), original, id: None };
    assert!(principals(answer, |_| None).is_none(), "who is not known was masked");
    for original in [None, Some("arn:aws:iam::111122223333:policy/<own>".to_owned())] {
        let Some(masked) = principals(answer, |_| Some(injected(original.clone()))) else {
            continue;
        };
        let left = shown_in(&masked);
        assert_eq!(left.len(), shown_in(answer).len(), "{masked}");
        assert!(left.iter().all(|shown| shown.boundary.as_deref() != Some(EDGE)), "{masked}");
        assert!(principals(&masked, |_| Some(injected(original.clone()))).is_none(), "{masked}");
    }
    template_is_replaced(answer);
    properties_are_replaced(answer);
    let _ = progress(answer);
    if let Some(given) = given(answer) {
        let secret = given.credentials.secret_access_key.expose();
        let is_told = format!("{given:?}").contains(secret);
        assert!(!is_told || secret.len() < SECRET_CHARACTERS_MIN, "a secret was shown");
    }
}

fn template_is_replaced(answer: &str) {
    assert!(template_body(answer, |body| Some(body.to_owned())).is_none());
    let Some(masked) = template_body(answer, |body| Some(format!("<{body}&"))) else { return };
    let is_same = |body: &str| {
        let starts = body.starts_with('<') && body.ends_with('&');
        assert!(starts, "`{body}` is not what was put in");
        None
    };
    assert!(template_body(&masked, is_same).is_none());
}

fn properties_are_replaced(answer: &str) {
    assert!(properties(answer, |shown| Some(shown.properties.clone())).is_none());
    let Some(masked) = properties(answer, |shown| Some(format!("\"{}\n", shown.properties))) else {
        return;
    };
    let masked_again = properties(&masked, |shown| {
        let is_ours = shown.properties.starts_with('"') && shown.properties.ends_with('\n');
        assert!(is_ours, "`{}` is not what was put in", shown.properties);
        None
    });
    assert!(masked_again.is_none());
}
