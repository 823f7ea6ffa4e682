//! URLs of objects, in every form that S3 has or had.
//!
//! AWS: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html>
//!
//! INVARIANT: a request is signed only for hosts of S3, or for the one that the user's settings put in
//! its place: with the signature goes a session token.

use entail_wire::sigv4::uri_encode;

use crate::endpoints::{Address, Endpoints, Partition, Service};

/// An object, and where it is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::upstream) struct ObjectUrl {
    address: Address,
    path_and_query: String,
    /// The region that the host names, if any.
    region: Option<String>,
    form: Form,
    bucket: String,
    /// The key, with what is special in a path encoded.
    key: String,
    /// The query, with its `?`; empty where there is none.
    query: String,
    /// The host is the one of the settings.
    is_override: bool,
}

/// What the host of a URL says.
struct Host<'a> {
    /// The bucket, where the host begins with it.
    bucket: Option<&'a str>,
    region: Option<&'a str>,
    form: Form,
}

/// Which of the hosts of a region it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Form {
    /// `s3`, or `s3-fips`.
    service: &'static str,
    /// `.dualstack`, or nothing.
    reach: &'static str,
}

impl Form {
    const USUAL: Self = Self { service: "s3", reach: "" };
}

impl ObjectUrl {
    /// Reads a URL. None where it is not one of an object in S3, or in what stands in its place.
    pub(in crate::upstream) fn parse(url: &str, endpoints: &Endpoints) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
            return None;
        }
        let rest = rest.split('#').next()?;
        let (rest, query) = match rest.split_once('?') {
            Some((rest, query)) => (rest, format!("?{}", encode_special(query))),
            None => (rest, String::new()),
        };
        let (authority, path) = rest.split_once('/')?;
        let elsewhere = endpoints.overridden(Service::S3);
        let of_settings = elsewhere.and_then(|elsewhere| {
            let host = host_of_settings(authority, elsewhere)?;
            Some((host, below(elsewhere.base_path(), path)))
        });
        let (host, path) = match of_settings {
            Some(found) => found,
            None => (host_of_aws(authority)?, path),
        };
        let (bucket, key) = match host.bucket {
            Some(bucket) => (bucket, path),
            None => path.split_once('/')?,
        };
        if !is_bucket(bucket) || key.is_empty() {
            return None;
        }
        let key = encode_path(key);
        let region = host.region.map(str::to_owned);
        let form = host.form;
        if let Some(address) = elsewhere {
            return Some(Self::on_path(address.clone(), bucket, key, query, region));
        }
        // With AWS it is always TLS: CloudFormation takes no other URL.
        let address = Address::parse(&format!("https://{authority}"))?;
        let path_and_query = match host.bucket {
            Some(_) => format!("/{key}{query}"),
            None => format!("/{bucket}/{key}{query}"),
        };
        let bucket = bucket.to_owned();
        Some(Self { address, path_and_query, region, form, bucket, key, query, is_override: false })
    }

    /// With the bucket at the beginning of the path, as what stands in the place of S3 has it.
    fn on_path(
        address: Address,
        bucket: &str,
        key: String,
        query: String,
        region: Option<String>,
    ) -> Self {
        let path_and_query = format!("/{bucket}/{key}{query}");
        let (bucket, form) = (bucket.to_owned(), Form::USUAL);
        Self { address, path_and_query, region, form, bucket, key, query, is_override: true }
    }

    /// The same object, asked for in its bucket's region, at a host of the same kind.
    pub(in crate::upstream) fn in_region(&self, region: &str) -> Option<Self> {
        if self.is_override || !is_region(region) {
            return self.is_override.then(|| self.clone());
        }
        let suffix = Partition::of(region).suffix();
        let Self { bucket, key, query, form: Form { service, reach }, .. } = self;
        let host = format!("{service}{reach}.{region}.{suffix}");
        // A certificate is for one label before `s3`.
        let (host, path_and_query) = if bucket.contains('.') {
            (host, format!("/{bucket}/{key}{query}"))
        } else {
            (format!("{bucket}.{host}"), format!("/{key}{query}"))
        };
        let address = Address::parse(&format!("https://{host}"))?;
        Some(Self { address, path_and_query, region: Some(region.to_owned()), ..self.clone() })
    }

    pub(in crate::upstream) const fn address(&self) -> &Address {
        &self.address
    }

    pub(in crate::upstream) fn path_and_query(&self) -> &str {
        &self.path_and_query
    }

    pub(in crate::upstream) fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// The query carries a signature, of Signature Version 4 or 2.
    pub(in crate::upstream) fn is_presigned(&self) -> bool {
        let query = self.query.trim_start_matches('?');
        query.split('&').filter_map(|pair| pair.split('=').next()).any(|name| {
            ["X-Amz-Signature", "Signature"].iter().any(|known| name.eq_ignore_ascii_case(known))
        })
    }
}

/// A path without what the settings have before every path.
fn below<'a>(base: &str, path: &'a str) -> &'a str {
    let rest = base.strip_prefix('/').and_then(|base| path.strip_prefix(base));
    rest.and_then(|rest| rest.strip_prefix('/')).unwrap_or(path)
}

