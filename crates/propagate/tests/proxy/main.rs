//! The proxy over real sockets, between a client that signs and a server that checks as AWS does.

#[cfg(test)]
mod failures;
#[cfg(test)]
mod forwarding;
#[cfg(test)]
mod network;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod s3;
#[cfg(test)]
mod streaming;
#[cfg(test)]
mod support;
