//! The transitive permissions boundary as a pure state machine
