//! What a service says when it refuses: its code and its message.

use http::{HeaderMap, Response};
use hyper::body::Bytes;
use quick_xml::{Reader, escape::resolve_predefined_entity, events::Event};
use serde::Deserialize;

/// What a service says when it refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// `Unknown` where none can be read.
    pub(crate) code: String,
    pub(crate) message: String,
}

/// An error of AWS JSON.
#[derive(Deserialize)]
struct JsonError {
    #[serde(rename = "__type")]
    name: Option<String>,
    #[serde(alias = "Message")]
    message: Option<String>,
}

impl Refusal {
    /// Reads the XML of Query services and of S3, and the JSON of the others.
    pub(crate) fn read(answer: &Response<Bytes>) -> Self {
        let text = String::from_utf8_lossy(answer.body());
        let (code, message) = if text.trim_start().starts_with('{') {
            json(&text, answer.headers())
        } else {
            (element(&text, "Code"), element(&text, "Message"))
        };
        Self {
            code: code.unwrap_or_else(|| "Unknown".to_owned()),
            message: message.unwrap_or_else(|| "the answer has no message".to_owned()),
        }
    }
}

fn json(text: &str, headers: &HeaderMap) -> (Option<String>, Option<String>) {
    let Ok(error) = serde_json::from_str::<JsonError>(text) else { return (None, None) };
    let header = headers.get("x-amzn-errortype").and_then(|value| value.to_str().ok());
    let name = error.name.or_else(|| header.map(str::to_owned)).map(|name| {
        // `namespace#Name:http://...`
        let name = name.split(':').next().unwrap_or_default();
        name.rsplit('#').next().unwrap_or_default().to_owned()
    });
    (name, error.message)
}

/// The text of the first element of a name.
fn element(xml: &str, name: &str) -> Option<String> {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) if start.local_name().as_ref() == name => break,
            Event::Eof => return None,
            _ => {}
        }
    }
    let mut text = String::new();
    loop {
        match reader.read_event().ok()? {
            Event::Text(part) => text.push_str(&part),
            Event::GeneralRef(reference) => match reference.resolve_char_ref().ok()? {
                Some(character) => text.push(character),
                None => text.push_str(resolve_predefined_entity(&reference)?),
            },
            Event::End(_) => return Some(text.trim().to_owned()),
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &'static str) -> (String, String) {
        let Refusal { code, message } =
            Refusal::read(&Response::new(Bytes::from_static(body.as_bytes())));
        (code, message)
    }

    #[test]
    fn codes_and_messages_are_read_in_every_protocol() {
        for body in [
            "<ErrorResponse xmlns=\"x\"><Error><Type>Sender</Type><Code>NoSuchEntity</Code>\
             <Message>role &lt;a&gt; &amp; &#x41;</Message></Error><RequestId>1</RequestId></ErrorResponse>",
            "<?xml version=\"1.0\"?>\n<Error><Code>NoSuchEntity</Code><Message>role &lt;a&gt; &amp; A\
             </Message></Error>",
            r#"{"__type":"com.amazonaws#NoSuchEntity:http://x","Message":"role <a> & A"}"#,
        ] {
            assert_eq!(
                read(body),
                ("NoSuchEntity".to_owned(), "role <a> & A".to_owned()),
                "{body}"
            );
        }
    }

    #[test]
    fn what_cannot_be_read_has_no_code() {
        for body in ["", "<html>", "{", "{}", "<Error><Code>x", "gateway timeout"] {
            assert_eq!(read(body).0, "Unknown", "{body}");
        }
    }
}
