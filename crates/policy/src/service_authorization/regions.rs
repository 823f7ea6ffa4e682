//! Regions, as committed in `models/service-authorization/regions.tsv`.

const REGIONS: &str = include_str!("../../../../models/service-authorization/regions.tsv");

/// Partitions and their regions, such as `aws` and `us-east-1`.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    REGIONS.lines().filter_map(|line| line.split_once('\t'))
}

/// The regions of a partition; of all partitions where it is none or a pattern.
pub fn of(partition: &str) -> impl Iterator<Item = &'static str> {
    let is_known = all().any(|(known, _)| known == partition);
    all().filter(move |(known, _)| !is_known || *known == partition).map(|(_, region)| region)
}

#[cfg(test)]
mod tests {
    use super::{all, of};

    #[test]
    fn every_line_is_a_partition_and_a_region_of_it() {
        assert_eq!(all().count(), super::REGIONS.lines().count());
        assert!(of("aws").any(|region| region == "eu-central-1"));
        assert!(of("aws-cn").all(|region| region.contains("cn-")));
        assert_eq!(of("*").count(), all().count());
    }
}
