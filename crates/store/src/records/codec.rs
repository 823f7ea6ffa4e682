//! How a record is written: JSON with the format version and the noun in front.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::RecordError;
use crate::key::{Key, Value};

/// A noun of the store, with its key and its codec.
pub trait Record: Serialize + DeserializeOwned {
    /// What it is called, in its own value and in errors.
    const NOUN: &'static str;

    /// The version of its format. A value of another version is unreadable.
    const VERSION: u32 = 1;

    /// What names one record within an account.
    type Id: ?Sized;

    /// Where the record with this id is.
    fn key(account: &str, id: &Self::Id) -> Key;

    /// Where this record is.
    fn own_key(&self, account: &str) -> Key;

    /// The record as a value.
    fn encode(&self) -> Result<Value, RecordError> {
        let fail = |reason: String| RecordError::NotEncodable { noun: Self::NOUN, reason };
        let body = serde_json::to_string(self).map_err(|error| fail(error.to_string()))?;
        let members = body.strip_prefix('{').ok_or_else(|| fail("it is not an object".into()))?;
        let separator = if members == "}" { "" } else { "," };
        Ok(Value::new(format!("{}{separator}{members}", head::<Self>()).into_bytes()))
    }

    /// The record in a value that was found under a key.
    fn decode(key: &Key, value: &Value) -> Result<Self, RecordError> {
        let fail =
            |reason: String| RecordError::Unreadable { key: key.clone(), noun: Self::NOUN, reason };
        if !value.as_bytes().starts_with(head::<Self>().as_bytes()) {
            return Err(fail(format!("it is not format version {} of one", Self::VERSION)));
        }
        serde_json::from_slice(value.as_bytes()).map_err(|error| fail(error.to_string()))
    }
}

/// How every value of the record begins.
fn head<R: Record>() -> String {
    format!(r#"{{"v":{},"kind":"{}""#, R::VERSION, R::NOUN)
}

#[cfg(test)]
mod tests {
    use super::Record;
    use crate::key::{Key, Value};
    use crate::records::{Account, Name, NameKind, RoleLastUsed, Timestamp};

    fn name() -> Name {
        Name { kind: NameKind::Role, name: "Admin".to_owned(), id: "AROA1".to_owned() }
    }

    #[test]
    fn a_value_begins_with_version_and_noun() {
        let value = name().encode().unwrap();
        let text = std::str::from_utf8(value.as_bytes()).unwrap();
        assert!(text.starts_with(r#"{"v":1,"kind":"name","#), "{text}");
        assert_eq!(Name::decode(&Key::new("k"), &value).unwrap(), name());
    }

    #[test]
    fn another_noun_is_not_readable() {
        let used = Timestamp::from_unix_seconds(1);
        let other = RoleLastUsed { id: "AROA1".into(), used, region: "eu-west-1".into() };
        let value = other.encode().unwrap();
        let error = Name::decode(&Key::new("a/1/n/role/x"), &value).unwrap_err().to_string();
        assert_eq!(
            error,
            "the value of `a/1/n/role/x` is not a readable name: it is not format version 1 of one"
        );
    }

    #[test]
    fn another_version_and_damaged_values_are_errors_and_never_defaults() {
        let good = name().encode().unwrap();
        let good = std::str::from_utf8(good.as_bytes()).unwrap();
        let newer = good.replace(r#"{"v":1,"#, r#"{"v":2,"#);
        let cut = good.trim_end_matches('}').to_owned();
        let without_id = good.replace(r#""id""#, r#""other""#);
        for text in [newer, cut, without_id, String::new(), "{}".to_owned(), "null".to_owned()] {
            let value = Value::new(text.clone().into_bytes());
            assert!(Name::decode(&Key::new("k"), &value).is_err(), "{text}");
            assert!(Account::decode(&Key::new("k"), &value).is_err(), "{text}");
        }
    }
}
