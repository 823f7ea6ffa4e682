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
/// What a pattern covers that is no ARN, or has a wildcard for a service, cannot be told: AWS
/// refuses to store it. Nor can it where a wildcard in the midst of a segment would have to run over
/// colons, which AWS says it does not, in an ARN that lacks segments.
pub(crate) fn covers(form: Form, pattern: &[u8], resource: &str) -> Truth {
    let resource = resource.as_bytes();
    if !wildcard::matches(form, pattern, resource) {
        Truth::False
    } else if is_refused(pattern)
        || (wildcard::has_wildcard_of_doubtful_reach(pattern)
            && !wildcard::matches_within_segments(pattern, resource))
    {
        Truth::Undecided
    } else {
        Truth::True
    }
}

/// Whether every resource that matches the pattern is covered by it.
pub(crate) fn is_clear(pattern: &[u8]) -> bool {
    !is_refused(pattern) && !wildcard::has_wildcard_of_doubtful_reach(pattern)
}

/// Whether a pattern is neither `*` nor an ARN of a certain service.
fn is_refused(pattern: &[u8]) -> bool {
    let mut segments = pattern.split(|byte| *byte == b':');
    let is_arn = segments.next() == Some(b"arn");
    let service = segments.nth(SERVICE_SEGMENT - 1);
    let is_wildcard = |byte: &u8| matches!(byte, b'*' | b'?');
    pattern != b"*" && !(is_arn && service.is_some_and(|name| !name.iter().any(is_wildcard)))
}

/// What was compared.
pub(crate) fn describe(
    element: Element<'_>,
    resource: &str,
    pool: &Pool,
    variables: &Variables<'_>,
) -> Compared {
    let text = |entry: &Prepared| pool.text(entry.text()).to_owned();
    let covered = |entry: &Prepared| entry.test(pool, variables, Reading::Resource, resource);
    let note = |entry: &Prepared| {
        let doubt = || format!("what `{}` covers cannot be told", text(entry));
        let is_in_doubt = || covered(entry) == Truth::Undecided;
        entry.note(variables).or_else(|| is_in_doubt().then(doubt))
    };
    let name = match element.polarity {
        Polarity::Positive => "Resource",
        Polarity::Negated => "NotResource",
    };
    Compared {
        name: name.to_owned(),
        expected: element.patterns.iter().map(text).collect(),
        found: Some(vec![resource.to_owned()]),
        covered_by: element.patterns.iter().find(|entry| covered(entry) != Truth::False).map(text),
        notes: element.patterns.iter().filter_map(note).collect(),
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

    #[test]
    fn what_is_no_arn_is_undecided_where_it_matches() {
        for pattern in ["*cket/key", "**", "?*", "arn*", "*:*", "aws:s3:::*"] {
            let expected = if pattern == "aws:s3:::*" { Truth::False } else { Truth::Undecided };
            assert_eq!(check(pattern, "arn:aws:s3:::bucket/key"), expected, "{pattern}");
        }
        assert_eq!(check("*cket/red", "arn:aws:s3:::bucket/key"), Truth::False);
    }

    #[test]
    fn a_wildcard_of_an_arn_that_lacks_segments_is_undecided_where_it_runs_over_colons() {
        let key = "arn:aws:s3:::bucket/key";
        assert_eq!(check("arn:aws:s3::*cket/key", key), Truth::Undecided);
        assert_eq!(check("arn:aws:s3::?bucket/*", key), Truth::Undecided);
        assert_eq!(check("arn:aws:s3:*:*cket/key", key), Truth::True);
        assert_eq!(check("arn:aws:s3:*", key), Truth::True);
        assert_eq!(check("arn:aws:s3::*", key), Truth::True);
        let table = "arn:aws:dynamodb:eu-west-1:111122223333:table/t";
        assert_eq!(check("arn:aws:dynamodb:*:table/?", table), Truth::True);
        assert_eq!(check("arn:aws:dynamodb:*:t*/t", table), Truth::True);
        assert_eq!(check("arn:aws:dynamodb:eu-*:1*/t", table), Truth::Undecided);
    }
}
