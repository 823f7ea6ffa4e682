mod aws_examples;
mod botocore;
mod refusals;
mod s3;

use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Request};

use crate::secret::Secret;

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

fn secret() -> Secret {
    Secret::from(SECRET)
}

/// The head of a request; headers may repeat.
fn head(method: &str, uri: &str, headers: &[(&str, &str)]) -> Parts {
    let (mut parts, ()) = Request::builder().method(method).uri(uri).body(()).unwrap().into_parts();
    parts.headers = header_map(headers);
    parts
}

fn header_map(headers: &[(&str, &str)]) -> HeaderMap {
    headers.iter().fold(HeaderMap::new(), |mut map, (name, value)| {
        map.append(
            HeaderName::from_bytes(name.as_bytes()).unwrap(),
            HeaderValue::from_str(value).unwrap(),
        );
        map
    })
}
