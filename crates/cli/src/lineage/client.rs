//! Calls of the administrator's API: AWS JSON 1.0, signed with Signature Version 4.

use std::sync::Arc;

use entail_propagate::{
    credentials::{Chosen, Environment, Resolver, Settings},
    endpoints::Address,
    upstream::{Upstream, UpstreamError},
};
use entail_wire::{
    json::{CONTENT_TYPE, TARGET_HEADER, TARGET_PREFIX},
    service::Service,
    sigv4::{self, Credentials, SigningInput},
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Uri};
use hyper::body::Bytes;
use serde_json::Value;

use super::{LineageError, arguments::ConnectionArguments, put};

/// Where `entail serve` listens unless told otherwise.
const DEFAULT_ENDPOINT: &str = "http://127.0.0.1:4588";
const DEFAULT_REGION: &str = "us-east-1";

/// How the TLS library names a server's certificate that says that it is an authority's, as
/// `openssl req -x509` makes them.
const AUTHORITY_AS_SERVER: &str = "CaUsedAsEndEntity";

const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

/// Why a call has no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum ClientError {
    /// The server refused it.
    #[error("{message} ({code})")]
    Refused {
        /// The error's name.
        code: String,
        /// What the server says.
        message: String,
    },
    /// The server was not reached, or the exchange broke.
    #[error(transparent)]
    Connection(#[from] UpstreamError),
    /// The request can't be signed.
    #[error("the request can't be signed: {0}")]
    Sign(#[from] sigv4::sign::SigningError),
    /// The request can't be made.
    #[error("the request can't be made: {0}")]
    Request(#[from] http::Error),
    /// The answer is not one of the administrator's API.
    #[error("the server's answer ({0}) is none of Entail's: is this its address?")]
    Foreign(String),
}

impl ClientError {
    /// Whether the server answered, and said no.
    pub(super) const fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused { .. })
    }

    /// What can be done about it.
    pub(super) fn advice(&self) -> Option<&'static str> {
        let Self::Refused { code, message } = self else {
            return match self {
                Self::Connection(UpstreamError::Unreachable { .. }) => {
                    Some("help: start `entail serve`, or name the server with --endpoint-url")
                }
                Self::Connection(UpstreamError::Untrusted { reason, .. })
                    if reason.contains(AUTHORITY_AS_SERVER) =>
                {
                    Some(
                        "help: the server's certificate is one of an authority; make it with \
                         basicConstraints=CA:FALSE",
                    )
                }
                Self::Connection(UpstreamError::Untrusted { .. }) => Some(
                    "help: name the certificate of the authority that signed the server's with \
                     --ca-bundle",
                ),
                _ => None,
            };
        };
        match code.as_str() {
            "AccessDeniedException" if message.contains("transitive permissions boundary") => Some(
                "help: this is open to sessions outside of every boundary only; use an \
                 administrator's credentials",
            ),
            "AccessDeniedException" if message.contains("no identity-based policy allows") => {
                Some("help: give the caller this entail: action in an identity-based policy")
            }
            "AccessDeniedException" if message.contains("permissions boundary allows") => {
                Some("help: the boundary must allow this entail: action, too")
            }
            "UnrecognizedClientException" | "InvalidSignatureException" => {
                Some("help: check the access key, the secret and the profile")
            }
            "ExpiredTokenException" => Some("help: obtain new temporary credentials"),
            "NoSuchEntityException" => {
                Some("help: names are ARNs or their last part with the path: role/team/app")
            }
            "DeleteConflictException" => {
                Some("help: look at what was written, then repeat with --accept-writes")
            }
            _ => None,
        }
    }
}

/// A caller of one server.
#[derive(Debug)]
pub(super) struct Client {
    upstream: Arc<Upstream>,
    server: Uri,
    region: String,
    credentials: Credentials,
}

impl Client {
    /// A client as the command line, the environment and the shared files say.
    pub(super) async fn new(arguments: &ConnectionArguments) -> Result<Self, LineageError> {
        let chosen =
            Chosen { profile: arguments.profile.as_deref(), region: arguments.region.as_deref() };
        let settings = Arc::new(Settings::load(Environment::of_process(), chosen)?);
        let endpoint = arguments.endpoint_url.as_deref();
        let endpoint = endpoint.or_else(|| settings.endpoint("ENTAIL", "entail"));
        let endpoint = endpoint.unwrap_or(DEFAULT_ENDPOINT);
        let server = Address::parse(endpoint).and_then(|_| endpoint.parse().ok());
        let server = server.ok_or_else(|| LineageError::Address(endpoint.to_owned()))?;
        let mut network = settings.network();
        network.ca_bundle = arguments.ca_bundle.clone().or(network.ca_bundle);
        // Roles are assumed where the settings say that STS is, which may be this server.
        let upstream = Arc::new(Upstream::new(settings.endpoints()?, network)?);
        let resolver = Resolver::new(Arc::clone(&settings), Arc::clone(&upstream));
        let credentials = resolver.resolve().await?.credentials;
        let region = settings.region().unwrap_or(DEFAULT_REGION).to_owned();
        Ok(Self { upstream, server, region, credentials })
    }

