//! `Resource` and `NotResource`: ARNs are compared case-sensitively, segment by segment.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>

use entail_policy::tree::Polarity;

use super::reading::Reading;
use super::variables::Variables;
use super::wildcard::{self, Form};
use crate::compile::{Pool, Prepared};
use crate::observer::Compared;
use crate::truth::Truth;

/// The segment of an ARN that names the service, counted from zero.
const SERVICE_SEGMENT: usize = 2;

/// The `Resource` or `NotResource` of a statement.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element<'a> {
    pub(crate) polarity: Polarity,
    pub(crate) patterns: &'a [Prepared],
}

/// Whether the element covers the resource.
#[inline]
pub(crate) fn matches(
    element: Element<'_>,
    resource: &str,
    pool: &Pool,
    variables: &Variables<'_>,
) -> Truth {
    let test = |entry: &Prepared| entry.test(pool, variables, Reading::Resource, resource);
    let listed = Truth::any(element.patterns.iter().map(test));
    match element.polarity {
        Polarity::Positive => listed,
        Polarity::Negated => !listed,
    }
}

/// Whether a pattern covers a resource.
///
/// AWS refuses wildcards in the service segment; what they cover cannot be told.
pub(crate) fn covers(form: Form, pattern: &[u8], resource: &str) -> Truth {
    let matched = wildcard::matches(form, pattern, resource.as_bytes());
    if matched && has_wildcard_service(pattern) { Truth::Undecided } else { matched.into() }
}

/// Only where the pattern begins like an ARN; `*` alone has no service.
pub(crate) fn has_wildcard_service(pattern: &[u8]) -> bool {
    let mut segments = pattern.split(|byte| *byte == b':');
    segments.next() == Some(b"arn")
        && segments
            .nth(SERVICE_SEGMENT - 1)
            .is_none_or(|segment| segment.iter().any(|byte| matches!(byte, b'*' | b'?')))
}

/// What was compared.
pub(crate) fn describe(
    element: Element<'_>,
    resource: &str,
    pool: &Pool,
    variables: &Variables<'_>,
) -> Compared {
    let text = |entry: &Prepared| pool.text(entry.text()).to_owned();
    let covers = |entry: &&Prepared| {
        entry.test(pool, variables, Reading::Resource, resource) != Truth::False
    };
    let name = match element.polarity {
        Polarity::Positive => "Resource",
        Polarity::Negated => "NotResource",
    };
    Compared {
        name: name.to_owned(),
        expected: element.patterns.iter().map(text).collect(),
        found: Some(vec![resource.to_owned()]),
        covered_by: element.patterns.iter().find(covers).map(text),
        notes: element.patterns.iter().filter_map(|entry| entry.note(variables)).collect(),
        ..Compared::default()
    }
}

#[cfg(test)]
mod tests {
    use super::covers;
    use crate::matching::reading::Reading;
    use crate::truth::Truth;

    fn check(pattern: &str, resource: &str) -> Truth {
        let pattern = pattern.as_bytes();
        covers(Reading::Resource.form(pattern), pattern, resource)
    }

    #[test]
    fn a_star_inside_a_segment_stays_in_it() {
        let instance = "arn:aws:ec2:us-east-1:111122223333:instance/i-1";
        assert_eq!(check("arn:aws:ec2:us-*-1:111122223333:instance/*", instance), Truth::True);
        assert_eq!(check("arn:aws:ec2:u*1:111122223333:instance/*", instance), Truth::True);
        let odd = "arn:aws:ec2:u:1:1:instance/i-1";
        assert_eq!(check("arn:aws:ec2:u*1:instance/*", odd), Truth::False);
        assert_eq!(check("arn:aws:ec2:u?1:1:instance/*", odd), Truth::False);
    }

    #[test]
    fn a_star_at_the_end_of_a_segment_runs_over_colons() {
        let table = "arn:aws:dynamodb:eu-west-1:111122223333:table/t";
        assert_eq!(check("arn:aws:dynamodb:*:table/t", table), Truth::True);
        assert_eq!(check("arn:aws:dynamodb:eu-*:table/t", table), Truth::True);
        assert_eq!(check("arn:aws:dynamodb:*", table), Truth::True);
    }

    #[test]
    fn the_resource_part_is_one_segment_with_slashes_and_colons() {
        assert_eq!(check("arn:aws:s3:::b/*.key", "arn:aws:s3:::b/x/y:z.key"), Truth::True);
        assert_eq!(check("arn:aws:s3:::b/?", "arn:aws:s3:::b/:"), Truth::True);
        assert_eq!(check("arn:aws:s3:::B/*", "arn:aws:s3:::b/x"), Truth::False);
    }

    #[test]
    fn a_wildcard_service_is_undecided() {
        assert_eq!(check("arn:aws:*:::b", "arn:aws:s3:::b"), Truth::Undecided);
        assert_eq!(check("arn:aws:*:::b", "arn:aws:s3:::c"), Truth::False);
        assert_eq!(check("arn:*", "arn:aws:s3:::c"), Truth::Undecided);
        assert_eq!(check("*", "arn:aws:s3:::c"), Truth::True);
        assert_eq!(check("*", "*"), Truth::True);
    }
}
