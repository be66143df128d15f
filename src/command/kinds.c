/* All commands, in the order of help. */
#include "patron/command/command.h"

extern const struct command new_command, open_command, home_command, load_command, clean_command, describe_command,
    check_command, show_command, snapshot_command, snapshots_command, use_command, presets_command, asof_command,
    population_command, feature_command, features_command, target_command, split_command, summary_command, leak_command,
    train_command, compare_command, curves_command, importance_command, champion_command, score_command,
    segment_command, silhouette_command, profile_command, name_command, drift_command, gate_command, customer_command,
    export_command, import_command, history_command, note_command, run_command, print_command, save_command,
    undo_command, version_command, help_command, set_command, settings_command, log_command, fix_command, quit_command;

const struct command *const commands[] = {
    &new_command,        &open_command,     &home_command,     &load_command,    &clean_command,    &describe_command,
    &check_command,      &show_command,     &snapshot_command, &snapshots_command, &use_command,    &presets_command,
    &asof_command,       &population_command, &feature_command, &features_command, &target_command, &split_command,
    &summary_command,    &leak_command,     &train_command,    &compare_command, &curves_command,   &importance_command,
    &champion_command,   &score_command,    &segment_command,  &silhouette_command, &profile_command, &name_command,
    &drift_command,      &gate_command,     &customer_command, &export_command,  &import_command,   &history_command,
    &note_command,       &run_command,      &print_command,    &save_command,    &undo_command,     &version_command,
    &help_command,       &set_command,      &settings_command, &log_command,     &fix_command,      &quit_command,
    NULL,
};