    /// Calls an operation.
    pub(super) async fn call(
        &self,
        operation: &str,
        parameters: Value,
    ) -> Result<Value, ClientError> {
        let mut headers = HeaderMap::new();
        let target = HeaderValue::from_str(&format!("{TARGET_PREFIX}.{operation}"));
        headers.insert(http::header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE));
        headers.insert(HeaderName::from_static(TARGET_HEADER), target.map_err(http::Error::from)?);
        let (status, body) =
            self.send(Service::Entail, operation, headers, parameters.to_string()).await?;
        let foreign = || ClientError::Foreign(format!("HTTP {status}"));
        let answer: Value = serde_json::from_slice(&body).map_err(|_| foreign())?;
        if status == 200 {
            return Ok(answer);
        }
        match (answer.get("__type").and_then(Value::as_str), answer.get("message")) {
            (Some(code), Some(Value::String(message))) => {
                Err(ClientError::Refused { code: code.to_owned(), message: message.clone() })
            }
            _ => Err(foreign()),
        }
    }

    /// Every entry of a list, page after page.
    pub(super) async fn pages(
        &self,
        operation: &str,
        mut parameters: Value,
        member: &str,
    ) -> Result<Vec<Value>, ClientError> {
        let mut entries = Vec::new();
        loop {
            let mut answer = self.call(operation, parameters.clone()).await?;
            if let Some(Value::Array(page)) = answer.get_mut(member).map(Value::take) {
                entries.extend(page);
            }
            match answer.get("NextToken") {
                Some(token @ Value::String(_)) => put(&mut parameters, "NextToken", token.clone()),
                _ => return Ok(entries),
            }
        }
    }

    /// The caller's account: `GetCallerIdentity` is open to everybody.
    pub(super) async fn account(&self) -> Result<String, ClientError> {
        let mut headers = HeaderMap::new();
        headers.insert(http::header::CONTENT_TYPE, HeaderValue::from_static(FORM));
        let operation = "GetCallerIdentity";
        let form = format!("Action={operation}&Version={}", Service::Sts.version());
        let (status, body) = self.send(Service::Sts, operation, headers, form).await?;
        let text = String::from_utf8_lossy(&body);
        let element = |name: &str| {
            let (_, rest) = text.split_once(&format!("<{name}>"))?;
            Some(rest.split('<').next().unwrap_or_default().to_owned())
        };
        match (element("Account"), element("Code"), element("Message")) {
            (Some(account), _, _) => Ok(account),
            (None, Some(code), Some(message)) => Err(ClientError::Refused { code, message }),
            _ => Err(ClientError::Foreign(format!("HTTP {status}"))),
        }
    }

    async fn send(
        &self,
        service: Service,
        operation: &str,
        mut headers: HeaderMap,
        body: String,
    ) -> Result<(u16, Bytes), ClientError> {
        let signature = sigv4::sign_headers(
            &SigningInput {
                method: Method::POST.as_str(),
                uri: &self.server,
                headers: &headers,
                body: body.as_bytes(),
                region: &self.region,
                service: service.signing_name(),
                time: jiff::Timestamp::now(),
            },
            &self.credentials,
        )?;
        headers.extend(signature);
        let mut request = Request::post(&self.server).body(Bytes::from(body))?;
        *request.headers_mut() = headers;
        let call = format!("{}:{operation}", service.signing_name());
        let response = self.upstream.fetch(&call, request).await?;
        Ok((response.status().as_u16(), response.into_body()))
    }
}

/// Parameters of a call that are given only where they are something.
#[derive(Debug, Clone)]
pub(super) struct Call {
    /// The operation.
    pub(super) operation: &'static str,
    /// Its parameters.
    pub(super) parameters: Value,
}

impl Call {
    /// A call with these parameters.
    pub(super) fn new(operation: &'static str, parameters: Value) -> Self {
        Self { operation, parameters }
    }

    /// The same as a dry run.
    pub(super) fn dry(&self) -> Self {
        let mut dry = self.clone();
        put(&mut dry.parameters, "DryRun", true);
        dry
    }
}
