//! What a server answered, and the little reading of XML and JSON that tests need.

use http::HeaderMap;
use serde_json::Value;

/// An answer, read whole.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body: XML or JSON, but for the health endpoints.
    pub body: String,
}

impl Answer {
    /// Whether the request was done.
    pub const fn is_success(&self) -> bool {
        self.status == 200
    }

    /// The answer itself, once it is known that the request was done.
    #[track_caller]
    #[expect(clippy::return_self_not_must_use, reason = "most tests only want to know it was done")]
    pub fn expect_success(self) -> Self {
        assert!(self.is_success(), "refused with {}: {}", self.status, self.body);
        self
    }

    /// The error code; empty for a success. Services of AWS JSON put `Exception` behind it, which
    /// is taken off.
    pub fn code(&self) -> String {
        if self.is_success() {
            return String::new();
        }
        match self.as_json() {
            Some(error) => text_of(&error, "__type").trim_end_matches("Exception").to_owned(),
            None => self.text("Code"),
        }
    }

    /// The error message; empty for a success.
    pub fn message(&self) -> String {
        if self.is_success() {
            return String::new();
        }
        match self.as_json() {
            Some(error) => text_of(&error, "message").to_owned(),
            None => self.text("Message"),
        }
    }

    /// The body of an answer in JSON.
    pub fn as_json(&self) -> Option<Value> {
        serde_json::from_str(&self.body).ok()
    }

    /// The text of the first element of this name that holds text only.
    pub fn find(&self, element: &str) -> Option<String> {
        self.find_all(element).into_iter().next()
    }

    /// The text of the first element of this name, which must be there.
    pub fn text(&self, element: &str) -> String {
        let found = self.find(element);
        assert!(found.is_some(), "no `{element}` in {}", self.body);
        found.unwrap_or_default()
    }

    /// The texts of all elements of this name, in order. Elements that hold elements are left out.
    pub fn find_all(&self, element: &str) -> Vec<String> {
        let (open, close) = (format!("<{element}>"), format!("</{element}>"));
        let rest = self.body.split(&open).skip(1);
        let texts = rest.filter_map(|rest| rest.split_once(&close).map(|(text, _)| text));
        texts.filter(|text| !text.contains('<')).map(unescaped).collect()
    }

    /// The answer's part between the first such tag and its end, for `find` in a part of it.
    #[must_use]
    pub fn part(&self, element: &str) -> Option<Self> {
        let (_, rest) = self.body.split_once(&format!("<{element}>"))?;
        let (part, _) = rest.split_once(&format!("</{element}>"))?;
        Some(Self { body: part.to_owned(), ..self.clone() })
    }
}

fn text_of<'a>(object: &'a Value, member: &str) -> &'a str {
    object.get(member).and_then(Value::as_str).unwrap_or_default()
}

fn unescaped(text: &str) -> String {
    let quotes = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    quotes.replace("&#39;", "'").replace("&apos;", "'").replace("&amp;", "&")
}
