//! Tests of `CloudFormation`'s calls.
