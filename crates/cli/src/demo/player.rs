//! Plays the story: sends each request, checks what comes of it, and tells it.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
};

use entail_wire::{secret::Secret, sigv4::Credentials};

use super::{
    answer::{Answer, Fields, Refusal},
    client::{Client, ClientError},
    narrator::Narrator,
    story::{
        Boundaries, Expected, Scene, Step, Story,
        cast::{ACCOUNT, Actor, ROOT},
    },
    whiteboard,
};

/// Why a play stops.
#[derive(Debug, thiserror::Error)]
pub(super) enum PlayError {
    /// The audience is gone.
    #[error("can't write the story: {0}")]
    Output(#[from] io::Error),
    /// A request got no answer.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The server answered otherwise than the story tells.
    #[error("`{words}` went otherwise: expected `{expected}`, found `{found}`")]
    Otherwise { words: &'static str, expected: String, found: String },
}

/// What the server last said of a request.
#[derive(Debug, Default)]
pub(super) enum Verdict {
    /// It was done.
    #[default]
    Done,
    /// It was refused with this text.
    Refused(String),
}

/// Acts the story out against one server.
pub(super) struct Player<W> {
    client: Client,
    narrator: Narrator<W>,
    credentials: BTreeMap<&'static str, Credentials>,
    last: Verdict,
    requests: usize,
    refusals: usize,
}

impl<W: Write> Player<W> {
    /// A player who holds root's credentials only.
    pub(super) fn new(client: Client, narrator: Narrator<W>, root: Credentials) -> Self {
        let credentials = BTreeMap::from([(ROOT.name, root)]);
        Self { client, narrator, credentials, last: Verdict::Done, requests: 0, refusals: 0 }
    }

    /// Plays the whole story, or up to the first thing that goes otherwise.
    pub(super) async fn play(&mut self, story: &Story, url: &str) -> Result<(), PlayError> {
        self.narrator.title(story.title)?;
        self.narrator.words(story.opening)?;
        self.narrator.words(&format!(
            "A fresh server listens at {url} for the fresh account {ACCOUNT}. All that follows \
             are signed requests over HTTP, and its real answers."
        ))?;
        for (index, chapter) in story.chapters.iter().enumerate() {
            self.narrator.chapter(index + 1, chapter.title)?;
            self.narrator.words(chapter.opening)?;
            for scene in chapter.scenes {
                self.scene(scene).await?;
            }
        }
        self.narrator.words(&format!(
            "{} requests were sent, {} of them refused, and every answer was as told.",
            self.requests, self.refusals
        ))?;
        self.narrator.words(story.ending)?;
        Ok(self.narrator.flush()?)
    }

    async fn scene(&mut self, scene: &Scene) -> Result<(), PlayError> {
        match scene {
            Scene::Words(text) => self.narrator.words(text)?,
            Scene::Document(policy) => {
                for line in policy.text.lines() {
                    self.narrator.drawn(line)?;
                }
                self.narrator.empty_line()?;
            }
            Scene::Request(step) => self.step(step).await?,
            Scene::Whiteboard(board) => whiteboard::draw(board, &self.last, &mut self.narrator)?,
        }
        Ok(())
    }

    async fn step(&mut self, step: &Step) -> Result<(), PlayError> {
        let answer = match self.credentials.get(step.caller.name) {
            Some(credentials) => self.client.send(credentials, &step.call).await?,
            None => return Err(otherwise(step, "credentials of the caller", "none")),
        };
        self.take(step, answer)
    }

    /// Checks an answer and tells it.
    fn take(&mut self, step: &Step, answer: Answer) -> Result<(), PlayError> {
        self.requests += 1;
        match answer {
            Answer::Done(fields) => self.done(step, &fields)?,
            Answer::Refused(refusal) => self.refused(step, refusal)?,
        }
        if !step.why.is_empty() {
            self.narrator.why(step.why)?;
        }
        Ok(())
    }

    fn done(&mut self, step: &Step, fields: &Fields) -> Result<(), PlayError> {
        let shown = match &step.expected {
            Expected::Done => None,
            Expected::CredentialsOf(actor) => {
                self.keep_credentials(step, *actor, fields)?;
                None
            }
            Expected::Boundaries(expected) => Some(check_boundaries(step, expected, fields)?),
            Expected::Denied { .. } | Expected::Refused { .. } => {
                return Err(otherwise(step, expected_text(step), "it was done"));
            }
        };
        self.last = Verdict::Done;
        // What is done as it should be is told in one line; there are many such.
        self.narrator.act(&format!("{} ({})", step.words, action(step)))?;
        if let Some(shown) = shown {
            self.narrator.done(&shown)?;
        }
        Ok(())
    }

    fn refused(&mut self, step: &Step, refusal: Refusal) -> Result<(), PlayError> {
        self.narrator.act(step.words)?;
        self.narrator.refused(&action(step), &refusal.code, &refusal.message)?;
        let as_expected = match &step.expected {
            Expected::Denied { .. } => {
                refusal.code == "AccessDenied" && refusal.message == expected_text(step)
            }
            Expected::Refused { code, message } => {
                refusal.code == *code && refusal.message.starts_with(message)
            }
            Expected::Done | Expected::CredentialsOf(_) | Expected::Boundaries(_) => false,
        };
        if !as_expected {
            let Refusal { status, code, message } = refusal;
            return Err(otherwise(
                step,
                expected_text(step),
                format!("{status}, {code}: {message}"),
            ));
        }
        self.refusals += 1;
        self.last = Verdict::Refused(refusal.message);
        Ok(())
    }

    /// Keeps the access key of an answer: what the actor signs with from now on.
    fn keep_credentials(
        &mut self,
        step: &Step,
        actor: Actor,
        fields: &Fields,
    ) -> Result<(), PlayError> {
        let (Some(id), Some(secret)) = (fields.text("AccessKeyId"), fields.text("SecretAccessKey"))
        else {
            return Err(otherwise(step, "an access key", "an answer without one"));
        };
        let credentials = Credentials {
            access_key_id: id.to_owned(),
            secret_access_key: Secret::from(secret),
            session_token: fields.text("SessionToken").map(Secret::from),
        };
        self.credentials.insert(actor.name, credentials);
        Ok(())
    }
}

/// The action that the operation asks for, such as `iam:CreateRole`.
fn action(step: &Step) -> String {
    format!("{}:{}", step.call.service.signing_name(), step.call.operation)
}

/// What the server must answer, in the words of a denial where it is one.
fn expected_text(step: &Step) -> String {
    match &step.expected {
        Expected::Denied { resource, reason } => format!(
            "User: {} is not authorized to perform: {} on resource: {resource} {reason}",
            step.caller.arn,
            action(step)
        ),
        Expected::Refused { code, message } => format!("{code}: {message}"),
        Expected::Done | Expected::CredentialsOf(_) | Expected::Boundaries(_) => {
            "it is done".to_owned()
        }
    }
}

/// Compares the boundaries in an answer, and tells them by name.
fn check_boundaries(
    step: &Step,
    expected: &Boundaries,
    fields: &Fields,
) -> Result<String, PlayError> {
    let inherited = "InheritedPermissionsBoundaries/member/PermissionsBoundaryArn";
    let found = told(
        fields.text("PermissionsBoundary/PermissionsBoundaryArn"),
        fields.text("TransitivePermissionsBoundary/PermissionsBoundaryArn"),
        fields.texts(inherited).collect(),
    );
    let expected =
        told(expected.own, expected.transitive, expected.inherited.iter().copied().collect());
    if found == expected { Ok(found) } else { Err(otherwise(step, expected, found)) }
}

fn told(own: Option<&str>, transitive: Option<&str>, inherited: BTreeSet<&str>) -> String {
    let inherited: Vec<&str> = inherited.into_iter().map(name).collect();
    let inherited = if inherited.is_empty() { "none".to_owned() } else { inherited.join(", ") };
    let name_of = |arn: Option<&'_ str>| arn.map_or("none", name).to_owned();
    format!(
        "own boundary {}; passed on {}; inherited {inherited}",
        name_of(own),
        name_of(transitive)
    )
}

/// The last part of an ARN; names are unique in an account.
fn name(arn: &str) -> &str {
    arn.rsplit_once('/').map_or(arn, |(_, name)| name)
}

fn otherwise(step: &Step, expected: impl Into<String>, found: impl Into<String>) -> PlayError {
    PlayError::Otherwise { words: step.words, expected: expected.into(), found: found.into() }
}

#[cfg(test)]
mod tests;
