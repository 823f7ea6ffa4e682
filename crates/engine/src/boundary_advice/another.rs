//! Policies that are accepted in the boundary's place.

use entail_policy::Diagnostic;
use entail_policy::finding::boundary::ANOTHER_ACCEPTED;

use super::named::Names;
use super::probe::Prober;
use super::requirement::CREATES;

/// The policies that may be given in place of this one.
pub(super) fn advise(prober: &Prober, names: &Names<'_>) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut seen: Vec<&str> = vec![&names.own];
    for named in &names.named {
        let is_known = seen.iter().any(|arn| arn.eq_ignore_ascii_case(&named.arn));
        let is_accepted = || {
            CREATES.iter().any(|(action, target)| {
                prober
                    .some(action, &prober.reach(action, *target, names).any, Some(&named.arn))
                    .is_some()
            })
        };
        if is_known || !names.can_be_boundary(&named.arn) || !is_accepted() {
            continue;
        }
        seen.push(&named.arn);
        let message = format!("what is created may have this boundary in place of `{}`", names.own);
        let help = "check this policy as a boundary too";
        found.push(Diagnostic::new(&ANOTHER_ACCEPTED, named.span, message).with_help(help));
    }
    found
}
