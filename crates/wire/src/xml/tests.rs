use jiff::Timestamp;

use super::{Writer, error_response, escape};
use crate::error::ErrorCode;
use crate::laws;
use crate::service::Service;

#[test]
fn an_error_is_wrapped_as_aws_wraps_it() {
    let text = error_response(
        Service::Iam,
        ErrorCode::NoSuchEntity,
        "The role with name <a&b> cannot be found.",
        "b25f48e8-84fd-11e6-80d9-574e0c4664cb",
    );
    let expected = "<ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">\n  \
        <Error>\n    <Type>Sender</Type>\n    <Code>NoSuchEntity</Code>\n    \
        <Message>The role with name &lt;a&amp;b&gt; cannot be found.</Message>\n  </Error>\n  \
        <RequestId>b25f48e8-84fd-11e6-80d9-574e0c4664cb</RequestId>\n</ErrorResponse>\n";
    assert_eq!(text, expected);
}

#[test]
fn an_empty_element_is_closed_in_itself() {
    let mut writer = Writer::new();
    writer.element("Outer", |writer| writer.strings("Tags", &[]));
    assert_eq!(writer.finish(), "<Outer>\n  <Tags/>\n</Outer>\n");
}

#[test]
fn a_time_is_written_to_the_second() {
    let mut writer = Writer::new();
    writer.timestamp("CreateDate", "2026-11-22T10:00:00.987Z".parse::<Timestamp>().unwrap());
    assert_eq!(writer.finish(), "<CreateDate>2026-11-22T10:00:00Z</CreateDate>\n");
}

#[test]
fn a_policy_document_is_percent_encoded() {
    let mut writer = Writer::new();
    writer.policy_document("Document", r#"{"a": "*~é"}"#);
    assert_eq!(writer.finish(), "<Document>%7B%22a%22%3A%20%22%2A~%C3%A9%22%7D</Document>\n");
}

#[test]
fn what_xml_cannot_carry_is_replaced() {
    let mut text = String::new();
    escape("a\u{0}\u{b}\u{ffff}\r\n\t\"b\"", &mut text);
    assert_eq!(text, "a\u{fffd}\u{fffd}\u{fffd}&#xD;\n\t&quot;b&quot;");
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_back_as_it_was(text in proptest::prelude::any::<String>()) {
        laws::xml_roundtrip(&text);
    }
}