/// A host of what stands in the place of S3: itself, or with a bucket before it.
fn host_of_settings<'a>(authority: &'a str, settings: &Address) -> Option<Host<'a>> {
    let known = settings.host_header();
    if authority.eq_ignore_ascii_case(known)
        || authority.eq_ignore_ascii_case(&settings.host_and_port())
    {
        return Some(Host { bucket: None, region: None, form: Form::USUAL });
    }
    let bucket = authority.strip_suffix(known)?.strip_suffix('.')?;
    Some(Host { bucket: Some(bucket), region: None, form: Form::USUAL })
}

/// A host of S3: `[BUCKET.]s3[.dualstack].REGION.amazonaws.com` and its older forms.
fn host_of_aws(authority: &str) -> Option<Host<'_>> {
    let authority = authority.strip_suffix(":443").unwrap_or(authority);
    let before = Partition::suffixes().find_map(|suffix| {
        authority.strip_suffix(suffix).and_then(|before| before.strip_suffix('.'))
    })?;
    // From the right: a region, `dualstack`, and the service.
    let (before, region) = match split_last(before) {
        (before, last) if is_region(last) => (before?, Some(last)),
        _ => (before, None),
    };
    let (before, reach) = match split_last(before) {
        (before, "dualstack") => (before?, ".dualstack"),
        _ => (before, ""),
    };
    let (bucket, service) = split_last(before);
    let form = Form { service: if service == "s3-fips" { "s3-fips" } else { "s3" }, reach };
    let region = match (service, region) {
        ("s3" | "s3-fips", region) => region,
        ("s3-accelerate" | "s3-external-1", None) => None,
        (_, None) => Some(service.strip_prefix("s3-").filter(|region| is_region(region))?),
        _ => return None,
    };
    Some(Host { bucket, region, form })
}

/// The last label of a host, and what is before it.
fn split_last(host: &str) -> (Option<&str>, &str) {
    host.rsplit_once('.').map_or((None, host), |(before, last)| (Some(before), last))
}

/// Whether a label is formed like a region's name and not like another of S3's hosts
/// (`s3-website-us-east-1`): letters of a country or cloud, a direction, a number.
fn is_region(label: &str) -> bool {
    let parts: Vec<&str> = label.split('-').collect();
    let is_lower = |part: &str| part.bytes().all(|byte| byte.is_ascii_lowercase());
    match parts.as_slice() {
        [area, middle @ .., number] if !middle.is_empty() => {
            (2..=4).contains(&area.len())
                && is_lower(area)
                && middle.iter().all(|part| !part.is_empty() && is_lower(part))
                && !number.is_empty()
                && number.bytes().all(|byte| byte.is_ascii_digit())
        }
        _ => false,
    }
}

/// Whether a text is formed like the name of a bucket, those of old times too.
///
/// AWS: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>
fn is_bucket(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    text.bytes().all(is_plain) && text.bytes().any(|byte| byte != b'.')
}

/// A path with everything that is special encoded, and what is encoded left so.
fn encode_path(path: &str) -> String {
    let segments: Vec<String> = path
        .split('/')
        .map(|segment| {
            let pieces: Vec<String> = segment
                .split('%')
                .enumerate()
                .map(|(index, piece)| match (index, piece.as_bytes()) {
                    (0, _) => uri_encode(piece.as_bytes()),
                    (_, [high, low, rest @ ..])
                        if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() =>
                    {
                        let [high, low] = [*high, *low].map(char::from);
                        format!("%{high}{low}{}", uri_encode(rest))
                    }
                    _ => format!("%25{}", uri_encode(piece.as_bytes())),
                })
                .collect();
            pieces.concat()
        })
        .collect();
    segments.join("/")
}

