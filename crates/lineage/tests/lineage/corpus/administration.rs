//! The administrator's tools in cases.

use std::collections::{BTreeMap, BTreeSet};

use entail_lineage::administration::{
    Admit, Adopt, CascadeRequest, Disown, LineageWrite, LineageWrites, Relabelled, WithdrawOrigin,
    admit, adopt, cascade, disown, set_apply_to_self, set_obtain_mode, uses_of_seal,
    withdraw_admission, withdraw_origin,
};
use entail_lineage::{PolicyId, Standing};

use super::format::Administer;
use super::run::{Found, record, reference};
use crate::support::{Answer, Memory};

pub(super) fn perform(
    world: &Memory,
    standing: &Standing<'_>,
    given: &Administer,
) -> Answer<Found> {
    match given {
        Administer::Cascade { root, seal, change, accept_writes } => {
            let writes = writes(*accept_writes);
            let (root, seal) = (root.as_str().into(), seal.clone());
            let request = CascadeRequest { root, seal, change: *change, writes, time: 1 };
            let plan = cascade(world, standing, &request)?.plan;
            let affected = plan.affected.iter().map(|(it, effect)| (it.to_string(), *effect));
            Ok(Found {
                affected: Some(affected.collect()),
                writes: Some(written(&plan.writes)),
                ..Found::default()
            })
        }
        Administer::Adopt { object, seal, mode } => {
            let object = reference(world, object);
            let request = Adopt { object, seal: seal.clone(), mode: *mode };
            Ok(relabelled(world, &adopt(world, standing, &request)?))
        }
        Administer::Disown { object, seal, accept_writes } => {
            let (object, writes) = (reference(world, object), writes(*accept_writes));
            let request = Disown { object, seal: seal.clone(), writes };
            Ok(relabelled(world, &disown(world, standing, &request)?))
        }
        Administer::WithdrawOrigin { object, seal, origin, accept_writes } => {
            let (object, writes) = (reference(world, object), writes(*accept_writes));
            let (seal, origin) = (seal.clone(), origin.clone());
            let request = WithdrawOrigin { object, seal, origin, writes };
            Ok(relabelled(world, &withdraw_origin(world, standing, &request)?))
        }
        other => on_principal(world, standing, other),
    }
}

fn on_principal(world: &Memory, standing: &Standing<'_>, given: &Administer) -> Answer<Found> {
    let exit =
        |role: &String, seal: &PolicyId| Admit { role: role.as_str().into(), seal: seal.clone() };
    let changed = match given {
        Administer::Admit { role, seal } => admit(world, standing, &exit(role, seal)),
        Administer::WithdrawAdmission { role, seal } => {
            withdraw_admission(world, standing, &exit(role, seal))
        }
        Administer::ApplyToSelf { target, value } => {
            set_apply_to_self(world, standing, &target.as_str().into(), *value)
        }
        Administer::ObtainMode { role, mode } => {
            set_obtain_mode(world, standing, &role.as_str().into(), *mode)
        }
        Administer::UsesOfSeal { seal } => {
            uses_of_seal(world, standing, seal)?;
            return Ok(Found::default());
        }
        other => panic!("{other:?} is no change of a single principal"),
    };
    changed.map(|changed| record(world, changed))
}

fn relabelled(world: &Memory, relabelled: &Relabelled) -> Found {
    let affected = [(relabelled.record.reference().to_string(), relabelled.effect)];
    Found {
        inherited: Some(relabelled.record.inherited(world).unwrap().seals()),
        affected: Some(BTreeMap::from(affected)),
        writes: Some(written(&relabelled.writes)),
        ..Found::default()
    }
}

fn written(writes: &BTreeSet<LineageWrite>) -> BTreeSet<String> {
    writes.iter().map(|it| format!("{} of {}", it.aspect, it.object)).collect()
}

fn writes(accepted: bool) -> LineageWrites {
    if accepted { LineageWrites::Accept } else { LineageWrites::Refuse }
}
