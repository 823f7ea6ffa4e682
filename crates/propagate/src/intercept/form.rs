//! The form body of a Query call, changed where it must be: every other pair stays byte for byte.

use std::collections::BTreeSet;

use entail_wire::query::{QueryError, decode};
use entail_wire::sigv4::uri_encode;
use hyper::body::Bytes;

/// A form body.
#[derive(Clone, Debug)]
pub(super) struct Form {
    pairs: Vec<Pair>,
}

/// One `name=value`.
#[derive(Clone, Debug)]
struct Pair {
    name: String,
    /// As it was sent.
    raw: Bytes,
}

impl Form {
    /// Reads the names.
    pub(super) fn parse(body: &Bytes) -> Result<Self, QueryError> {
        let mut pairs = Vec::new();
        for piece in body.split(|&byte| byte == b'&') {
            let name = piece.split(|&byte| byte == b'=').next().unwrap_or_default();
            pairs.push(Pair { name: decode(name)?, raw: body.slice_ref(piece) });
        }
        Ok(Self { pairs })
    }

    /// The first value of a name, which is the one that AWS takes.
    pub(super) fn get(&self, name: &str) -> Result<Option<String>, QueryError> {
        let pair = self.pairs.iter().find(|pair| pair.name == name);
        pair.map(|pair| decode(pair.value())).transpose()
    }

    /// A name that is there more than once.
    pub(super) fn repeated(&self) -> Option<&str> {
        let mut seen = BTreeSet::new();
        let mut names = self.pairs.iter().map(|pair| pair.name.as_str());
        names.find(|name| !name.is_empty() && !seen.insert(*name))
    }

    /// Gives a name this value: in the place of its first one, or at the end.
    pub(super) fn set(&mut self, name: &str, value: &str) {
        let raw = format!("{}={}", uri_encode(name.as_bytes()), uri_encode(value.as_bytes()));
        let raw = Bytes::from(raw);
        match self.pairs.iter_mut().find(|pair| pair.name == name) {
            Some(pair) => pair.raw = raw,
            None => self.pairs.push(Pair { name: name.to_owned(), raw }),
        }
    }

    /// Puts another name with its value in the place of a name's first one.
    pub(super) fn replace(&mut self, old: &str, name: &str, value: &str) {
        self.remove(name);
        if let Some(pair) = self.pairs.iter_mut().find(|pair| pair.name == old) {
            name.clone_into(&mut pair.name);
        }
        self.remove(old);
        self.set(name, value);
    }

    /// Takes every value of a name out.
    pub(super) fn remove(&mut self, name: &str) {
        self.pairs.retain(|pair| pair.name != name);
    }

    /// The values of `{list}.member.N.{field}`, in the order in which they were sent.
    pub(super) fn members(&self, list: &str, field: &str) -> Result<Vec<String>, QueryError> {
        let is_member = |name: &str| {
            let index = name.strip_prefix(list).and_then(|rest| rest.strip_prefix(".member."));
            let index = index.and_then(|rest| rest.strip_suffix(field)?.strip_suffix('.'));
            index.is_some_and(|index| index.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let found = self.pairs.iter().filter(|pair| is_member(&pair.name));
        found.map(|pair| decode(pair.value())).collect()
    }

    /// The indices of `{list}.member.N`, each once, in the order in which they were sent.
    pub(super) fn indices(&self, list: &str) -> Vec<String> {
        let mut indices: Vec<String> = Vec::new();
        for Pair { name, .. } in &self.pairs {
            let rest = name.strip_prefix(list).and_then(|rest| rest.strip_prefix(".member."));
            let index = rest.and_then(|rest| rest.split('.').next());
            if let Some(index) = index.filter(|index| !indices.iter().any(|known| known == index)) {
                indices.push(index.to_owned());
            }
        }
        indices
    }

    /// The body.
    pub(super) fn into_body(self) -> Bytes {
        let pieces: Vec<&[u8]> = self.pairs.iter().map(|pair| pair.raw.as_ref()).collect();
        Bytes::from(pieces.join(&b'&'))
    }
}

impl Pair {
    fn value(&self) -> &[u8] {
        let equals = self.raw.iter().position(|&byte| byte == b'=');
        equals.and_then(|equals| self.raw.get(equals + 1..)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use hyper::body::Bytes;
    use proptest::prelude::{any, proptest};

    use super::Form;

    fn form(body: &'static str) -> Form {
        Form::parse(&Bytes::from_static(body.as_bytes())).unwrap()
    }

    #[test]
    fn a_value_is_set_in_its_place_or_at_the_end_and_the_rest_stays() {
        let mut form = form("Action=CreateRole&&a+b=%2f&Path=%2F&empty");
        form.set("Path", "/x y/");
        form.set("New", "a&b=c");
        assert_eq!(
            form.into_body(),
            "Action=CreateRole&&a+b=%2f&Path=%2Fx%20y%2F&empty&New=a%26b%3Dc"
        );
    }

    #[test]
    fn the_first_value_counts_and_all_are_removed() {
        let mut form = form("A=1&B=x%20y+z&A=2");
        assert_eq!(form.get("A").unwrap().as_deref(), Some("1"));
        assert_eq!(form.get("B").unwrap().as_deref(), Some("x y z"));
        assert_eq!(form.get("C").unwrap(), None);
        form.remove("A");
        assert_eq!(form.into_body(), "B=x%20y+z");
    }

    #[test]
    fn a_name_takes_the_place_of_another_and_stands_there_once() {
        let mut form = form("A=&X=1&B=2&A=3");
        form.replace("X", "A", "4");
        assert_eq!(form.into_body(), "A=4&B=2");
    }

    #[test]
    fn a_name_that_is_there_twice_is_told() {
        assert_eq!(form("A=1&&B=2&&%41=3").repeated(), Some("A"));
        assert_eq!(form("A=1&&B=2&&").repeated(), None);
    }

    #[test]
    fn members_of_a_list_are_found_by_their_field() {
        let form = form("R.member.1.Id=a&R.member.1.Other=b&R.member.2.Id=c&R.member.x.Id=d&Rx=e");
        assert_eq!(form.members("R", "Id").unwrap(), ["a", "c"]);
    }

    #[test]
    fn the_indices_of_a_list_are_found() {
        let form = form("L.member.2.A=a&L.member.2.B=b&L.member.1.A=c&M.member.3.A=d&L.member=e");
        assert_eq!(form.indices("L"), ["2", "1"]);
    }

    #[test]
    fn broken_encoding_is_an_error() {
        assert!(Form::parse(&Bytes::from_static(b"%zz=1")).is_err());
        assert!(form("A=%F").get("A").is_err());
    }

    proptest! {
        #[test]
        fn a_form_that_is_not_changed_is_the_same_bytes(body in any::<Vec<u8>>()) {
            let body = Bytes::from(body);
            if let Ok(form) = Form::parse(&body) {
                assert_eq!(form.into_body(), body);
            }
        }

        #[test]
        fn what_was_set_is_read_back(name in ".+", value in ".*") {
            let mut form = form("Action=X");
            form.set(&name, &value);
            let form = Form::parse(&form.into_body()).unwrap();
            assert_eq!(form.get(&name).unwrap(), Some(value));
        }
    }
}
