//! Templates in S3: read and written with the credentials that may, of those that come from whoever
//! calls: one client's never serve another's call.

use std::sync::{Mutex, PoisonError};

use entail_wire::sigv4::Credentials;
use hyper::body::Bytes;
use jiff::Timestamp;

use super::{Call, Fronted, Interceptor, Refusal, form::Form, sts::Given};
use crate::{
    credentials::Keyring,
    endpoints::{Partition, is_host_of_aws},
    limits::LEARNED_CREDENTIALS_MAX,
    upstream::UpstreamError,
};

/// What the address of a template begins with that is a document of Systems Manager.
///
/// AWS: <https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html>
const DOCUMENT: &str = "ssm-doc:";

/// Credentials that were given out in this run, the newest last.
#[derive(Debug, Default)]
pub(super) struct Learned(Mutex<Vec<OfRole>>);

#[derive(Clone, Debug)]
struct OfRole {
    /// The role's ARN; empty where the credentials are no role's.
    role: String,
    chain: Chain,
    credentials: Credentials,
    expires: Option<Timestamp>,
}

/// Whose credentials others were obtained with, at the beginning of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Chain {
    /// Those of the run, whichever they were at the time.
    OfRun,
    /// Those with this access key id.
    OfKey(String),
}

impl Learned {
    /// Keeps what a call was given.
    pub(super) fn add(&self, call: &Call, given: &Given, keyring: &Keyring) {
        if call.service != Fronted::Sts {
            return;
        }
        let role = Form::parse(&call.body).and_then(|form| form.get("RoleArn"));
        let role = role.ok().flatten().unwrap_or_default();
        // A call that carries no signature begins a chain.
        let by = Some(&call.credentials.access_key_id).filter(|id| !id.is_empty());
        let chain = self.chain_of(by.unwrap_or(&given.credentials.access_key_id), keyring);
        let mut learned = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        learned.retain(|known| known.role.is_empty() || known.role != role || known.chain != chain);
        let (credentials, expires) = (given.credentials.clone(), given.expires);
        learned.push(OfRole { role, chain, credentials, expires });
        let excess = learned.len().saturating_sub(LEARNED_CREDENTIALS_MAX);
        learned.drain(..excess);
    }

    fn chain_of(&self, access_key_id: &str, keyring: &Keyring) -> Chain {
        if keyring.is_of_run(access_key_id) {
            return Chain::OfRun;
        }
        let learned = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = learned.iter().find(|it| it.credentials.access_key_id == access_key_id);
        known.map_or_else(|| Chain::OfKey(access_key_id.to_owned()), |known| known.chain.clone())
    }

    /// Those of a chain that last, the newest first: of roles that publish files, and others.
    ///
    /// The CDK's role for that is the only one of its roles that may write to its bucket.
    fn lasting(&self, chain: &Chain) -> (Vec<Credentials>, Vec<Credentials>) {
        let learned = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let now = Timestamp::now();
        let lasting = learned.into_iter().rev().filter(|known| known.chain == *chain);
        let lasting = lasting.filter(|known| known.expires.is_none_or(|expires| expires > now));
        let (publishing, others): (Vec<_>, Vec<_>) =
            lasting.partition(|known| known.role.contains("file-publishing"));
        let credentials = |known: Vec<OfRole>| known.into_iter().map(|it| it.credentials).collect();
        (credentials(publishing), credentials(others))
    }
}

impl Interceptor {
    /// Reads a template from S3.
    pub(super) async fn fetch(&self, url: &str, call: &Call) -> Result<String, Refusal> {
        if url.starts_with(DOCUMENT) {
            return Err(Refusal::denied(format!(
                "the template `{url}` is a document of Systems Manager, which is not read here, so \
                 that nothing in it can be bounded: pass the template inline, or put it into S3"
            )));
        }
        in_partition(url, &call.region)?;
        let mut refused = Vec::new();
        let shown = without_query(url);
        for credentials in self.candidates(call, Purpose::Read).await {
            match self.parts.upstream.s3_get(url, &credentials).await {
                Ok(bytes) => return text(&shown, &bytes),
                Err(error) => note_refused(&mut refused, &credentials, error).map_err(|error| {
                    Refusal::denied(format!(
                        "the template `{shown}` can't be read, so that nothing in it can be bounded: \
                         {error}"
                    ))
                })?,
            }
        }
        Err(Refusal::denied(format!(
            "the template `{shown}` can't be read, so that nothing in it can be bounded: allow \
             s3:GetObject on it to the caller, or pass the template inline; {}",
            refused.join("; ")
        )))
    }

    /// Writes a template to S3.
    pub(super) async fn store(&self, url: &str, body: &str, call: &Call) -> Result<(), Refusal> {
        let mut refused = Vec::new();
        for credentials in self.candidates(call, Purpose::Write).await {
            let body = Bytes::from(body.to_owned());
            match self.parts.upstream.s3_put(url, body, &credentials).await {
                Ok(()) => return Ok(()),
                Err(error) => note_refused(&mut refused, &credentials, error).map_err(|error| {
                    Refusal::denied(format!(
                        "the template with its boundaries can't be written to \
                        `{url}`: {error}"
                    ))
                })?,
            }
        }
        Err(Refusal::denied(format!(
            "the template with its boundaries can't be written to `{url}`, where CloudFormation \
             would read it: allow s3:PutObject on it to the caller, or rewrite the template before \
             it is deployed, with `entail template`; {}",
            refused.join("; ")
        )))
    }

