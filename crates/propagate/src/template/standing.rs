//! The boundary as it is put in, and what stands where it should.

use entail_policy::arn::Arn;

use super::{
    Accounts, Options,
    document::Node,
    literal::{branches, is_nothing, resolve},
    new::New,
    resources::Form,
};

/// What stands where a boundary should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// The required boundary, in every case.
    Required,
    /// In some case a boundary whose document is identical, and never anything else.
    Identical(String),
    /// Nothing else, but in some case nothing at all, or nothing of worth in some account.
    MayBeNothing,
    /// Something else, or something that only AWS knows: what the template tells of it.
    Other(Vec<Arn>),
}

impl Standing {
    /// What a value stands for in these accounts.
    pub(super) fn of(
        value: Node<'_>,
        form: Form,
        accounts: Accounts,
        options: &Options<'_>,
    ) -> Self {
        match Self::in_one_account(value, form, options) {
            Self::Required | Self::Identical(_)
                if accounts == Accounts::Any
                    && is_of_one_account(value, form, options.boundary) =>
            {
                Self::MayBeNothing
            }
            standing => standing,
        }
    }

    fn in_one_account(value: Node<'_>, form: Form, options: &Options<'_>) -> Self {
        let mut may_be_nothing = false;
        let mut is_told = true;
        let mut identical = None;
        let mut others = Vec::new();
        for branch in branches(value) {
            if is_nothing(branch) {
                may_be_nothing = true;
                continue;
            }
            let named = named(branch, form, options.boundary);
            match named.and_then(|arn| Arn::parse(&arn).ok()) {
                Some(arn) if arn == *options.boundary => {}
                Some(arn) if options.identical.contains(&arn) => identical = Some(arn.to_string()),
                Some(arn) => others.push(arn),
                None => is_told = false,
            }
        }
        match identical {
            _ if !is_told || !others.is_empty() => Self::Other(others),
            _ if may_be_nothing => Self::MayBeNothing,
            Some(arn) => Self::Identical(arn),
            None => Self::Required,
        }
    }
}

/// Whether a value names the policy of one account, where each should have its own.
fn is_of_one_account(value: Node<'_>, form: Form, required: &Arn) -> bool {
    const ANOTHER: &str = "000000000000";
    let (partition, resource) = (required.partition(), required.resource());
    let elsewhere = Arn::new(partition, required.service(), required.region(), ANOTHER, resource);
    branches(value).into_iter().any(|branch| {
        let here = named(branch, form, required).and_then(|arn| Arn::parse(&arn).ok());
        here.is_some_and(|here| {
            let there = named(branch, form, &elsewhere);
            here.account_id().is_some() && there.as_deref() == Some(here.to_string().as_str())
        })
    })
}

/// The boundary as it is put in.
pub(super) fn boundary(form: Form, accounts: Accounts, required: &Arn) -> New {
    match form {
        Form::Arn if accounts == Accounts::Any && required.account_id().is_some() => {
            let resource = required.resource();
            New::Sub(format!("arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:{resource}"))
        }
        Form::Arn => New::Text(required.to_string()),
        Form::PermissionSet => reference(required),
    }
}

/// A policy as a permission set names it: one of the account by name and path, one of AWS's by ARN.
fn reference(required: &Arn) -> New {
    let path_and_name = required.resource().strip_prefix("policy");
    match path_and_name.and_then(|rest| rest.rsplit_once('/')) {
        Some((path, name)) if required.account_id().is_some() => {
            let mut reference = vec![("Name".to_owned(), New::Text(name.to_owned()))];
            if !path.is_empty() {
                reference.push(("Path".to_owned(), New::Text(format!("{path}/"))));
            }
            New::entry("CustomerManagedPolicyReference", New::Mapping(reference))
        }
        _ => New::entry("ManagedPolicyArn", New::Text(required.to_string())),
    }
}

/// The ARN of the boundary that a value names, where the template alone tells.
fn named(value: Node<'_>, form: Form, required: &Arn) -> Option<String> {
    if form == Form::Arn {
        return resolve(value, required);
    }
    let mut entries = value.entries();
    let (key, reference) = entries.next()?;
    if entries.next().is_some() {
        return None;
    }
    match key.text()? {
        "ManagedPolicyArn" => resolve(reference, required),
        "CustomerManagedPolicyReference" => {
            let name = resolve(reference.get("Name")?, required)?;
            let path = match reference.get("Path") {
                Some(path) => resolve(path, required)?,
                None => "/".to_owned(),
            };
            let (partition, account) = (required.partition(), required.account());
            Some(format!("arn:{partition}:iam::{account}:policy{path}{name}"))
        }
        _ => None,
    }
}
