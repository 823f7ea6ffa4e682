//! Answers: AWS's XML as a flat list of paths with their texts.

use http::StatusCode;
use quick_xml::{
    Reader,
    escape::resolve_predefined_entity,
    events::{BytesRef, Event},
};

/// What the server answered.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// The operation was done.
    Done(Fields),
    /// The operation was refused.
    Refused(Refusal),
}

/// An AWS error.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) code: String,
    pub(super) message: String,
}

/// Why an answer can't be read.
#[derive(Debug, thiserror::Error)]
#[error("the answer can't be read ({status}): {why}")]
pub(super) struct AnswerError {
    status: StatusCode,
    why: String,
}

/// The texts of an answer's elements, each with the path of element names that leads to it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// The text of the first element whose path ends with `path`, such as `Role/Arn`.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.texts(path).next()
    }

    /// The texts of all elements whose path ends with `path`, in their order.
    pub(super) fn texts(&self, path: &str) -> impl Iterator<Item = &str> {
        let suffix = format!("/{path}");
        self.0
            .iter()
            .filter(move |(found, _)| found.ends_with(&suffix))
            .map(|(_, text)| text.as_str())
    }
}

/// Reads an answer by its status: fields, or an error.
pub(super) fn read(status: StatusCode, body: &[u8]) -> Result<Answer, AnswerError> {
    let unreadable = |why: String| AnswerError { status, why };
    let text = std::str::from_utf8(body).map_err(|error| unreadable(error.to_string()))?;
    let fields = fields(text).map_err(|error| unreadable(error.to_string()))?;
    if status.is_success() {
        return Ok(Answer::Done(fields));
    }
    let member = |path: &str| {
        fields.text(path).map(str::to_owned).ok_or_else(|| unreadable(format!("no `{path}`")))
    };
    Ok(Answer::Refused(Refusal {
        status,
        code: member("Error/Code")?,
        message: member("Error/Message")?,
    }))
}

fn fields(xml: &str) -> Result<Fields, quick_xml::Error> {
    let mut reader = Reader::from_str(xml);
    let mut fields = Fields::default();
    let (mut path, mut text): (Vec<String>, String) = Default::default();
    loop {
        match reader.read_event()? {
            Event::Start(element) => {
                path.push(element.local_name().as_ref().to_owned());
                text.clear();
            }
            Event::Text(part) => text.push_str(&part.xml10_content()),
            Event::GeneralRef(reference) => text.extend(character(&reference)?),
            Event::End(_) => {
                // An element that has elements has only white space between them.
                let text = std::mem::take(&mut text);
                if !text.trim().is_empty() {
                    fields.0.push((format!("/{}", path.join("/")), text));
                }
                path.pop();
            }
            Event::Eof => return Ok(fields),
            _ => {}
        }
    }
}

/// What `&amp;` or `&#10;` stands for; nothing for an entity that XML does not know.
fn character(reference: &BytesRef<'_>) -> Result<Option<char>, quick_xml::Error> {
    if let Some(character) = reference.resolve_char_ref()? {
        return Ok(Some(character));
    }
    Ok(resolve_predefined_entity(reference.as_ref()).and_then(|text| text.chars().next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLE: &str = "<?xml version=\"1.0\"?>\n<GetRoleResponse xmlns=\"https://iam/\">\n \
        <GetRoleResult><Role><RoleName>a&amp;b&#33;</RoleName>\
        <InheritedPermissionsBoundaries>\
        <member><PermissionsBoundaryArn>one</PermissionsBoundaryArn></member>\
        <member><PermissionsBoundaryArn>two</PermissionsBoundaryArn></member>\
        </InheritedPermissionsBoundaries></Role></GetRoleResult></GetRoleResponse>";

    #[test]
    fn texts_are_found_by_the_end_of_their_path() {
        let Ok(Answer::Done(fields)) = read(StatusCode::OK, ROLE.as_bytes()) else {
            panic!("not done");
        };
        assert_eq!(fields.text("Role/RoleName"), Some("a&b!"));
        let inherited: Vec<_> =
            fields.texts("InheritedPermissionsBoundaries/member/PermissionsBoundaryArn").collect();
        assert_eq!(inherited, ["one", "two"]);
        assert_eq!(fields.text("Role/Arn"), None);
    }

    #[test]
    fn an_error_has_its_code_and_its_message() {
        let xml = "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>\
                   <Message>User: x is &lt;not&gt;</Message></Error></ErrorResponse>";
        let answer = read(StatusCode::FORBIDDEN, xml.as_bytes()).unwrap();
        assert_eq!(
            answer,
            Answer::Refused(Refusal {
                status: StatusCode::FORBIDDEN,
                code: "AccessDenied".to_owned(),
                message: "User: x is <not>".to_owned(),
            })
        );
    }

    #[test]
    fn what_is_no_error_of_aws_is_not_taken_for_one() {
        assert!(read(StatusCode::BAD_GATEWAY, b"<html></html>").is_err());
        assert!(read(StatusCode::OK, b"<a></b>").is_err());
    }
}
