//! Finding the boundary that has to be passed on, for whoever creates.
//!
//! In this order: the boundary that the user names; with an execution role, that role's marker or
//! its own boundary that demands itself; the caller's marker; the caller's own boundary, when it
//! demands itself; for a session of a role or of a federated user, that of whoever started the run. A
//! marker is the tag `entail:transitive-boundary` on the principal, a boundary under the path
//! `/entail/transitive/`, or a boundary with the tag `entail:transitive` = `true`.
//!
//! What is found is kept for some minutes: a principal is looked at once in most runs.
//!
//! INVARIANT: only what may not be read is passed over, with a word and for a few seconds. Whatever
//! else goes wrong is an error, is not kept, and nothing is created then.

mod accounts;
mod caller;
mod demand;
mod document;
mod kept;
mod principal;

use std::{
    borrow::Cow,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use entail_policy::arn::Arn;
use entail_wire::sigv4::Credentials;

use self::{
    accounts::Accounts,
    caller::{Caller, Who},
    demand::Demand,
    kept::Kept,
    principal::Principal,
};
use crate::{
    credentials::{CredentialsError, Keyring},
    endpoints::Partition,
    intercept::{Element, Fronted},
    required::RequiredBoundary,
    state::Account,
    upstream::{Upstream, UpstreamError},
};

pub(crate) use self::principal::{Kind as PrincipalKind, Principal as NamedPrincipal};

/// The tag on a principal that names the boundary which it passes on.
pub(crate) const PRINCIPAL_TAG: &str = "entail:transitive-boundary";

/// The tag on a policy that says that it is passed on where it is a boundary.
const POLICY_TAG: (&str, &str) = ("entail:transitive", "true");

/// The path of policies that are passed on where they are boundaries.
const POLICY_PATH: &str = "policy/entail/transitive/";

/// Error codes that say that credentials don't work.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html>
const CREDENTIALS_CODES: [&str; 8] = [
    "ExpiredToken",
    "ExpiredTokenException",
    "RequestExpired",
    "InvalidClientTokenId",
    "UnrecognizedClientException",
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
    "IncompleteSignature",
];

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A boundary has to be passed on.
    Required {
        /// The boundary, and why it is this one.
        boundary: RequiredBoundary,
        /// What the user should know of the search: what could not be read, one sentence each.
        notes: Vec<String>,
    },
    /// None has to be, as far as could be seen.
    Nothing {
        /// Where was looked and what was found there, what could not be read, and what to do.
        because: String,
    },
}

/// Why it can't be said whether a boundary has to be passed on. Nothing should be created then.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FindError {
    /// A boundary of another account: AWS takes none.
    #[error(
        "the boundary `{boundary}`, {place}, is not one of account {account}, in which the caller is: \
         AWS takes boundaries of the same account only; name one of this account"
    )]
    OtherAccount {
        /// Where it is named.
        place: String,
        /// The boundary.
        boundary: String,
        /// The caller's account.
        account: String,
    },
    /// Something that should name a boundary names something else.
    #[error("{place} is `{value}`, which is not the ARN of a policy")]
    NotAPolicy {
        /// What names it.
        place: String,
        /// What it names.
        value: String,
    },
    /// The credentials don't work any more, or never did.
    #[error("the credentials can't be used: {0}; obtain new ones and run again")]
    Credentials(UpstreamError),
    /// Whoever started the run can't be asked, and may have to pass one on.
    #[error("the credentials of who started the run can't be found: {0}")]
    Run(CredentialsError),
    /// AWS did not answer.
    #[error(transparent)]
    Upstream(#[from] UpstreamError),
}

/// Finds boundaries, and keeps what it found.
#[derive(Clone, Debug)]
pub struct Finder {
    upstream: Arc<Upstream>,
    region: String,
    /// The region of the call, where that is in another partition.
    elsewhere: Option<String>,
    named: Option<RequiredBoundary>,
    run: Option<Arc<Keyring>>,
    kept: Arc<Mutex<Kept>>,
    accounts: Arc<Accounts>,
}