    /// The credentials that may serve a call, in the order in which they are tried; each once.
    async fn candidates(&self, call: &Call, purpose: Purpose) -> Vec<Credentials> {
        let chain = self.learned.chain_of(&call.credentials.access_key_id, &self.parts.keyring);
        let (publishing, others) = self.learned.lasting(&chain);
        let callers = vec![call.credentials.clone()];
        let of_run = match chain {
            Chain::OfRun => self.parts.keyring.of_run().await.ok().map(|run| run.credentials),
            Chain::OfKey(_) => None,
        };
        let known = match purpose {
            Purpose::Read => [callers, publishing, others],
            Purpose::Write => [publishing, callers, others],
        };
        let mut candidates: Vec<Credentials> = Vec::new();
        for credentials in known.into_iter().flatten().chain(of_run) {
            if candidates.iter().all(|known| known.access_key_id != credentials.access_key_id) {
                candidates.push(credentials);
            }
        }
        candidates
    }
}

/// What is done with a template in S3.
#[derive(Clone, Copy)]
enum Purpose {
    Read,
    Write,
}

/// Credentials are worth nothing in another partition, and are not shown there.
fn in_partition(url: &str, region: &str) -> Result<(), Refusal> {
    let authority = url.split("://").nth(1).unwrap_or_default().split('/').next();
    let host = authority.unwrap_or_default().split(':').next().unwrap_or_default();
    let partition = Partition::of(region);
    let is_here =
        region_of(host, partition.suffix()).is_none_or(|it| Partition::of(it) == partition);
    if !is_host_of_aws(host) || (host.ends_with(partition.suffix()) && is_here) {
        return Ok(());
    }
    Err(Refusal::denied(format!(
        "the template `{}` is not in the partition `{}` of the call, so that nothing in it can be \
         bounded",
        without_query(url),
        partition.name
    )))
}

/// The region in a host of S3's, as in `bucket.s3.eu-west-1.amazonaws.com` or, of old,
/// `s3-eu-west-1.amazonaws.com`. Two partitions have the same suffix.
fn region_of<'a>(host: &'a str, suffix: &str) -> Option<&'a str> {
    let label = host.strip_suffix(suffix)?.strip_suffix('.')?.rsplit('.').next()?;
    let region = label.strip_prefix("s3-").unwrap_or(label);
    let is_region = region.contains('-') && region.ends_with(|last: char| last.is_ascii_digit());
    is_region.then_some(region)
}

/// Remembers a refusal: others may. Anything else would be the same for everybody.
fn note_refused(
    refused: &mut Vec<String>,
    credentials: &Credentials,
    error: UpstreamError,
) -> Result<(), UpstreamError> {
    if !matches!(error, UpstreamError::Refused { .. }) {
        return Err(error);
    }
    refused.push(format!("with `{}`: {error}", credentials.access_key_id));
    Ok(())
}

fn text(url: &str, bytes: &[u8]) -> Result<String, Refusal> {
    let text = std::str::from_utf8(bytes);
    text.map(str::to_owned)
        .map_err(|error| Refusal::invalid(format!("the template `{url}` is not UTF-8: {error}")))
}

/// A URL for people: what follows the path may be a signature.
pub(super) fn without_query(url: &str) -> String {
    url.split(['?', '#']).next().unwrap_or(url).to_owned()
}

/// Where a changed template goes: beside the one that it was made of, named by its content, so that
/// the same is never written twice under two names.
pub(super) fn beside(url: &str, sha256: &str) -> String {
    let path = without_query(url);
    let hash: String = sha256.chars().take(16).collect();
    format!("{path}.entail-{hash}")
}

#[cfg(test)]
mod tests {
    use super::{beside, in_partition};

    #[test]
    fn a_template_of_another_partition_is_not_asked_for() {
        for (url, region, may) in [
            ("https://b.s3.eu-west-1.amazonaws.com/k", "eu-west-1", true),
            ("https://b.s3.amazonaws.com:443/k", "us-gov-west-1", true),
            ("https://b.s3.cn-north-1.amazonaws.com.cn/k", "cn-north-1", true),
            ("http://127.0.0.1:5000/b/k", "eu-west-1", true),
            ("https://b.s3.cn-north-1.amazonaws.com.cn/k", "eu-west-1", false),
            ("https://b.s3.amazonaws.com/k", "cn-north-1", false),
            ("https://b.s3.us-iso-east-1.c2s.ic.gov/k", "eu-west-1", false),
            ("https://b.s3.us-gov-west-1.amazonaws.com/k", "us-gov-east-1", true),
            ("https://b.s3.us-east-1.amazonaws.com/k", "us-gov-west-1", false),
            ("https://b.s3-us-gov-west-1.amazonaws.com/k", "us-east-1", false),
            ("https://s3.dualstack.us-gov-west-1.amazonaws.com/b/k", "us-east-1", false),
        ] {
            assert_eq!(in_partition(url, region).is_ok(), may, "{url} {region}");
        }
    }

    #[test]
    fn a_changed_template_goes_beside_its_original() {
        let url = "https://bucket.s3.amazonaws.com/a/b.json?versionId=3";
        let beside = beside(url, "0123456789abcdef0123");
        assert_eq!(beside, "https://bucket.s3.amazonaws.com/a/b.json.entail-0123456789abcdef");
    }
}
