//! What a call that succeeded leaves in the state file.

use std::sync::Arc;

use hyper::body::Bytes;

use super::{
    Call, Interceptor,
    mask::{self, Progress, Shown},
    note::Keep,
};
use crate::state::{Account, AccountRecord, InjectedPrincipal, InjectedResource, PrincipalKind};

/// What the answer says of what is kept.
struct Answered {
    region: String,
    shown: Option<Shown>,
    progress: Option<Progress>,
}

impl Interceptor {
    /// Keeps what a call that succeeded has injected.
    pub(super) async fn keep(&self, call: &Call, keep: Keep, answer: &Bytes) {
        if !keep.remembers() && self.parts.state.is_empty() {
            return;
        }
        let text = String::from_utf8_lossy(answer);
        let (shown, progress) = match keep {
            Keep::Principal(..) | Keep::ForgetPrincipal(..) => {
                (mask::shown_in(&text).into_iter().next(), None)
            }
            Keep::Resource(_) => (None, mask::progress(&text)),
            _ => (None, None),
        };
        let account = match &shown {
            Some(shown) => Ok(shown.account.clone()),
            None => self.account_in_time(call).await,
        };
        let answered = Answered { region: call.region.clone(), shown, progress };
        let kept = match account {
            Ok(account) => self.change(account, move |record| keep.apply(record, answered)).await,
            Err(refusal) => Err(refusal.message),
        };
        if let Err(reason) = kept {
            self.warn(format!(
                "what was injected is not remembered, so that a later run shows it as drift: {reason}"
            ));
        }
    }

    /// Changes the state on a thread that may wait for other runs and for the disk.
    pub(super) async fn change(
        &self,
        account: Account,
        change: impl FnOnce(&mut AccountRecord) + Send + 'static,
    ) -> Result<(), String> {
        let state = Arc::clone(&self.parts.state);
        let changed = tokio::task::spawn_blocking(move || state.change(&account, change)).await;
        match changed {
            Ok(changed) => changed.map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        }
    }
}

impl Keep {
    /// Whether something is added to what is known.
    fn remembers(&self) -> bool {
        match self {
            Self::Principal(..) => true,
            Self::Templates(stacks) => {
                let mut templates = stacks.iter().flat_map(|(_, templates)| templates);
                templates.any(|it| !it.placements.is_empty())
            }
            Self::Resource(placements) => !placements.is_empty(),
            _ => false,
        }
    }

    fn apply(self, record: &mut AccountRecord, answered: Answered) {
        let Answered { region, shown, progress } = answered;
        match self {
            Self::Principal(kind, name, injected) => {
                let id = shown.map(|shown| shown.id).or_else(|| injected.id.clone());
                // Without an id it would be taken for any that comes to have the name.
                let known = || record.principal(kind, &name)?.id.clone();
                let id = id.or_else(known);
                record.put_principal(kind, &name, InjectedPrincipal { id, ..injected });
            }
            Self::ForgetPrincipal(kind, name) => record.forget_principal(kind, &name),
            Self::Renamed(name, new) => renamed(record, &name, &new),
            Self::Templates(stacks) => {
                for (stack, templates) in stacks {
                    for template in templates {
                        record.region_mut(&region).put_template(&stack, template);
                    }
                }
            }
            Self::ForgetStack(stack) => record.region_mut(&region).forget_stack(&stack),
            Self::ForgetResource(kind, name) => {
                record.region_mut(&region).forget_resource(&kind, &name);
            }
            Self::Resource(placements) => {
                let Some(progress) = progress else { return };
                let Some(name) = progress.name() else { return };
                let region = record.region_mut(&region);
                region.forget_resource(&progress.resource_type, name);
                if !placements.is_empty() {
                    let resource = InjectedResource { placements };
                    region.put_resource(&progress.resource_type, name, resource);
                }
            }
        }
    }
}

fn renamed(record: &mut AccountRecord, name: &str, new: &str) {
    let kind = PrincipalKind::User;
    if let Some(injected) = record.principal(kind, name).cloned() {
        record.forget_principal(kind, name);
        record.put_principal(kind, new, injected);
    }
}