impl Finder {
    /// A finder that asks through `upstream`. `named` is what the user names, by flag or in
    /// `entail.toml`; it stands over everything. The region is that of calls to STS; of IAM it says
    /// the partition.
    pub fn new(upstream: Arc<Upstream>, region: String, named: Option<RequiredBoundary>) -> Self {
        Self {
            upstream,
            region,
            elsewhere: None,
            named,
            run: None,
            kept: Arc::default(),
            accounts: Arc::default(),
        }
    }

    /// The same for a run: where a caller may not read, whoever started the run is asked, and a session
    /// of a role that demands nothing passes on what they have to.
    ///
    /// CHOICE: with a transitive boundary a session keeps the boundaries of who obtained it, so it does
    /// here. The CDK's own roles may read nothing of IAM.
    #[must_use]
    pub fn for_run(self, keyring: Arc<Keyring>) -> Self {
        Self { run: Some(keyring), ..self }
    }

    /// The same for a call to this region: in another partition than the run's there are other
    /// accounts, and other credentials work.
    pub fn in_partition_of(&self, region: &str) -> Cow<'_, Self> {
        if Partition::of(region) == Partition::of(&self.region) {
            return Cow::Borrowed(self);
        }
        Cow::Owned(Self { elsewhere: Some(region.to_owned()), ..self.clone() })
    }

    /// The boundary that what this caller creates has to carry.
    pub async fn for_caller(&self, credentials: &Credentials) -> Result<Arc<Found>, FindError> {
        if let Some(named) = &self.named {
            return self.named(named, credentials).await;
        }
        self.first(Vec::new(), credentials).await
    }

    /// The boundary that what this role creates has to carry, when a caller has `CloudFormation` or
    /// Cloud Control work with it. Where the role demands none, or can't be read, it is the caller's.
    pub async fn for_execution_role(
        &self,
        role_arn: &str,
        credentials: &Credentials,
    ) -> Result<Arc<Found>, FindError> {
        if let Some(named) = &self.named {
            return self.named(named, credentials).await;
        }
        let caller = self.caller(credentials).await?;
        let role = match Principal::of_role_arn(role_arn, &caller.account) {
            Ok(role) => self.of_principal(&role, &caller, credentials).await?,
            Err(reason) => {
                let unread =
                    vec![format!("the execution role `{role_arn}` can't be read: {reason}")];
                Arc::new(Demand::nothing(unread, "nothing of it is known".to_owned(), credentials))
            }
        };
        self.first(vec![(format!("the execution role `{role_arn}`"), role)], credentials).await
    }

    /// The first boundary that somebody demands: one of these, the caller, or whoever started the run.
    async fn first(
        &self,
        mut asked: Vec<(String, Arc<Demand>)>,
        credentials: &Credentials,
    ) -> Result<Arc<Found>, FindError> {
        let is_answered = |asked: &[(String, Arc<Demand>)]| {
            asked.last().is_some_and(|(_, demand)| demand.boundary.is_some())
        };
        if !is_answered(&asked) {
            let caller = self.caller(credentials).await?;
            asked
                .push((format!("the caller `{}`", caller.arn), self.of_caller(credentials).await?));
            if !is_answered(&asked)
                && let Some(run) = self.run_besides(&caller, credentials).await?
            {
                let (starter, demand) = (self.caller(&run).await?, self.of_caller(&run).await?);
                asked.push((format!("`{}`, who started the run", starter.arn), demand));
            }
        }
        Ok(Arc::new(found(&asked)))
    }

    /// The run's own credentials, where a caller is a session, of a role or of a federated user, of the
    /// same account that may come from them.
    async fn run_besides(
        &self,
        caller: &Caller,
        credentials: &Credentials,
    ) -> Result<Option<Credentials>, FindError> {
        let Some(keyring) = self.run.as_ref().filter(|_| caller.is_session) else {
            return Ok(None);
        };
        let run = match keyring.of_run().await {
            Ok(run) => run.credentials,
            Err(CredentialsError::Nowhere) => return Ok(None),
            Err(error) => return Err(FindError::Run(error)),
        };
        if run.access_key_id == credentials.access_key_id {
            return Ok(None);
        }
        let starter = self.caller(&run).await?;
        let may = starter.account == caller.account && starter.who != caller.who;
        Ok(may.then_some(run))
    }

    /// The account that a caller works in.
    pub async fn account_of(&self, credentials: &Credentials) -> Result<Account, FindError> {
        if let Some(known) = self.known_account(credentials) {
            return Ok(known);
        }
        Ok(self.caller(credentials).await?.in_account())
    }

    /// The account that a caller works in, where that was asked before: however long ago.
    pub fn known_account(&self, credentials: &Credentials) -> Option<Account> {
        self.accounts.get(&credentials.access_key_id)
    }

    /// Whether another boundary's document is the same as the required one's, but for white space,
    /// names of statements and the order of what has none. What can't be read is not the same.
    pub async fn is_identical(
        &self,
        arn: &Arn,
        required: &RequiredBoundary,
        credentials: &Credentials,
    ) -> Result<bool, FindError> {
        if *arn == required.arn {
            return Ok(true);
        }
        if !is_policy(arn) || !is_policy(&required.arn) {
            return Ok(false);
        }
        let caller = self.caller(credentials).await?;
        let run = self.run_besides(&caller, credentials).await?;
        let mut texts = Vec::new();
        for arn in [arn, &required.arn] {
            let mut read = self.policy(arn, credentials).await;
            if let (Ok(Err(_)), Some(run)) = (&read, &run) {
                read = self.policy(arn, run).await;
            }
            match read {
                Ok(Ok(policy)) => texts.push(policy.canonical()),
                Ok(Err(_)) => return Ok(false),
                Err(FindError::Upstream(error)) if error.code() == Some("NoSuchEntity") => {
                    return Ok(false);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(matches!(texts.as_slice(), [Some(one), Some(other)] if one == other))
    }

    /// What the user names, if this caller can give it.
    async fn named(
        &self,
        named: &RequiredBoundary,
        credentials: &Credentials,
    ) -> Result<Arc<Found>, FindError> {
        let notes = match self.caller(credentials).await {
            Ok(caller) => {
                caller.takes(&named.arn, &named.source.to_string())?;
                Vec::new()
            }
            Err(FindError::Upstream(error)) => vec![format!(
                "whether the boundary is one of the caller's account can't be said: {error}"
            )],
            Err(error) => return Err(error),
        };
        Ok(Arc::new(Found::Required { boundary: named.clone(), notes }))
    }

    async fn of_caller(&self, credentials: &Credentials) -> Result<Arc<Demand>, FindError> {
        let caller = self.caller(credentials).await?;
        match &caller.who {
            Who::Principal(principal) => self.of_principal(principal, &caller, credentials).await,
            Who::Nobody(why) => {
                let looked = format!("the caller `{}` {why}", caller.arn);
                Ok(Arc::new(Demand::nothing(Vec::new(), looked, credentials)))
            }
        }
    }

    /// Who signs with these credentials.
    async fn caller(&self, credentials: &Credentials) -> Result<Arc<Caller>, FindError> {
        let key = &credentials.access_key_id;
        if let Some(known) = self.kept().callers.get(key) {
            return Ok(Arc::clone(known));
        }
        let asked = [("Action", "GetCallerIdentity")];
        let answer = match self.ask(Fronted::Sts, credentials, &asked).await? {
            Ok(answer) => answer,
            Err(denied) => return Err(FindError::Upstream(denied)),
        };
        let caller = Arc::new(Caller::read(&answer).ok_or_else(unreadable)?);
        self.accounts.insert(key, caller.in_account());
        self.kept().callers.insert(key.clone(), Arc::clone(&caller));
        Ok(caller)
    }

    async fn of_principal(
        &self,
        principal: &Principal,
        caller: &Caller,
        credentials: &Credentials,
    ) -> Result<Arc<Demand>, FindError> {
        let key = principal.to_string();
        let known = self.kept().demands.get(&key).cloned();
        if let Some(known) = known.filter(|known| known.is_current_for(credentials)) {
            return Ok(known);
        }
        let mut demand = self.demand(principal, caller, credentials).await?;
        if !demand.unread.is_empty()
            && demand.boundary.is_none()
            && let Some(run) = self.run_besides(caller, credentials).await?
        {
            let seen = self.demand(principal, caller, &run).await?;
            if seen.boundary.is_some() || seen.unread.is_empty() {
                demand = Demand { reader: demand.reader, ..seen };
            }
        }
        let demand = Arc::new(demand);
        self.kept().demands.insert(key, Arc::clone(&demand));
        Ok(demand)
    }

    /// Asks, and gives refusals of permission back for the caller to go on without an answer.
    async fn ask(
        &self,
        service: Fronted,
        credentials: &Credentials,
        parameters: &[(&str, &str)],
    ) -> Result<Result<Element, UpstreamError>, FindError> {
        let region = self.region_of(credentials);
        let answer = self.upstream.query(service, region, credentials, parameters).await;
        match answer {
            Ok(answer) => {
                let text = String::from_utf8_lossy(&answer);
                Element::read(&text).map(Ok).ok_or_else(unreadable)
            }
            Err(error) => match error.code() {
                Some(code) if CREDENTIALS_CODES.contains(&code) => {
                    Err(FindError::Credentials(error))
                }
                Some(code) if code.starts_with("AccessDenied") => Ok(Err(error)),
                _ => Err(FindError::Upstream(error)),
            },
        }
    }

    /// Where credentials are used: those of the run where it works, others where they call.
    fn region_of(&self, credentials: &Credentials) -> &str {
        let is_of_run = |run: &Arc<Keyring>| run.is_of_run(&credentials.access_key_id);
        match &self.elsewhere {
            Some(region) if !self.run.as_ref().is_some_and(is_of_run) => region,
            _ => &self.region,
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.forget_old();
        kept
    }
}

/// What the demands of those who were asked come to; the last may have a boundary.
fn found(asked: &[(String, Arc<Demand>)]) -> Found {
    let unread = asked.iter().flat_map(|(_, demand)| demand.unread.iter().cloned());
    let Some((last, before)) = asked.split_last() else {
        return Found::Nothing { because: "nobody could be asked".to_owned() };
    };
    let (who, demand) = last;
    if let Some(boundary) = &demand.boundary {
        let others: Vec<&str> = before.iter().map(|(who, _)| who.as_str()).collect();
        let passed_over = (!others.is_empty()).then(|| {
            let others = others.join(" and ");
            format!("no boundary was seen that {others} must pass on: that of {who} is passed on")
        });
        let notes = unread.chain(passed_over).collect();
        return Found::Required { boundary: boundary.clone(), notes };
    }
    let looked = asked.iter().map(|(_, demand)| demand.looked.clone());
    let advice = "name one with --boundary or in entail.toml".to_owned();
    let sentences: Vec<String> = looked.chain(unread).chain([advice]).collect();
    Found::Nothing { because: sentences.join("; ") }
}

fn is_policy(arn: &Arn) -> bool {
    arn.service() == "iam" && arn.resource().starts_with("policy/")
}

/// What was refused, what that means, and what to do about it.
fn advice(denied: &UpstreamError, so: &str) -> String {
    let UpstreamError::Refused { call, message, .. } = denied else {
        return denied.to_string();
    };
    format!("{so}: {call} was denied ({message}); allow {call}, or name the boundary")
}

fn unreadable() -> FindError {
    FindError::Upstream(UpstreamError::Network("the answer is none of AWS's".to_owned()))
}
