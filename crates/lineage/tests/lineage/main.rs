//! Tests of the lineage: rules one by one, worked examples, cases as data, random walks.

mod boundaries;
mod conditions;
mod corpus;
mod creation;
mod examples;
mod obtaining;
mod records;
mod support;
mod walk;
mod writing;
