//! What is stored beside the records themselves for whoever descends from them.

use entail_lineage::{
    Cascade, CascadeChange, Cascades, Label, ObjectId, Origin, PolicyId, PrincipalId, SessionRecord,
};

use super::{ACCOUNT, begin, op_id, view};
use crate::engines::memory::MemoryStore;
use crate::records::{CascadeCount, Departed, RootCascades, lineage};
use crate::transaction::Records;

#[tokio::test]
async fn cascades_and_who_made_what_is_gone_survive_their_stored_form() {
    let store = MemoryStore::new();
    let root = PrincipalId::new("AIDA1");
    let by = SessionRecord {
        principal: root.clone(),
        session: "ASIA1".into(),
        time: 7,
        provider: Some(ObjectId::new("AIDP1")),
    };
    let cascade = Cascade { revision: 3, change: CascadeChange::Added, by: by.clone() };
    let cascades = Cascades::from_iter([(PolicyId::new("ANPA1"), cascade)]);
    let of_root = RootCascades { root: root.clone(), cascades };
    let out = Label::from_iter([(PolicyId::new("ANPA1"), Origin::Principal(root.clone()))]);
    let departed = Departed { id: "AROA1".into(), created_by: vec![by], out, revision: 4 };
    let mut transaction = begin(&store).await;
    transaction.put(&of_root).unwrap();
    transaction.put(&departed).unwrap();
    transaction.put(&CascadeCount { count: 4 }).unwrap();
    transaction.commit(&store, op_id()).await.unwrap();
    let seen = view(&store).await;
    assert_eq!(seen.find::<RootCascades>(&root).unwrap().as_ref(), Some(&of_root));
    let prefix = lineage::roots_with_cascades(ACCOUNT);
    assert_eq!(seen.list::<RootCascades>(&prefix, None, 10).unwrap(), [of_root]);
    assert_eq!(seen.find::<Departed>("AROA1").unwrap(), Some(departed));
    assert_eq!(seen.find::<CascadeCount>(&()).unwrap().map(|it| it.count), Some(4));
}
