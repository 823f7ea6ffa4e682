//! Roles and users in IAM's answers.

use entail_policy::arn::Arn;

use crate::{
    intercept::{
        edit::{Edit, apply},
        xml::Element,
    },
    state::{Account, InjectedPrincipal, PrincipalKind},
};

/// A role or user as an answer shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::intercept) struct Shown {
    /// A role or a user.
    pub(in crate::intercept) kind: PrincipalKind,
    /// Its account.
    pub(in crate::intercept) account: Account,
    /// Its name.
    pub(in crate::intercept) name: String,
    /// Its unique id.
    pub(in crate::intercept) id: String,
    /// Its boundary.
    pub(in crate::intercept) boundary: Option<String>,
}

/// Masks every role and user that `known` knows; none where nothing changes.
pub(in crate::intercept) fn principals(
    answer: &str,
    known: impl Fn(&Shown) -> Option<InjectedPrincipal>,
) -> Option<String> {
    let root = Element::read(answer)?;
    let mut edits = Vec::new();
    root.visit(&mut |element| edits.extend(edit(element, &known)));
    if edits.is_empty() { None } else { apply(answer, edits) }
}

/// Every role and user in an answer, in its order.
pub(in crate::intercept) fn shown_in(answer: &str) -> Vec<Shown> {
    let mut found = Vec::new();
    if let Some(root) = Element::read(answer) {
        root.visit(&mut |element| found.extend(shown(element)));
    }
    found
}

fn edit(element: &Element, known: impl Fn(&Shown) -> Option<InjectedPrincipal>) -> Option<Edit> {
    let boundary = element.only_child("PermissionsBoundary")?;
    let shown = shown(element)?;
    let injected = known(&shown)?;
    let same = injected.id.as_ref().is_none_or(|id| *id == shown.id);
    if !same || shown.boundary.as_ref() != Some(&injected.boundary) {
        return None;
    }
    match injected.original {
        Some(original) => boundary.only_child("PermissionsBoundaryArn")?.with_text(&original),
        None => Some(boundary.cut()),
    }
}

fn shown(element: &Element) -> Option<Shown> {
    let text = |name: &str| element.only_child(name).map(|child| child.text.trim().to_owned());
    let (kind, name, id) = match text("RoleName") {
        Some(name) => (PrincipalKind::Role, name, text("RoleId")?),
        None => (PrincipalKind::User, text("UserName")?, text("UserId")?),
    };
    let account = Account::of(&Arn::parse(&text("Arn")?).ok()?)?;
    let boundary = element.only_child("PermissionsBoundary");
    let boundary = boundary.and_then(|boundary| boundary.only_child("PermissionsBoundaryArn"));
    let boundary = boundary.map(|arn| arn.text.trim().to_owned());
    Some(Shown { kind, account, name, id, boundary })
}
