//! The proxy over real sockets, between a client that signs and a server that checks as AWS does.

mod failures;
mod forwarding;
mod network;
mod refusals;
mod s3;
mod streaming;
mod support;
