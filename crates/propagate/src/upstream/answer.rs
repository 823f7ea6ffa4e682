//! Answers as they come, part by part, or read whole.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use http::Response;
use http_body_util::BodyExt as _;
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use tokio::time::{Sleep, sleep};

use super::{connection::Connection, pool::Pool};
use crate::endpoints::Address;

/// The body of an answer that is still being read. One that pauses for too long breaks off.
#[derive(Debug)]
pub struct Answer {
    body: Incoming,
    pause_max: Duration,
    pause: Option<Pin<Box<Sleep>>>,
    has_ended: bool,
    lease: Option<Lease>,
}

/// The connection that an answer comes over.
#[derive(Debug)]
pub(super) struct Lease {
    pub(super) pool: Arc<Pool>,
    pub(super) server: Address,
    pub(super) connection: Connection,
}

/// Why an answer was not read whole.
#[derive(Debug)]
pub(super) enum ReadError {
    Broken(String),
    TooLong,
}

impl Answer {
    pub(super) fn new(body: Incoming, pause_max: Duration, lease: Lease) -> Self {
        let has_ended = body.is_end_stream();
        Self { body, pause_max, pause: None, has_ended, lease: Some(lease) }
    }
}

/// An answer with its whole body, which has at most `limit` bytes.
pub(super) async fn read_whole(
    answer: Response<Answer>,
    limit: usize,
) -> Result<Response<Bytes>, ReadError> {
    let (parts, mut body) = answer.into_parts();
    let announced = body.size_hint().lower();
    let capacity = usize::try_from(announced).unwrap_or(usize::MAX);
    if capacity > limit {
        return Err(ReadError::TooLong);
    }
    let mut whole: Vec<u8> = Vec::with_capacity(capacity);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| ReadError::Broken(error.to_string()))?;
        let Ok(data) = frame.into_data() else { continue };
        if whole.len() + data.len() > limit {
            return Err(ReadError::TooLong);
        }
        whole.extend_from_slice(&data);
    }
    Ok(Response::from_parts(parts, Bytes::from(whole)))
}

impl Body for Answer {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let this = &mut *self;
        match Pin::new(&mut this.body).poll_frame(context) {
            Poll::Ready(frame) => {
                this.pause = None;
                this.has_ended = frame.is_none() || this.body.is_end_stream();
                Poll::Ready(frame.map(|frame| frame.map_err(io::Error::other)))
            }
            Poll::Pending => {
                let pause_max = this.pause_max;
                let pause = this.pause.get_or_insert_with(|| Box::pin(sleep(pause_max)));
                let is_late = pause.as_mut().poll(context).is_ready();
                if is_late { Poll::Ready(Some(Err(late(pause_max)))) } else { Poll::Pending }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

fn late(pause_max: Duration) -> io::Error {
    let text = format!("nothing more came for {} s", pause_max.as_secs_f32());
    io::Error::new(io::ErrorKind::TimedOut, text)
}

impl Drop for Answer {
    /// The connection of an answer that was read to its end serves the next call; any other is
    /// closed.
    fn drop(&mut self) {
        if let Some(Lease { pool, server, connection }) = self.lease.take()
            && self.has_ended
        {
            pool.put(server, connection);
        }
    }
}
