//! Calls through a whole run: IAM and STS are a real server's, `CloudFormation`, Cloud Control and S3
//! are played by what keeps what it is given.

#[cfg(test)]
#[path = "../find/account.rs"]
#[expect(dead_code, reason = "other tests use all of it")]
mod account;
#[cfg(test)]
mod carried_out;
#[cfg(test)]
mod changed;
#[cfg(test)]
mod cloud_control;
#[cfg(test)]
mod cloudformation;
#[cfg(test)]
mod elsewhere;
#[cfg(test)]
mod iam;
#[cfg(test)]
mod imported;
#[cfg(test)]
mod nested;
#[cfg(test)]
mod refactored;
#[cfg(test)]
mod run;
