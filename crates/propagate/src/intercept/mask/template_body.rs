//! The template in an answer of `CloudFormation`'s.

use crate::intercept::{edit::apply, xml::Element};

/// Puts the template that `restore` makes of the shown one in its place; none where nothing changes.
pub(in crate::intercept) fn template_body(
    answer: &str,
    restore: impl Fn(&str) -> Option<String>,
) -> Option<String> {
    let root = Element::read(answer)?;
    let body = root
        .descendant(&["GetTemplateResult", "TemplateBody"])
        .or_else(|| root.descendant(&["DescribeStackSetResult", "StackSet", "TemplateBody"]))?;
    let restored = restore(&body.text).filter(|restored| *restored != body.text)?;
    apply(answer, vec![body.with_text(&restored)?])
}
