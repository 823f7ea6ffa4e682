//! What a server answered, and the little XML reading that tests need.

use http::HeaderMap;

/// An answer, read whole.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body: XML, but for the health endpoints.
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

    /// The error code; empty for a success.
    pub fn code(&self) -> String {
        if self.is_success() { String::new() } else { self.text("Code") }
    }

    /// The error message; empty for a success.
    pub fn message(&self) -> String {
        if self.is_success() { String::new() } else { self.text("Message") }
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

fn unescaped(text: &str) -> String {
    let quotes = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    quotes.replace("&#39;", "'").replace("&apos;", "'").replace("&amp;", "&")
}
