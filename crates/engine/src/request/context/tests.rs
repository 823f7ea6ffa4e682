use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// Keys and values on both sides of what fits among the others.
fn entry() -> impl Strategy<Value = (String, Value)> {
    let long = usize::from(u16::MAX);
    let text = prop_oneof![
        8 => "[a-cA-C:/é]{0,3}",
        1 => (long - 2..long + 2).prop_map(|length| "x".repeat(length)),
    ];
    let value = prop_oneof![
        4 => text.clone().prop_map(Value::Single),
        1 => prop::collection::vec("[ab]{0,2}", 0..3).prop_map(Value::Multi),
    ];
    (text, value)
}

proptest! {
    #[test]
    fn a_context_is_a_map_of_keys_in_lower_case(
        steps in prop::collection::vec((entry(), any::<bool>()), 0..40)
    ) {
        let (mut context, mut map) = (Context::new(), BTreeMap::new());
        for ((key, value), is_removed) in steps {
            let folded = folded_key(&key);
            if is_removed {
                prop_assert_eq!(context.remove(&key), map.remove(&folded));
            } else {
                let before = map.insert(folded, value.clone());
                prop_assert_eq!(context.insert(&key, value), before);
            }
            for (key, value) in &map {
                prop_assert_eq!(context.get(key), Some(value.as_ref()));
            }
        }
        let listed: Vec<_> =
            context.iter().map(|(key, value)| (key.to_owned(), value.to_value())).collect();
        prop_assert_eq!(listed, map.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn contexts_are_equal_whatever_the_order_of_their_keys(
        entries in prop::collection::btree_map("[a-z:]{0,4}", entry(), 0..20)
    ) {
        let context = |entries: &mut dyn Iterator<Item = (&String, &(String, Value))>| {
            let mut context = Context::new();
            for (key, (_, value)) in entries {
                context.insert(key, value.clone());
            }
            context
        };
        let one = context(&mut entries.iter());
        let mut other = context(&mut entries.iter().rev());
        prop_assert_eq!(&one, &other);
        other.insert("another key", "");
        prop_assert_ne!(one, other);
    }
}

#[test]
fn a_key_is_missing_from_an_empty_context() {
    assert_eq!(Context::new().get("aws:username"), None);
}
