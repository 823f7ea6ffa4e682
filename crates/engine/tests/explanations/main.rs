//! What explanations say, word for word, and that what they propose does what they say.

#[cfg(test)]
mod corpus;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod proposals;
