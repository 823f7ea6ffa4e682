//! Our signatures and those of AWS's own signer for Rust are the same, for requests of every form that
//! clients send: to services, to S3, with temporary credentials, and presigned.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials as OracleCredentials;
use aws_sigv4::{
    http_request::{
        PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation,
        SigningSettings, UriPathNormalizationMode, sign,
    },
    sign::v4::SigningParams,
};
use entail_wire::{
    secret::Secret,
    sigv4::{Credentials, SigningInput, presign, sign_headers},
};
use http::{HeaderMap, HeaderName, HeaderValue, Uri};
use jiff::Timestamp;
use proptest::{
    collection::vec,
    option,
    prelude::{Strategy, any, prop_assert_eq, proptest},
    sample::select,
};

/// A request, and who signs it for what.
#[derive(Clone, Debug)]
struct Case {
    method: &'static str,
    path: String,
    query: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    region: &'static str,
    service: &'static str,
    secret: String,
    token: Option<String>,
    seconds: i64,
}

impl Case {
    fn uri(&self) -> String {
        format!("https://host.example:8443{}{}", self.path, self.query)
    }

    fn is_s3(&self) -> bool {
        self.service == "s3"
    }

    fn credentials(&self) -> Credentials {
        Credentials {
            access_key_id: "AKIDEXAMPLE".to_owned(),
            secret_access_key: Secret::from(self.secret.as_str()),
            session_token: self.token.as_deref().map(Secret::from),
        }
    }

    fn header_map(&self) -> HeaderMap {
        self.headers.iter().fold(HeaderMap::new(), |mut map, (name, value)| {
            let value = HeaderValue::from_str(value).expect("a plain value");
            map.append(HeaderName::from_static(name), value);
            map
        })
    }

    /// What AWS's signer adds to the request: headers, or parameters of the query.
    fn oracle(&self, location: SignatureLocation, body: SignableBody<'_>) -> Vec<(String, String)> {
        let token = self.token.clone();
        let credentials =
            OracleCredentials::new("AKIDEXAMPLE", self.secret.clone(), token, None, "oracle");
        let identity = credentials.into();
        let mut settings = SigningSettings::default();
        settings.signature_location = location;
        if location == SignatureLocation::QueryParams {
            settings.expires_in = Some(Duration::from_mins(5));
        }
        if self.is_s3() {
            settings.percent_encoding_mode = PercentEncodingMode::Single;
            settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
            settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        }
        let seconds = u64::try_from(self.seconds).expect("a time after 1970");
        let parameters = SigningParams::builder()
            .identity(&identity)
            .region(self.region)
            .name(self.service)
            .time(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
            .settings(settings)
            .build()
            .expect("complete parameters");
        let uri = self.uri();
        let headers = self.headers.iter().map(|(name, value)| (*name, value.as_str()));
        let request =
            SignableRequest::new(self.method, uri, headers, body).expect("a request to sign");
        let (signed, _) = sign(request, &parameters.into()).expect("a signature").into_parts();
        let (headers, parameters) = signed.into_parts();
        let headers =
            headers.iter().map(|header| (header.name().to_owned(), header.value().to_owned()));
        let parameters =
            parameters.into_iter().map(|(name, value)| (name.to_owned(), value.into_owned()));
        headers.chain(parameters).collect()
    }

    fn with_input<T>(&self, run: impl FnOnce(&SigningInput<'_>) -> T) -> T {
        let uri: Uri = self.uri().parse().expect("an address");
        let headers = self.header_map();
        run(&SigningInput {
            method: self.method,
            uri: &uri,
            headers: &headers,
            body: &self.body,
            region: self.region,
            service: self.service,
            time: Timestamp::from_second(self.seconds).expect("a time"),
        })
    }
}

fn value<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// Headers that a client may send; some names may come twice.
fn headers() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let name = select(vec![
        "accept",
        "amz-sdk-invocation-id",
        "content-type",
        "range",
        "x-amz-meta-one",
        "x-amz-target",
        "x-other",
    ]);
    vec((name, "[!-~]([ -~]{0,12}[!-~])?"), 0..6)
}

/// A path of segments that are sent as they are; for S3 only with what may stand there encoded.
fn path(service: &'static str) -> impl Strategy<Value = String> {
    let segment = if service == "s3" {
        "([a-zA-Z0-9._~-]|%20|%2B|%24|%C3%A9){0,6}"
    } else {
        "([a-zA-Z0-9._~$:@!*'(),;=+&-]|%20|%2f|%c3%a9){0,6}|\\.|\\.\\."
    };
    vec(segment, 0..6).prop_map(|segments| format!("/{}", segments.join("/")))
}

fn query() -> impl Strategy<Value = String> {
    let pair = "[a-zA-Z0-9._~+*-]{1,4}(=([a-zA-Z0-9/:+*~_-]|%20|%2F|%C3%A9){0,6})?";
    option::of(vec(pair, 1..6))
        .prop_map(|pairs| pairs.map_or_else(String::new, |pairs| format!("?{}", pairs.join("&"))))
}

fn cases() -> impl Strategy<Value = Case> {
    select(vec!["iam", "sts", "cloudformation", "cloudcontrolapi", "s3"]).prop_flat_map(|service| {
        let whose = ("[a-zA-Z0-9/+]{1,40}", option::of("[a-zA-Z0-9/+=]{1,60}"));
        let method = select(vec!["GET", "POST", "PUT", "DELETE"]);
        let region = select(vec!["us-east-1", "cn-north-1", "us-gov-west-1"]);
        let request = (method, path(service), query(), headers(), any::<Vec<u8>>());
        (request, region, whose, 0_i64..4_000_000_000).prop_map(
            move |((method, path, query, headers, body), region, (secret, token), seconds)| Case {
                method,
                path,
                query,
                headers,
                body,
                region,
                service,
                secret,
                token,
                seconds,
            },
        )
    })
}

proptest! {
    #[test]
    fn headers_are_signed_as_awss_signer_signs_them(case in cases()) {
        let expected =
            case.oracle(SignatureLocation::Headers, SignableBody::Bytes(&case.body));
        let found = case.with_input(|input| sign_headers(input, &case.credentials())).unwrap();
        for name in ["authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256"] {
            let found = found.get(name).map(|value| value.to_str().unwrap());
            prop_assert_eq!(found, value(&expected, name), "{}", name);
        }
    }

    #[test]
    fn presigned_requests_are_signed_as_awss_signer_signs_them(case in cases()) {
        let case = Case { headers: Vec::new(), ..case };
        let body = if case.is_s3() {
            SignableBody::UnsignedPayload
        } else {
            SignableBody::Bytes(&case.body)
        };
        let expected = case.oracle(SignatureLocation::QueryParams, body);
        let found = case.with_input(|input| presign(input, &case.credentials(), 300)).unwrap();
        let (_, signature) = found.path_and_query.rsplit_once("&X-Amz-Signature=").unwrap();
        prop_assert_eq!(Some(signature), value(&expected, "X-Amz-Signature"));
    }
}
