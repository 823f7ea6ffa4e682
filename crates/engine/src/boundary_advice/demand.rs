//! Whether a boundary demands itself of what its holder creates.

use entail_policy::arn::Arn;
use entail_policy::tree::Document;

use super::escape::Target;
use super::named::Names;
use super::probe::Prober;
use super::relaxed::Tags;
use crate::compile::Policy;

/// Whether who holds this boundary can create roles, and only with this very policy as theirs.
/// Nothing that a condition on tags denies counts as denied.
///
/// Asked is `iam:CreateRole` with the policy's own ARN as the new role's boundary, without any, and
/// with policies that the document does not name. One that another policy may stand in for demands
/// itself too, as long as it names that policy.
///
/// ```
/// use entail_engine::demands_itself;
/// use entail_policy::arn::Arn;
///
/// let own = Arn::parse("arn:aws:iam::111122223333:policy/Dev")?;
/// let boundary = entail_policy::parse(r#"{
///     "Version": "2012-10-17",
///     "Statement": [
///         { "Effect": "Allow", "Action": "*", "Resource": "*" },
///         { "Effect": "Deny", "Action": "iam:CreateRole", "Resource": "*", "Condition": {
///             "StringNotEquals": { "iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/Dev" }
///         } }
///     ]
/// }"#);
/// assert!(demands_itself(&boundary.document, &own));
/// let other = Arn::parse("arn:aws:iam::111122223333:policy/Other")?;
/// assert!(!demands_itself(&boundary.document, &other));
/// # Ok::<(), entail_policy::arn::ArnError>(())
/// ```
pub fn demands_itself(document: &Document, own_arn: &Arn) -> bool {
    let policy = Policy::from_text("the boundary", &document.source);
    if policy.unreadable_reason().is_some() {
        return false;
    }
    let names = Names::new(document, Some(own_arn));
    let creates = |prober: &Prober, boundary| {
        let roles = prober.reach("iam:CreateRole", Target::Role, &names).any;
        prober.some("iam:CreateRole", &roles, boundary).is_some()
    };
    let believing = Prober::new(document, &names, Tags::TellBounded);
    let doubting = Prober::new(document, &names, Tags::Chosen);
    !doubting.reach("iam:CreateRole", Target::Role, &names).is_cut_off
        && creates(&believing, Some(names.own.as_str()))
        && !creates(&doubting, None)
        && !names.others.iter().any(|other| creates(&doubting, Some(other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "arn:aws:iam::111122223333:policy/Dev";

    fn demands(statements: &str) -> bool {
        let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
        demands_itself(&entail_policy::parse(&text).document, &Arn::parse(OWN).unwrap())
    }

    const EVERYTHING: &str = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;

    fn deny(operator: &str, value: &str) -> String {
        format!(
            r#"{EVERYTHING},{{"Effect":"Deny","Action":"iam:Create*","Resource":"*",
            "Condition":{{"{operator}":{{"iam:PermissionsBoundary":"{value}"}}}}}}"#
        )
    }

    #[test]
    fn a_boundary_that_denies_creation_without_itself_demands_itself() {
        assert!(demands(&deny("StringNotEquals", OWN)));
        assert!(demands(&deny("ArnNotEquals", OWN)));
        assert!(demands(&deny("StringNotLike", "arn:aws:iam::*:policy/Dev")));
        let allowed = format!(
            r#"{{"Effect":"Allow","Action":"iam:CreateRole","Resource":"arn:aws:iam::*:role/team/*",
            "Condition":{{"StringEquals":{{"iam:PermissionsBoundary":"{OWN}"}}}}}}"#
        );
        assert!(demands(&allowed));
    }

    #[test]
    fn one_that_lets_creation_through_without_itself_does_not() {
        assert!(!demands(EVERYTHING));
        let if_present = deny("StringNotEquals", OWN).replace(
            r#""Condition":{"#,
            r#""Condition":{"Null":{"iam:PermissionsBoundary":"false"},"#,
        );
        assert!(!demands(&if_present), "without any boundary");
        assert!(!demands(&deny("StringNotLike", "arn:aws:iam::*:policy/*")), "with any boundary");
        assert!(!demands(&deny("StringNotEquals", "arn:aws:iam::111122223333:policy/Other")));
    }

    #[test]
    fn one_under_which_nobody_creates_does_not() {
        assert!(!demands(r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#));
        let never = r#"{"Effect":"Deny","Action":"iam:*","Resource":"*"}"#;
        assert!(!demands(&format!("{EVERYTHING},{never}")));
        assert!(!demands("nonsense"));
    }
}
