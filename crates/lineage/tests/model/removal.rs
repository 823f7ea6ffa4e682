//! Each rule taken away is missed: a counterexample is found, and no shorter one. Rules whose loss
//! is not missed stand at the end, with the reason.

use crate::breach::Breach;
use crate::exploration::Exploration;
use crate::rule::{Off, Rule};
use crate::scenario::{Scenario, worlds};

/// Looks for one breach at one place, where these rules are taken away.
fn hunt(
    name: &str,
    off: Off,
    scenario: &Scenario,
    (breach, place): (Breach, &'static str),
    steps: usize,
) {
    let wanted = Some((breach, place));
    let seen = Exploration { scenario: *scenario, off, depth: steps, wanted }.run();
    let Some((_, way)) = seen.broken else {
        panic!("without {off:?}, `{}` has no {breach:?} at {place}", scenario.name);
    };
    println!("{name}\n  without {off:?}: {breach:?}, {place}\n    {}", way.join("\n    "));
    assert_eq!(way.len(), steps, "the shortest way");
}

macro_rules! missed {
    ($($name:ident: $off:expr, $scenario:ident, $breach:ident $place:expr, $steps:expr;)+) => {$(
        #[test]
        fn $name() {
            use Rule::*;
            let breach = (Breach::$breach, $place);
            hunt(stringify!($name), &$off, &worlds::$scenario, breach, $steps);
        }
    )+};
}

// Creation and obtaining.
missed! {
    a_creation_that_does_not_inherit_gives_a_free_role:
        [Inherit], CREDENTIALS, Containment "outside/r", 2;
    an_explicit_boundary_that_replaces_gives_a_free_role:
        [ExplicitAdds], CREDENTIALS, Containment "outside/r", 2;
    obtaining_without_carrying_gives_a_role_of_another_line:
        [Carry], CREDENTIALS, Containment "dev>mix", 1;
    an_identity_provider_without_label_gives_what_trusts_its_name:
        [ProviderLabel], CREDENTIALS, Containment "idp/federated", 2;
    an_assignment_without_label_gives_a_shared_role:
        [AssignmentLabel], ASSIGNMENTS, Containment "assignment/shared", 2;
    an_account_without_label_gives_its_administrators_role:
        [AccountLabel], CREDENTIALS, Containment "outside/organization", 1;
    root_sessions_for_sealed_sessions_are_free:
        [RootRefused], CREDENTIALS, Containment "root", 1;
    a_derivation_that_is_not_read_live_loses_seals:
        [F3], LATE, Carry "dev>xout", 2;
    a_role_that_asks_for_seals_is_obtained_without:
        [F10], EXITS, Strict "AssumeRole xout", 2;
    labels_that_are_cut_lose_seals:
        [F17], LIMITS, Containment "outside/r", 3;
    a_seal_that_reads_what_its_line_wrote_believes_a_session_name:
        [F4], CREDENTIALS, Believed "dev>mix", 1;
}

// G-pass.
missed! {
    ungated_passing_gives_the_role_to_a_service_of_the_line:
        [Pass], CREDENTIALS, Containment "service/service", 1;
    ungated_passing_breaks_the_invariant_of_passing:
        [Pass], CREDENTIALS, Pass "service", 1;
    ungated_code_runs_under_the_role_of_a_workload_outside:
        [ExecutionRole], CREDENTIALS, Containment "service/service", 1;
}

// G-write, by what is written.
missed! {
    ungated_trust_gives_a_role_of_another_line:
        [WriteTrust], CREDENTIALS, Containment "outside/mix", 2;
    ungated_trust_writes_across_lines:
        [WriteTrust], CREDENTIALS,
        Outside "UpdateAssumeRolePolicy mix to Outside reaches mix", 1;
    ungated_credentials_give_the_administrator:
        [WriteKeys], CREDENTIALS, Containment "admin", 1;
    ungated_transitive_boundaries_are_set_outside:
        [WriteTransitive], BOUNDARIES, Outside "set T of xout to strict reaches xout", 1;
    without_all_that_guards_it_the_root_removes_its_own_boundary:
        [WriteTransitive, OwnTransitive, W4], CREDENTIALS, Monotone "remove T of dev", 1;
    ungated_policies_are_edited_outside:
        [WritePolicy], CREDENTIALS, Outside "CreatePolicyVersion weak reaches weak", 1;
    without_all_that_guards_it_the_seal_is_edited_by_its_root:
        [WritePolicy, W1, W3], CREDENTIALS, Monotone "CreatePolicyVersion t", 1;
    ungated_attachment_gives_policies_outside:
        [WriteAttachment], POLICIES, Outside "AttachPolicy strict to xout reaches xout", 1;
    ungated_groups_are_written_outside:
        [WriteGroup], POLICIES, Outside "PutGroupPolicy gout reaches gout", 1;
    ungated_membership_moves_users_outside:
        [WriteMembership], POLICIES, Outside "AddUserToGroup uout, gout reaches uout", 1;
    ungated_boundaries_are_put_outside:
        [WriteBoundary], BOUNDARIES,
        Outside "PutPermissionsBoundary xout, strict reaches xout", 1;
    ungated_deletion_deletes_outside:
        [WriteDeletion], BOUNDARIES, Outside "Delete xout reaches xout", 1;
    ungated_providers_let_their_users_in:
        [WriteProvider], CREDENTIALS, Containment "idp0/federated", 2;
    ungated_account_settings_are_changed:
        [WriteAccount], CREDENTIALS,
        Outside "UpdateAccountPasswordPolicy reaches 111122223333", 1;
}

// w1 to w5, with F5 and F6.
missed! {
    without_w1_a_policy_edit_reaches_whom_it_is_attached_to:
        [W1], POLICIES, Outside "CreatePolicyVersion pi reaches xout", 3;
    without_f6_a_policy_edit_reaches_the_members_of_a_group:
        [F6], POLICIES, Outside "CreatePolicyVersion pi reaches uout", 5;
    without_f5_a_policy_edit_reaches_whose_t_it_is:
        [F5Setting, F5References], POLICIES, Outside "CreatePolicyVersion pi reaches xout", 3;
    without_half_of_f5_a_policy_edit_reaches_sessions:
        [F5References], EXITS, Outside "CreatePolicyVersion pi reaches session dev>child>xout", 4;
    without_the_other_half_setting_t_freezes_the_maker:
        [F5Setting], POLICIES, Frozen "pi", 2;
    without_w2_a_group_policy_reaches_outside_members:
        [W2], POLICIES, Outside "PutGroupPolicy gt reaches uout", 3;
    without_w3_a_line_edits_its_own_seal:
        [W3], SEALS, Monotone "CreatePolicyVersion t", 3;
    without_w3_a_line_edits_a_seal_that_was_cascaded_to_itself:
        [W3], CASCADED_SEAL, Monotone "CreatePolicyVersion pi", 4;
    without_w4_a_line_removes_an_administrators_boundary:
        [W4], BOUNDARIES, Lifted "DeletePermissionsBoundary ut", 3;
    without_w4_a_line_replaces_an_administrators_boundary:
        [W4], BOUNDARIES, Lifted "PutPermissionsBoundary ut, strict", 3;
    without_w5_attaching_freezes_the_policy_of_another_line:
        [W5Attachment], POLICIES, Frozen "pi2", 3;
    without_w5_membership_freezes_the_group_of_another_line:
        [W5Membership], POLICIES, Frozen "gu2", 3;
    without_w5_a_session_policy_freezes_the_policy_of_another_line:
        [W5SessionPolicy], POLICIES, Frozen "pi2", 2;
    without_w5_of_the_setter_a_boundary_of_a_shared_child_freezes_a_policy:
        [W5Setter], BOUNDARIES, Frozen "pi", 5;
    without_w5_a_boundary_freezes_the_policy_of_another_line:
        [W5Boundary], BOUNDARIES, Frozen "pi2", 2;
}

// The numbered closures of the life of a boundary.
missed! {
    without_f1_a_session_through_an_exit_edits_the_seal:
        [F1], EXITS, Monotone "CreatePolicyVersion t", 3;
    without_f1_a_session_through_an_exit_removes_t_of_its_own_root:
        [F1], EXITS, Monotone "remove T of dev", 3;
    exits_made_by_another_line_let_out:
        [F1Unsealed], EXITS, Containment "dev>r2", 3;
    without_f3_a_session_derived_before_edits_the_seal:
        [F3], LATE, Monotone "CreatePolicyVersion t", 3;
    without_f3_for_the_deleted_a_session_derived_before_is_free:
        [F3Deleted], LATE, Carry "dev>xout", 3;
    without_f3_a_session_derived_before_removes_t_of_its_own_root:
        [F3], LATE, Monotone "remove T of dev", 3;
    without_f7_deletion_lifts_an_administrators_boundary:
        [F7Deletion], BOUNDARIES, Lifted "Delete ut", 3;
    without_f7_editing_lifts_an_administrators_boundary:
        [F7Editing], BOUNDARIES, Lifted "CreatePolicyVersion pi", 4;
    a_t_that_becomes_part_of_i_lets_the_root_be_written:
        [F7Self], BOUNDARIES, Outside "PutPermissionsBoundary dev, strict reaches dev", 2;
    without_f8_disowning_frees_a_role_that_the_line_trusts:
        [F8], ADOPTION, Containment "outside/dep", 4;
    without_f8_disowning_frees_a_role_that_a_service_of_the_line_holds:
        [F8], ADOPTION, Containment "service/dep", 3;
    without_f15_a_line_cascades_to_others:
        [F15Unsealed], CASCADES, Outside "Cascade pi from dep (Added) reaches old", 3;
    descent_by_the_last_session_alone_misses_descendants:
        [F15Descent], CASCADES, Misdirected "Cascade t from dev (Added)", 4;
    without_f16_a_role_adopted_for_passing_is_written:
        [F16], ADOPTION, Outside "UpdateAssumeRolePolicy dep to Outside reaches dep", 2;
    newborns_of_a_role_adopted_for_passing_are_their_makers_to_write:
        [F16Newborn], ADOPTION, Frozen "r", 3;
    adoption_by_a_line_reaches_outside:
        [AdoptUnsealed], ADOPTION, Outside "Adopt xout into strict (Write) reaches xout", 1;
}

/// Nothing is broken, though these rules are taken away.
fn spare(off: Off, scenario: &Scenario, depth: usize) {
    let seen = Exploration { scenario: *scenario, off, depth, wanted: None }.run();
    assert_eq!(seen.broken, None, "without {off:?} in `{}`", scenario.name);
}

// `check_label` lets a session remove its own T only where the seals, T among them, are on its own
// label, so that they stay; and w4 lets nobody undo what an administrator set.
#[test]
fn that_nobody_changes_its_own_t_follows_from_the_label_and_w4() {
    spare(&[Rule::OwnTransitive], &worlds::CREDENTIALS, 2);
    spare(&[Rule::OwnTransitive], &worlds::SEALS, 4);
}

// A federation token that makes a key for its user obtains the user alone, whose T comes back live.
// The rule is there because AWS gives federation tokens no access to IAM.
#[test]
fn self_service_of_federation_tokens_would_let_nobody_out() {
    spare(&[Rule::SelfService], &worlds::CREDENTIALS, 3);
}
