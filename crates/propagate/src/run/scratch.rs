//! Files that the child reads while it runs: nobody else can look into their folder, and it is gone
//! when the run ends, however that comes about.

use std::{fs, io, os::unix::fs::PermissionsExt as _, path::PathBuf};

use entail_wire::client_model::{IAM_SDK_EXTRAS, STS_SDK_EXTRAS};
use tempfile::TempDir;

/// What Node.js loads first.
const NODE_PRELOAD: &str = include_str!("node_preload.js");

/// A private folder that is removed when this is dropped.
#[derive(Debug)]
pub struct Scratch {
    folder: TempDir,
}

impl Scratch {
    /// A new folder, below that of temporary files.
    pub fn new() -> io::Result<Self> {
        let owner_only = fs::Permissions::from_mode(0o700);
        let folder =
            tempfile::Builder::new().prefix("entail-run-").permissions(owner_only).tempdir()?;
        Ok(Self { folder })
    }

    /// Writes the overlays that teach botocore what Entail adds to IAM and STS; answers the folder
    /// that `AWS_DATA_PATH` has to name.
    pub fn client_models(&self) -> io::Result<PathBuf> {
        let models = self.folder.path().join("models");
        let overlays = [("iam/2010-05-08", IAM_SDK_EXTRAS), ("sts/2011-06-15", STS_SDK_EXTRAS)];
        for (folder, overlay) in overlays {
            let folder = models.join(folder);
            fs::create_dir_all(&folder)?;
            fs::write(folder.join("service-2.sdk-extras.json"), overlay)?;
        }
        Ok(models)
    }

    /// Writes the module that leads the AWS SDK for JavaScript, version 2, here.
    pub fn node_preload(&self) -> io::Result<PathBuf> {
        let file = self.folder.path().join("entail-preload.js");
        fs::write(&file, NODE_PRELOAD)?;
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_private_and_goes_with_the_run() {
        let scratch = Scratch::new().unwrap();
        let models = scratch.client_models().unwrap();
        let preload = scratch.node_preload().unwrap();
        assert!(models.join("iam/2010-05-08/service-2.sdk-extras.json").is_file());
        assert!(preload.is_file());
        let folder = preload.parent().unwrap().to_owned();
        assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
        drop(scratch);
        assert!(!folder.exists());
    }
}
