//! Lineage cases as data.
