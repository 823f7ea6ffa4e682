//! The key file, and what it protects: secrets at rest and session tokens.
//!
//! One 256-bit master key lives in `DIR/secret-key` (mode 0600). Two keys are derived from it by
//! HKDF-SHA-256, one for each purpose, and used with AES-256-GCM; the associated data names what
//! was sealed, so that a sealed value can't be moved to another owner.

use std::{
    fs, io,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use ring::{
    aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    hkdf,
};
use zeroize::Zeroizing;

use crate::{control_error::ControlError, identifiers::random_bytes, private_file};

const NONCE_BYTES: usize = 12;

/// What a sealed value is for; each purpose has a key of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Secret access keys in the store.
    SecretAtRest,
    /// Session tokens handed to clients.
    SessionToken,
}

/// Seals and opens secrets.
pub struct Keyring {
    secrets_at_rest: LessSafeKey,
    session_tokens: LessSafeKey,
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Keyring(redacted)")
    }
}

/// Why the key file can't be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyFileError {
    /// The file can't be read or written.
    #[error("can't use the key file `{path}`: {source}", path = path.display())]
    Io {
        /// The key file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not 32 bytes.
    #[error("the key file `{path}` is damaged: it must hold exactly 32 bytes", path = path.display())]
    Damaged {
        /// The key file.
        path: PathBuf,
    },
    /// Others may read the file.
    #[error(
        "the key file `{path}` can be read by others (mode {mode:o}): run `chmod 600` on it",
        path = path.display()
    )]
    Exposed {
        /// The key file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The key can't be derived or made.
    #[error("can't make a key: the cryptographic library refused")]
    Refused,
}

impl Keyring {
    /// Makes a new key file, which must not exist yet, and opens it.
    pub fn create(path: &Path) -> Result<Self, KeyFileError> {
        let key = Zeroizing::new(random_bytes::<32>().map_err(|_| KeyFileError::Refused)?);
        let written = if path.exists() {
            Err(io::ErrorKind::AlreadyExists.into())
        } else {
            private_file::write(path, key.as_slice())
        };
        written.map_err(|source| KeyFileError::Io { path: path.to_owned(), source })?;
        Self::from_key(&key)
    }

    /// Opens an existing key file.
    pub fn open(path: &Path) -> Result<Self, KeyFileError> {
        let io = |source| KeyFileError::Io { path: path.to_owned(), source };
        let mode = fs::metadata(path).map_err(io)?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(KeyFileError::Exposed { path: path.to_owned(), mode });
        }
        let bytes = Zeroizing::new(fs::read(path).map_err(io)?);
        let key: [u8; 32] = bytes
            .as_slice()
            .try_into()
            .map_err(|_| KeyFileError::Damaged { path: path.to_owned() })?;
        Self::from_key(&Zeroizing::new(key))
    }

    fn from_key(key: &[u8; 32]) -> Result<Self, KeyFileError> {
        Ok(Self {
            secrets_at_rest: derive(key, b"entail secrets at rest")?,
            session_tokens: derive(key, b"entail session tokens")?,
        })
    }

    /// Seals `plain` for `purpose`; `owner` must be given again to open it.
    pub fn seal(
        &self,
        purpose: Purpose,
        owner: &str,
        plain: &[u8],
    ) -> Result<Vec<u8>, ControlError> {
        let nonce = random_bytes::<NONCE_BYTES>()?;
        let mut sealed = plain.to_vec();
        self.key(purpose)
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(owner.as_bytes()),
                &mut sealed,
            )
            .map_err(|_| ControlError::internal("sealing a secret failed"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what [`Keyring::seal`] made for the same purpose and owner; `None` for anything else.
    pub fn open_sealed(
        &self,
        purpose: Purpose,
        owner: &str,
        sealed: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        let mut buffer = Zeroizing::new(sealed.to_vec());
        let length = self
            .key(purpose)
            .open_in_place(
                Nonce::assume_unique_for_key(*nonce),
                Aad::from(owner.as_bytes()),
                &mut buffer,
            )
            .ok()?
            .len();
        buffer.truncate(length);
        Some(buffer)
    }

    const fn key(&self, purpose: Purpose) -> &LessSafeKey {
        match purpose {
            Purpose::SecretAtRest => &self.secrets_at_rest,
            Purpose::SessionToken => &self.session_tokens,
        }
    }
}

fn derive(key: &[u8; 32], purpose: &[u8]) -> Result<LessSafeKey, KeyFileError> {
    let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, b"entail keyring 1");
    salt.extract(key)
        .expand(&[purpose], &AES_256_GCM)
        .map(|material| LessSafeKey::new(UnboundKey::from(material)))
        .map_err(|_| KeyFileError::Refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keyring() -> Keyring {
        Keyring::from_key(&[7; 32]).unwrap()
    }

    #[test]
    fn what_is_sealed_can_be_opened_by_its_owner_alone() {
        let keyring = keyring();
        let sealed = keyring.seal(Purpose::SecretAtRest, "AKIA1", b"secret").unwrap();
        let open = |purpose, owner: &str| keyring.open_sealed(purpose, owner, &sealed);
        assert_eq!(open(Purpose::SecretAtRest, "AKIA1").unwrap().as_slice(), b"secret");
        assert!(open(Purpose::SecretAtRest, "AKIA2").is_none());
        assert!(open(Purpose::SessionToken, "AKIA1").is_none());
    }

    #[test]
    fn a_changed_byte_is_noticed_wherever_it_is() {
        let keyring = keyring();
        let sealed = keyring.seal(Purpose::SessionToken, "o", b"token").unwrap();
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert!(keyring.open_sealed(Purpose::SessionToken, "o", &changed).is_none());
        }
        assert!(keyring.open_sealed(Purpose::SessionToken, "o", b"short").is_none());
    }

    #[test]
    fn a_key_file_that_others_can_read_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("secret-key");
        Keyring::create(&path).unwrap();
        assert!(Keyring::open(&path).is_ok());
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(Keyring::open(&path), Err(KeyFileError::Exposed { mode: 0o640, .. })));
    }

    #[test]
    fn a_damaged_key_file_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("secret-key");
        Keyring::create(&path).unwrap();
        fs::write(&path, b"short").unwrap();
        assert!(matches!(Keyring::open(&path), Err(KeyFileError::Damaged { .. })));
    }
}
