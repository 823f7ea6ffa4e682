//! The law of URLs of objects: see [`crate::laws::object_url_never_panics`].

use http::Uri;

use super::s3::ObjectUrl;
use crate::endpoints::{Address, Endpoints, Service, is_host_of_aws};

/// See [`crate::laws::object_url_never_panics`].
pub(crate) fn object_url_never_panics(text: &str) {
    let aws = Endpoints::default();
    if let Some(object) = ObjectUrl::parse(text, &aws) {
        let host = object.address().host();
        assert!(is_host_of_aws(host) && host.contains("s3"), "`{host}` is signed for");
        is_sent(&object);
        // What is sent is a URL of the same object.
        let sent = format!("{}{}", object.address(), object.path_and_query());
        let again = ObjectUrl::parse(&sent, &aws);
        assert_eq!(again.as_ref(), Some(&object), "{sent}");
        if let Some(moved) = object.in_region("eu-west-1") {
            is_sent(&moved);
        }
    }
    let Some(address) = Address::parse("http://127.0.0.1:5000") else { return };
    if let Some(object) = ObjectUrl::parse(text, &aws.with(Service::S3, address.clone())) {
        assert_eq!(object.address(), &address);
        is_sent(&object);
    }
}

/// Path and query are such that they can be sent.
fn is_sent(object: &ObjectUrl) {
    let path = object.path_and_query();
    assert!(path.starts_with('/') && path.parse::<Uri>().is_ok(), "{path}");
}
