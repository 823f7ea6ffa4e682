//! `entail demo`: a boundary propagates, told against a fresh server over real HTTP.
//!
//! The story is data ([`story`]); the player ([`player`]) acts it out request by request, as a
//! client of the server like any other, and checks each answer against what the story tells.

mod answer;
mod client;
mod narrator;
mod player;
mod stage;
mod story;
mod whiteboard;

use std::io;

use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

use crate::exit::Exit;

use self::{
    client::Client,
    narrator::Narrator,
    player::{PlayError, Player},
    stage::{Stage, StageError},
    story::STORY,
};

/// The demo takes no options: it is the same story each time.
#[derive(Debug, Args)]
#[command(after_help = "Exit status:
  0  everything went as the story tells
  1  the server answered something otherwise; the story stops there and shows it
  3  the server can't be started, or the story can't be told to its end

Nothing is left behind: the server listens on a free port of 127.0.0.1, and its data folder is \
removed at the end.")]
pub(crate) struct DemoArguments {}

pub(crate) fn run(_: &DemoArguments) -> Exit {
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            say!("error: can't start: {error}");
            return Exit::Failed;
        }
    };
    match runtime.block_on(perform()) {
        Ok(()) => Exit::Done,
        // Whoever reads our output has enough of it, such as `head`.
        Err(DemoError::Play(PlayError::Output(error)))
            if error.kind() == io::ErrorKind::BrokenPipe =>
        {
            Exit::Done
        }
        Err(error) => {
            say!("error: {error}");
            error.exit()
        }
    }
}

/// Why the demo did not go to its end.
#[derive(Debug, thiserror::Error)]
enum DemoError {
    /// There is no server to play against.
    #[error(transparent)]
    Stage(#[from] StageError),
    /// The play went otherwise than the story tells.
    #[error(transparent)]
    Play(#[from] PlayError),
    /// A signal asked to stop.
    #[error("interrupted")]
    Interrupted,
}

impl DemoError {
    /// Only what the server does wrong is the answer no; the rest keeps the story from being told.
    const fn exit(&self) -> Exit {
        match self {
            Self::Play(PlayError::Client(_) | PlayError::Otherwise { .. }) => Exit::No,
            Self::Play(PlayError::Output(_)) | Self::Stage(_) | Self::Interrupted => Exit::Failed,
        }
    }
}

/// Sets the stage, plays, and clears the stage away, whatever came of the play.
async fn perform() -> Result<(), DemoError> {
    let mut interrupt = signal(SignalKind::interrupt()).map_err(StageError::from)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(StageError::from)?;
    let stage = Stage::set().await?;
    let played = tokio::select! {
        played = play(&stage) => played,
        _ = interrupt.recv() => Err(DemoError::Interrupted),
        _ = terminate.recv() => Err(DemoError::Interrupted),
    };
    stage.clear().await;
    played
}

async fn play(stage: &Stage) -> Result<(), DemoError> {
    let client = Client::new(stage.url()).map_err(PlayError::from)?;
    let narrator = Narrator::for_standard_output();
    let mut player = Player::new(client, narrator, stage.root_credentials().clone());
    Ok(player.play(&STORY, stage.url()).await?)
}
