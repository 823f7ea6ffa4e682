//! Shapes of STS.
