//! The file of a string shape with a fixed set of values.

use super::super::model::{Model, Shape};
use super::super::names::type_name;
use super::super::text::Add;
use super::generated;

/// The file.
pub(super) fn file(model: &Model, shape: Shape<'_>) -> String {
    let name = type_name(shape.name);
    let mut variants = String::new();
    let mut reads = String::new();
    let mut writes = String::new();
    for value in shape.values() {
        let variant = type_name(value);
        variants.add(format!("    /// `{value}`.\n    {variant},\n"));
        reads.add(format!("            {value:?} => Some(Self::{variant}),\n"));
        writes.add(format!("            Self::{variant} => {value:?},\n"));
    }
    format!(
        "//! `{}`.\n{}\nuse crate::validation::EnumShape;\n\n\
         /// The values of `{}`.\n#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]\n\
         pub enum {name} {{\n{variants}}}\n\n\
         impl EnumShape for {name} {{\n    fn from_wire(text: &str) -> Option<Self> {{\n        \
         match text {{\n{reads}            _ => None,\n        }}\n    }}\n}}\n\n\
         impl {name} {{\n    /// The value on the wire.\n    \
         pub const fn as_str(self) -> &'static str {{\n        match self {{\n{writes}        }}\n    }}\n}}\n",
        shape.name,
        generated(model),
        shape.name,
    )
}
