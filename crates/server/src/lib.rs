//! The control plane: one file per AWS operation
