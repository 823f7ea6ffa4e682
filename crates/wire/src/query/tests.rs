use super::{ListFault, Parameters, QueryError};
use crate::error::ErrorCode;
use crate::limits::{BODY_BYTES_MAX, PARAMETERS_MAX};

fn parse(text: &str) -> Parameters {
    Parameters::parse(text.as_bytes()).unwrap()
}

#[test]
fn decodes_plus_percent_and_utf_8() {
    let parameters = parse("Action=TagRole&Value=a+b%2Bc%20d%C3%A9&Empty=&Bare");
    assert_eq!(parameters.action(), Some("TagRole"));
    assert_eq!(parameters.get("Value"), Some("a b+c dé"));
    assert_eq!(parameters.get("Empty"), Some(""));
    assert_eq!(parameters.get("Bare"), Some(""));
    assert_eq!(parameters.get("None"), None);
}

#[test]
fn a_broken_percent_sign_is_a_fault_with_its_place() {
    for (text, at) in [("a=%", 2), ("a=%4", 2), ("a=x&b=%zz", 6), ("%x1=a", 0)] {
        let error = Parameters::parse(text.as_bytes()).unwrap_err();
        assert_eq!(error, QueryError::PercentEncoding(at), "{text}");
        assert_eq!(error.code(), ErrorCode::MalformedQueryString);
    }
}

#[test]
fn bytes_that_are_not_utf_8_are_a_fault() {
    for text in [b"a=%FF".as_slice(), b"a=\xff", b"%C3=a", b"a=%ED%A0%80"] {
        assert_eq!(Parameters::parse(text).unwrap_err(), QueryError::NotUtf8);
    }
}

#[test]
fn of_a_repeated_parameter_the_first_counts() {
    let parameters = parse("Action=GetUser&UserName=a&UserName=b");
    assert_eq!(parameters.get("UserName"), Some("a"));
    assert_eq!(parameters.repeated(), ["UserName"]);
}

#[test]
fn the_query_string_comes_before_the_body() {
    let parameters = Parameters::from_request(Some("Action=A&X=1"), b"Action=B&Y=2").unwrap();
    assert_eq!(parameters.action(), Some("A"));
    assert_eq!((parameters.get("X"), parameters.get("Y")), (Some("1"), Some("2")));
}

#[test]
fn too_much_is_refused_by_named_limits() {
    let long = vec![b'a'; BODY_BYTES_MAX + 1];
    assert_eq!(Parameters::parse(&long).unwrap_err().code(), ErrorCode::RequestEntityTooLarge);
    let many = "x=1&".repeat(PARAMETERS_MAX + 1);
    assert_eq!(Parameters::parse(many.as_bytes()).unwrap_err(), QueryError::TooManyParameters);
    let name = format!("{}=1", "n".repeat(600));
    assert_eq!(Parameters::parse(name.as_bytes()).unwrap_err(), QueryError::NameTooLong);
}

#[test]
fn lists_are_counted_from_one_without_holes() {
    let tags = |text: &str| parse(text).list_length("Tags");
    assert_eq!(tags("Tags.member.1.Key=a&Tags.member.1.Value=b&Tags.member.2.Key=c"), Ok(2));
    assert_eq!(tags("Tags="), Ok(0));
    assert_eq!(tags("TagsX.member.1=a"), Ok(0));
    assert_eq!(tags("Tags.member.1.Key=a&Tags.member.3.Key=c"), Err(ListFault::Hole));
    assert_eq!(tags("Tags.member.0.Key=a"), Err(ListFault::Index));
    assert_eq!(tags("Tags.member.01.Key=a"), Err(ListFault::Index));
    assert_eq!(tags("Tags.member.-1.Key=a"), Err(ListFault::Index));
    assert_eq!(tags("Tags.member.18446744073709551615=a"), Err(ListFault::Hole));
    assert_eq!(tags("Tags.member.18446744073709551616=a"), Err(ListFault::Index));
    assert_eq!(tags("Tags.1.Key=a"), Err(ListFault::NotAMember));
}

#[test]
fn unknown_parameters_can_be_named() {
    let parameters =
        parse("Action=A&Version=v&RoleName=r&Tags.member.1.Key=k&Colour=red&X-Amz-Date=d");
    assert_eq!(parameters.unknown(&["RoleName", "Tags"]).collect::<Vec<_>>(), ["Colour"]);
}
