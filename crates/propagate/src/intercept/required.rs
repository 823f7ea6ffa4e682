//! Which boundary a call has to pass on, and in which account it works.

use entail_policy::arn::Arn;

use super::{Call, Interceptor, Mode, OnConflict, Refusal, late::in_time};
use crate::{
    find::{FindError, Found},
    journal::Event,
    required::{RequiredBoundary, Source},
    state::Account,
};

/// What becomes of a boundary that a call asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is the required one.
    AlreadyThere,
    /// It is another one with an identical document.
    KeptIdentical,
    /// None is asked for: the required one is put in.
    Insert,
    /// It is another one, and the required one takes its place.
    Replace,
}

impl Interceptor {
    /// The boundary that has to be passed on: the execution role's where there is one, else the
    /// caller's. None where nothing has to be; a check refuses then.
    pub(super) async fn required(
        &self,
        execution_role: Option<&str>,
        call: &Call,
    ) -> Result<Option<RequiredBoundary>, Refusal> {
        let finder = self.parts.finder.in_partition_of(&call.region);
        let found = match execution_role {
            Some(role) => finder.for_execution_role(role, &call.credentials).await,
            None => finder.for_caller(&call.credentials).await,
        };
        let found = found.map_err(|error| cannot_find(&error))?;
        match found.as_ref() {
            Found::Required { boundary, notes } => {
                for note in notes {
                    self.warn(note);
                }
                self.tell_required(boundary);
                Ok(Some(boundary.clone()))
            }
            Found::Nothing { because } => {
                self.tell_once(Event::NothingRequired { because: because.clone() });
                if self.parts.journal.any(|event| matches!(event, Event::Required { .. })) {
                    self.warn(format!(
                        "some calls are sent as they are, and what they make is not bounded here: \
                         {because}"
                    ));
                }
                match self.options.mode {
                    Mode::Inject => Ok(None),
                    // A check that has nothing to check for must not pass.
                    Mode::Check => Err(Refusal::denied(format!(
                        "there is no boundary to check for, so that what this call makes would be \
                         unbounded: {because}"
                    ))),
                }
            }
        }
    }

    /// Tells of a boundary once, whoever was the first to.
    fn tell_required(&self, required: &RequiredBoundary) {
        let (arn, reason) = (required.arn.to_string(), required.source.to_string());
        let is_same = |event: &Event| {
            matches!(event, Event::Required { boundary, because, .. }
                if *boundary == arn && *because == reason)
        };
        if !self.parts.journal.any(is_same) {
            let of = whose(&required.source);
            self.parts.journal.add(Event::Required {
                of,
                boundary: arn.clone(),
                because: reason.clone(),
            });
        }
    }

    /// What becomes of a boundary that a call asks for, for a principal that is called `what`.
    pub(super) async fn verdict(
        &self,
        asked: Option<&str>,
        required: &RequiredBoundary,
        what: &str,
        call: &Call,
    ) -> Result<Verdict, Refusal> {
        let Some(asked) = asked.filter(|asked| !asked.is_empty()) else {
            return Ok(Verdict::Insert);
        };
        if asked == required.arn.to_string() {
            return Ok(Verdict::AlreadyThere);
        }
        if self.is_identical(asked, required, call).await? {
            return Ok(Verdict::KeptIdentical);
        }
        match self.options.on_conflict {
            OnConflict::Replace => Ok(Verdict::Replace),
            OnConflict::Refuse => Err(Refusal::denied(format!(
                "{what} asks for the boundary `{asked}`, and `{}` is required ({}): ask for that one, \
                 leave it out, or allow it to be replaced with `--on-conflict replace`",
                required.arn, required.source
            ))),
        }
    }

    /// Whether another boundary says the same as the required one.
    pub(super) async fn is_identical(
        &self,
        asked: &str,
        required: &RequiredBoundary,
        call: &Call,
    ) -> Result<bool, Refusal> {
        let Ok(arn) = Arn::parse(asked) else { return Ok(false) };
        let finder = self.parts.finder.in_partition_of(&call.region);
        let same = finder.is_identical(&arn, required, &call.credentials).await;
        same.map_err(|error| cannot_find(&error))
    }

    /// Refuses what a check may not let through.
    pub(super) fn only_checking(&self, what: &str) -> Result<(), Refusal> {
        match self.options.mode {
            Mode::Inject => Ok(()),
            Mode::Check => {
                Err(Refusal::denied(format!("{what}, and `--check` changes nothing: not sent")))
            }
        }
    }

    /// The account that a call works in.
    pub(super) async fn account(&self, call: &Call) -> Result<Account, Refusal> {
        let finder = self.parts.finder.in_partition_of(&call.region);
        let account = finder.account_of(&call.credentials).await;
        account.map_err(|error| cannot_say_account(&error))
    }

    /// The same after AWS's answer to the call.
    pub(super) async fn account_in_time(&self, call: &Call) -> Result<Account, Refusal> {
        in_time(Box::pin(self.account(call)))
            .await
            .unwrap_or_else(|late| Err(cannot_say_account(&late)))
    }
}

fn cannot_say_account(error: &dyn std::fmt::Display) -> Refusal {
    Refusal::denied(format!("it can't be said in which account the caller works: {error}"))
}

fn cannot_find(error: &FindError) -> Refusal {
    Refusal::denied(format!("it can't be said which boundary has to be passed on: {error}"))
}

fn whose(source: &Source) -> String {
    match source {
        Source::Marker { principal, .. } | Source::OwnBoundary { principal } => principal.clone(),
        Source::Flag | Source::Configuration { .. } => "this run".to_owned(),
    }
}
