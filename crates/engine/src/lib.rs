//! The decision: compiled policies and a request in, a decision with its explanation out