/// A query in which only that is encoded which no query may have.
fn encode_special(query: &str) -> String {
    let encode = |character: char| {
        if character.is_ascii_graphic() && !matches!(character, '"' | '<' | '>' | '#') {
            character.to_string()
        } else {
            let mut bytes = [0; 4];
            uri_encode(character.encode_utf8(&mut bytes).as_bytes())
        }
    };
    query.chars().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(url: &str) -> Option<ObjectUrl> {
        ObjectUrl::parse(url, &Endpoints::default())
    }

    fn shown(object: &ObjectUrl) -> String {
        format!("{}{}", object.address(), object.path_and_query())
    }

    #[test]
    fn every_form_of_a_url_is_known_with_its_region() {
        for (url, region) in [
            ("https://b.s3.eu-west-1.amazonaws.com/a/k.json", Some("eu-west-1")),
            ("https://b.s3.amazonaws.com/k", None),
            ("https://s3.amazonaws.com/b/k", None),
            ("https://s3.us-gov-west-1.amazonaws.com/b/k", Some("us-gov-west-1")),
            ("https://s3-eu-central-1.amazonaws.com/b/k", Some("eu-central-1")),
            ("https://b.s3-eu-central-1.amazonaws.com/k", Some("eu-central-1")),
            ("https://a.b.s3.dualstack.us-east-2.amazonaws.com/k", Some("us-east-2")),
            ("https://b.s3-fips.us-east-1.amazonaws.com/k", Some("us-east-1")),
            ("https://b.s3-accelerate.amazonaws.com/k", None),
            ("https://s3.s3.cn-north-1.amazonaws.com.cn/k?versionId=x", Some("cn-north-1")),
            ("https://b.s3.eusc-de-east-1.amazonaws.eu/k", Some("eusc-de-east-1")),
        ] {
            let object = parse(url).unwrap_or_else(|| panic!("{url}"));
            assert_eq!(object.region(), region, "{url}");
            assert_eq!(shown(&object), url, "{url}");
            assert!(!object.is_presigned());
        }
    }

    #[test]
    fn nothing_else_is_ever_signed_for() {
        for url in [
            "s3://b/k",
            "ssm-doc://arn",
            "https://example.com/b/k",
            "https://s3.amazonaws.com.evil.org/b/k",
            "https://evil.com@s3.amazonaws.com/b/k",
            "https://b.s3.amazonaws.com@evil.com/k",
            "https://evils3.amazonaws.com/b/k",
            "https://s3-website-us-east-1.amazonaws.com/b/k",
            "https://b.s3-website.us-east-1.amazonaws.com/k",
            "https://ec2-1-2-3-4.eu-west-1.compute.amazonaws.com/b/k",
            "https://x.execute-api.us-east-1.amazonaws.com/b/k",
            "https://s3.amazonaws.com:8443/b/k",
            "https://s3.amazonaws.com/b",
            "https://s3.amazonaws.com/b/",
            "https://b.s3.amazonaws.com/",
            "https://s3.amazonaws.com//k",
            "https://s3.amazonaws.com/a b/k",
            "https://s3.amazonaws.com/../k",
            "http://169.254.169.254/latest/meta-data",
            "",
        ] {
            assert_eq!(parse(url), None, "{url}");
        }
    }

    #[test]
    fn keys_are_encoded_once_whatever_of_them_was() {
        let path = |url| parse(url).unwrap().path_and_query().to_owned();
        assert_eq!(path("https://b.s3.amazonaws.com/a b%20c+d/é%zz"), "/a%20b%20c%2Bd/%C3%A9%25zz");
        assert_eq!(path("https://b.s3.amazonaws.com/a/../k#top"), "/a/../k");
        assert_eq!(path("http://b.s3.amazonaws.com/k?versionId=a b"), "/k?versionId=a%20b");
    }

    #[test]
    fn a_url_with_a_signature_is_known() {
        for query in ["X-Amz-Signature=a&x=y", "AWSAccessKeyId=a&Expires=1&Signature=b"] {
            assert!(
                parse(&format!("https://b.s3.amazonaws.com/k?{query}")).unwrap().is_presigned()
            );
        }
        assert!(!parse("https://b.s3.amazonaws.com/k?versionId=Signature").unwrap().is_presigned());
    }

    #[test]
    fn settings_stand_in_the_place_of_every_host_of_s3() {
        let address = Address::parse("http://127.0.0.1:5000/base").unwrap();
        let endpoints = Endpoints::default().with(Service::S3, address);
        for url in [
            "https://b.s3.eu-west-1.amazonaws.com/k",
            "https://s3.amazonaws.com/b/k",
            "http://127.0.0.1:5000/b/k",
            "http://127.0.0.1:5000/base/b/k",
            "http://b.127.0.0.1:5000/k",
            "http://b.127.0.0.1:5000/base/k",
        ] {
            let object = ObjectUrl::parse(url, &endpoints).unwrap();
            assert_eq!(shown(&object), "http://127.0.0.1:5000/base/b/k", "{url}");
        }
        assert_eq!(ObjectUrl::parse("http://127.0.0.1:5001/b/k", &endpoints), None);
    }

    #[test]
    fn a_bucket_is_asked_for_in_its_own_region() {
        let moved = |url| shown(&parse(url).unwrap().in_region("eu-west-1").unwrap());
        assert_eq!(
            moved("https://s3.amazonaws.com/b/k?v=1"),
            "https://b.s3.eu-west-1.amazonaws.com/k?v=1"
        );
        assert_eq!(
            moved("https://a.b.s3.amazonaws.com/k"),
            "https://s3.eu-west-1.amazonaws.com/a.b/k"
        );
        for (asked, kind) in [
            ("https://b.s3-fips.us-east-1.amazonaws.com/k", "s3-fips"),
            ("https://b.s3.dualstack.us-east-1.amazonaws.com/k", "s3.dualstack"),
            ("https://b.s3-fips.dualstack.us-east-1.amazonaws.com/k", "s3-fips.dualstack"),
        ] {
            assert_eq!(moved(asked), format!("https://b.{kind}.eu-west-1.amazonaws.com/k"));
        }
        assert_eq!(parse("https://s3.amazonaws.com/b/k").unwrap().in_region("evil.com/"), None);
    }
}
