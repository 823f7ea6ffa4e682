//! Shapes of IAM.
