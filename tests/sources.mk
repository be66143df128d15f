check_PROGRAMS_ROOMS += tests/base/check_base
tests_base_check_base_SOURCES = \
  tests/base/base_tests.h \
  tests/base/calendar.c \
  tests/base/error.c \
  tests/base/file.c \
  tests/base/folder.c \
  tests/base/folders.h \
  tests/base/hash.c \
  tests/base/json.c \
  tests/base/kinds.c \
  tests/base/main.c \
  tests/base/matrix.c \
  tests/base/memory.c \
  tests/base/number.c \
  tests/base/parameter.c \
  tests/base/random.c \
  tests/base/spelling.c \
  tests/base/text.c \
  tests/base/work.c
tests_base_check_base_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -I$(srcdir)/tests/base
tests_base_check_base_LDADD = $(with_base) $(LIBS_TEST)
check_PROGRAMS_ROOMS += tests/table/check_table
tests_table_check_table_SOURCES = \
  tests/table/assembly.c \
  tests/table/builder.c \
  tests/table/content.c \
  tests/table/dictionary.c \
  tests/table/join.c \
  tests/table/main.c \
  tests/table/personal.c \
  tests/table/sort.c \
  tests/table/table.c \
  tests/table/table_tests.h \
  tests/table/view.c \
  tests/table/write.c
tests_table_check_table_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -I$(srcdir)/tests/table
tests_table_check_table_LDADD = $(with_table) $(LIBS_TEST)
check_PROGRAMS_ROOMS += tests/draw/check_draw
tests_draw_check_draw_SOURCES = \
  tests/draw/axis.c \
  tests/draw/bands.c \
  tests/draw/bars.c \
  tests/draw/canvas.c \
  tests/draw/curves.c \
  tests/draw/draw_tests.h \
  tests/draw/fallback.c \
  tests/draw/main.c \
  tests/draw/raster.c
tests_draw_check_draw_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -I$(srcdir)/tests/draw
tests_draw_check_draw_LDADD = $(with_draw) $(LIBS_TEST)
check_PROGRAMS_ROOMS += tests/source/check_source
tests_source_check_source_SOURCES = \
  tests/source/account.c \
  tests/source/archive.c \
  tests/source/assemble.c \
  tests/source/cells.c \
  tests/source/clean.c \
  tests/source/codes.c \
  tests/source/content.c \
  tests/source/csv.c \
  tests/source/encoding.c \
  tests/source/fetch.c \
  tests/source/fixed.c \
  tests/source/held.c \
  tests/source/identity.c \
  tests/source/infer.c \
  tests/source/intake.c \
  tests/source/json.c \
  tests/source/json_twin.c \
  tests/source/json_twin.h \
  tests/source/judge.c \
  tests/source/judging.c \
  tests/source/lines.c \
  tests/source/main.c \
  tests/source/paths.c \
  tests/source/quarantine.c \
  tests/source/readers.c \
  tests/source/serial.c \
  tests/source/shared.c \
  tests/source/sheet.c \
  tests/source/spectrum.c \
  tests/source/sqlite.c \
  tests/source/support.c \
  tests/source/support.h \
  tests/source/value.c \
  tests/source/xlsx.c
tests_source_check_source_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -I$(srcdir)/tests/source
tests_source_check_source_LDADD = $(with_source) $(LIBS_TEST)
check_PROGRAMS_ROOMS += tests/feature/check_feature
tests_feature_check_feature_SOURCES = \
  tests/feature/definition.c \
  tests/feature/feature_tests.h \
  tests/feature/joins.c \
  tests/feature/large_worlds.c \
  tests/feature/leak.c \
  tests/feature/main.c \
  tests/feature/measures.c \
  tests/feature/parser.c \
  tests/feature/plan.c \
  tests/feature/purchases.c \
  tests/feature/rows.c \
  tests/feature/small_worlds.c \
  tests/feature/target.c \
  tests/feature/twin.c \
  tests/feature/twin.h \
  tests/feature/world.c \
  tests/feature/write.c
tests_feature_check_feature_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -I$(srcdir)/tests/feature
tests_feature_check_feature_LDADD = $(with_feature) $(LIBS_TEST)
check_PROGRAMS_ROOMS += tests/learn/check_learn
tests_learn_check_learn_SOURCES = \
  tests/learn/beta_nodes.c \
  tests/learn/bgnbd.c \
  tests/learn/bgnbd_future.c \
  tests/learn/bgnbd_likelihood.c \
  tests/learn/chunk.c \
  tests/learn/contributions.c \
  tests/learn/gammagamma.c \
  tests/learn/gbm.c \
  tests/learn/kinds.c \
  tests/learn/kmeans.c \
  tests/learn/lanes.c \
  tests/learn/learn_tests.h \
  tests/learn/library.c \
  tests/learn/lloyd.c \
  tests/learn/logit.c \
  tests/learn/main.c \
  tests/learn/minimise.c \
  tests/learn/moments.c \
  tests/learn/newton.c \
  tests/learn/purchases.c \
  tests/learn/seeds.c \
  tests/learn/trees.c
tests_learn_check_learn_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -I$(srcdir)/tests/learn
tests_learn_check_learn_LDADD = $(with_learn) $(LIBS_TEST)
check_PROGRAMS_ROOMS += tests/measure/check_measure
tests_measure_check_measure_SOURCES = \
  tests/measure/amount.c \
  tests/measure/bootstrap.c \
  tests/measure/calibration.c \
  tests/measure/gain.c \
  tests/measure/main.c \
  tests/measure/measure_tests.h \
  tests/measure/metrics.c \
  tests/measure/order.c \
  tests/measure/roc.c \
  tests/measure/segments.c \
  tests/measure/silhouette.c \
  tests/measure/threshold.c \
  tests/measure/two_sample.c
tests_measure_check_measure_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -I$(srcdir)/tests/measure
tests_measure_check_measure_LDADD = $(with_measure) $(LIBS_TEST)
check_PROGRAMS_ROOMS += tests/study/check_study
tests_study_check_study_SOURCES = \
  tests/study/cohort.c \
  tests/study/compare.c \
  tests/study/design.c \
  tests/study/drift.c \
  tests/study/explain.c \
  tests/study/figures.c \
  tests/study/fitting.c \
  tests/study/importance.c \
  tests/study/input.c \
  tests/study/main.c \
  tests/study/model_file.c \
  tests/study/reference.c \
  tests/study/rows.c \
  tests/study/score.c \
  tests/study/segments.c \
  tests/study/shop.c \
  tests/study/split.c \
  tests/study/study_tests.h \
  tests/study/summary.c \
  tests/study/train.c
tests_study_check_study_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -I$(srcdir)/tests/study
tests_study_check_study_LDADD = $(with_study) $(LIBS_TEST)
check_PROGRAMS_ROOMS += tests/report/check_report
tests_report_check_report_SOURCES = \
  tests/report/cell.c \
  tests/report/csv.c \
  tests/report/golden.c \
  tests/report/inspect.c \
  tests/report/json.c \
  tests/report/layout.c \
  tests/report/main.c \
  tests/report/markdown.c \
  tests/report/plots.c \
  tests/report/properties.c \
  tests/report/render.c \
  tests/report/report.c \
  tests/report/report_tests.h \
  tests/report/sample_inspections.c \
  tests/report/samples.c \
  tests/report/samples.h \
  tests/report/statistics.c \
  tests/report/table.c \
  tests/report/words.c
tests_report_check_report_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -I$(srcdir)/tests/report
tests_report_check_report_LDADD = $(with_report) $(LIBS_TEST)
check_PROGRAMS_ROOMS += tests/workspace/check_workspace
tests_workspace_check_workspace_SOURCES = \
  tests/workspace/catalog.c \
  tests/workspace/column_file.c \
  tests/workspace/definition.c \
  tests/workspace/derive.c \
  tests/workspace/feature_store.c \
  tests/workspace/fixture.c \
  tests/workspace/fixture.h \
  tests/workspace/load.c \
  tests/workspace/lock.c \
  tests/workspace/main.c \
  tests/workspace/model.c \
  tests/workspace/names.c \
  tests/workspace/role.c \
  tests/workspace/snapshot.c \
  tests/workspace/sql.c \
  tests/workspace/trail.c \
  tests/workspace/vacuum.c \
  tests/workspace/version.c \
  tests/workspace/workspace.c \
  tests/workspace/world.c
tests_workspace_check_workspace_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -I$(srcdir)/tests/workspace
tests_workspace_check_workspace_LDADD = $(with_workspace) $(LIBS_TEST)
check_PROGRAMS_ROOMS += tests/command/check_command
tests_command_check_command_SOURCES = \
  tests/command/binder.c \
  tests/command/clean.c \
  tests/command/complete.c \
  tests/command/error_render.c \
  tests/command/fixture.c \
  tests/command/fixture.h \
  tests/command/gate.c \
  tests/command/lexer.c \
  tests/command/main.c \
  tests/command/manual.c \
  tests/command/output.c \
  tests/command/resolve.c \
  tests/command/rules.c \
  tests/command/run_file.c \
  tests/command/script.c \
  tests/command/session.c \
  tests/command/settings.c \
  tests/command/variables.c \
  tests/command/verbs.c
tests_command_check_command_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -I$(srcdir)/tests/command
tests_command_check_command_LDADD = $(with_command) $(LIBS_TEST)
check_PROGRAMS_ROOMS += tests/tui/check_tui
tests_tui_check_tui_SOURCES = \
  tests/tui/grid.c \
  tests/tui/keys.c \
  tests/tui/layout.c \
  tests/tui/line.c \
  tests/tui/main.c \
  tests/tui/suites.h \
  tests/tui/worker.c
tests_tui_check_tui_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -I$(srcdir)/tests/tui
tests_tui_check_tui_LDADD = $(with_tui) $(LIBS_TEST)
check_PROGRAMS_ROOMS += tests/failure/check_failure
tests_failure_check_failure_SOURCES = \
  tests/failure/failure_tests.h \
  tests/failure/full_disk.c \
  tests/failure/kill.c \
  tests/failure/main.c \
  tests/failure/nth_call.c \
  tests/failure/numbered.c \
  tests/workspace/fixture.c \
  tests/workspace/fixture.h
tests_failure_check_failure_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -I$(srcdir)/tests/failure
tests_failure_check_failure_LDADD = $(with_workspace) $(LIBS_TEST)
EXTRA_DIST += \
  tests/data/measure/iris.csv \
  tests/data/source/ORIGIN \
  tests/data/source/cdnow_30.txt \
  tests/data/source/csv-spectrum/ORIGIN \
  tests/data/source/csv-spectrum/csvs/comma_in_quotes.csv \
  tests/data/source/csv-spectrum/csvs/empty.csv \
  tests/data/source/csv-spectrum/csvs/empty_crlf.csv \
  tests/data/source/csv-spectrum/csvs/escaped_quotes.csv \
  tests/data/source/csv-spectrum/csvs/json.csv \
  tests/data/source/csv-spectrum/csvs/location_coordinates.csv \
  tests/data/source/csv-spectrum/csvs/newlines.csv \
  tests/data/source/csv-spectrum/csvs/newlines_crlf.csv \
  tests/data/source/csv-spectrum/csvs/quotes_and_newlines.csv \
  tests/data/source/csv-spectrum/csvs/simple.csv \
  tests/data/source/csv-spectrum/csvs/simple_crlf.csv \
  tests/data/source/csv-spectrum/csvs/utf8.csv \
  tests/data/source/csv-spectrum/json/comma_in_quotes.json \
  tests/data/source/csv-spectrum/json/empty.json \
  tests/data/source/csv-spectrum/json/empty_crlf.json \
  tests/data/source/csv-spectrum/json/escaped_quotes.json \
  tests/data/source/csv-spectrum/json/json.json \
  tests/data/source/csv-spectrum/json/location_coordinates.json \
  tests/data/source/csv-spectrum/json/newlines.json \
  tests/data/source/csv-spectrum/json/newlines_crlf.json \
  tests/data/source/csv-spectrum/json/quotes_and_newlines.json \
  tests/data/source/csv-spectrum/json/simple.json \
  tests/data/source/csv-spectrum/json/simple_crlf.json \
  tests/data/source/csv-spectrum/json/utf8.json \
  tests/data/source/online_retail_72.csv \
  tests/data/source/sendgrid/events.json \
  tests/data/source/shop.db \
  tests/data/source/shopify/abandoned_checkouts.json \
  tests/data/source/shopify/customers.json \
  tests/data/source/shopify/order.json \
  tests/data/source/shopify/orders.json \
  tests/data/source/shopify/python_api_customer.json \
  tests/data/source/shopify/python_api_refund.json \
  tests/data/source/shopify/refund.json \
  tests/data/source/shopify/shopify_orders_edge_cases.csv \
  tests/data/source/shopify/shopify_orders_export_full_header.csv \
  tests/data/source/shopify/shopify_orders_sample.csv \
  tests/data/source/stripe/fixtures.json \
  tests/data/source/twilio/signature_cases.json \
  tests/data/source/woocommerce/customers.json \
  tests/data/source/woocommerce/orders.json \
  tests/data/source/woocommerce/refunds.json \
  tests/fuzz/corpus/csv/fixed.txt \
  tests/fuzz/corpus/csv/invoices.csv \
  tests/fuzz/corpus/csv/quotes.csv \
  tests/fuzz/corpus/csv/semicolon.csv \
  tests/fuzz/corpus/csv/stray_quotes.csv \
  tests/fuzz/corpus/csv/types.csv \
  tests/fuzz/corpus/csv/utf16.csv \
  tests/fuzz/corpus/expression/aggregates.txt \
  tests/fuzz/corpus/expression/amount.txt \
  tests/fuzz/corpus/expression/arithmetic.txt \
  tests/fuzz/corpus/expression/broken.txt \
  tests/fuzz/corpus/expression/calls.txt \
  tests/fuzz/corpus/expression/family.txt \
  tests/fuzz/corpus/expression/feature.txt \
  tests/fuzz/corpus/expression/functions.txt \
  tests/fuzz/corpus/expression/inline.txt \
  tests/fuzz/corpus/expression/logic.txt \
  tests/fuzz/corpus/expression/population.txt \
  tests/fuzz/corpus/expression/series.txt \
  tests/fuzz/corpus/expression/since.txt \
  tests/fuzz/corpus/expression/target.txt \
  tests/fuzz/corpus/expression/tests.txt \
  tests/fuzz/corpus/expression/texts.txt \
  tests/fuzz/corpus/expression/times.txt \
  tests/fuzz/corpus/expression/windows.txt \
  tests/fuzz/corpus/json/array.json \
  tests/fuzz/corpus/json/escapes.json \
  tests/fuzz/corpus/json/lines.jsonl \
  tests/fuzz/corpus/json/list.json \
  tests/fuzz/corpus/json/order.json \
  tests/fuzz/corpus/line/odd.patron \
  tests/fuzz/corpus/line/script.patron \
  tests/fuzz/corpus/line/session.patron \
  tests/fuzz/corpus/model/bgnbd.json \
  tests/fuzz/corpus/model/kmeans.json \
  tests/fuzz/corpus/model/logit.json \
  tests/fuzz/corpus/value/0x10 \
  tests/fuzz/corpus/value/12.5 \
  tests/fuzz/corpus/value/2024_07_01T10_15_00. \
  tests/fuzz/corpus/value/2024_07_01_17_41_00_ \
  tests/fuzz/corpus/value/30d \
  tests/fuzz/corpus/value/31_12_2024 \
  tests/fuzz/corpus/value/5_Mar_2024_10_00 \
  tests/fuzz/corpus/value/_1e300 \
  tests/fuzz/corpus/xlsx/book.xlsx \
  tests/fuzz/corpus/xlsx/sheet.xml \
  tests/fuzz/corpus/xlsx/strings.xml \
  tests/fuzz/corpus/xlsx/styles.xml \
  tests/language/bad_inputs.err \
  tests/language/bad_inputs.out \
  tests/language/bad_inputs.sh \
  tests/language/bad_names.err \
  tests/language/bad_names.out \
  tests/language/bad_names.pat \
  tests/language/broken.part \
  tests/language/cdnow.err \
  tests/language/cdnow.out \
  tests/language/cdnow.pat \
  tests/language/classes.err \
  tests/language/classes.out \
  tests/language/classes.sh \
  tests/language/clean.err \
  tests/language/clean.out \
  tests/language/clean.pat \
  tests/language/clean_values.err \
  tests/language/clean_values.out \
  tests/language/clean_values.pat \
  tests/language/cohorts.err \
  tests/language/cohorts.out \
  tests/language/cohorts.pat \
  tests/language/commands.out \
  tests/language/commands.sh \
  tests/language/compare_rows.err \
  tests/language/compare_rows.out \
  tests/language/compare_rows.pat \
  tests/language/control.err \
  tests/language/control.out \
  tests/language/control.pat \
  tests/language/crlf.err \
  tests/language/crlf.out \
  tests/language/crlf.pat \
  tests/language/deeper.part \
  tests/language/definitions.part \
  tests/language/delivery.err \
  tests/language/delivery.out \
  tests/language/delivery.sh \
  tests/language/drift.err \
  tests/language/drift.out \
  tests/language/drift.pat \
  tests/language/empty.csv.part \
  tests/language/encodings.out \
  tests/language/encodings.sh \
  tests/language/expressions.err \
  tests/language/expressions.out \
  tests/language/expressions.pat \
  tests/language/feature_store.err \
  tests/language/feature_store.out \
  tests/language/feature_store.pat \
  tests/language/fetch.err \
  tests/language/fetch.out \
  tests/language/fetch.sh \
  tests/language/few.err \
  tests/language/few.out \
  tests/language/few.pat \
  tests/language/files.err \
  tests/language/files.out \
  tests/language/files.pat \
  tests/language/fix.err \
  tests/language/fix.out \
  tests/language/fix.sh \
  tests/language/formats.out \
  tests/language/formats.sh \
  tests/language/from_stdin.out \
  tests/language/from_stdin.pat \
  tests/language/gate_stop.err \
  tests/language/gate_stop.out \
  tests/language/gate_stop.pat \
  tests/language/gates.err \
  tests/language/gates.out \
  tests/language/gates.pat \
  tests/language/guarded.err \
  tests/language/guarded.out \
  tests/language/guarded.sh \
  tests/language/help.err \
  tests/language/help.out \
  tests/language/help.pat \
  tests/language/include.err \
  tests/language/include.out \
  tests/language/include.pat \
  tests/language/json.err \
  tests/language/json.out \
  tests/language/json.sh \
  tests/language/keep_going.err \
  tests/language/keep_going.out \
  tests/language/keep_going.pat \
  tests/language/kind_options.err \
  tests/language/kind_options.out \
  tests/language/kind_options.pat \
  tests/language/kinds_refused.err \
  tests/language/kinds_refused.out \
  tests/language/kinds_refused.pat \
  tests/language/labels.err \
  tests/language/labels.out \
  tests/language/labels.pat \
  tests/language/language_version.err \
  tests/language/language_version.out \
  tests/language/language_version.pat \
  tests/language/limits.err \
  tests/language/limits.out \
  tests/language/limits.sh \
  tests/language/lines.csv.part \
  tests/language/load_again.out \
  tests/language/load_again.sh \
  tests/language/load_errors.err \
  tests/language/load_errors.out \
  tests/language/load_errors.pat \
  tests/language/load_options.err \
  tests/language/load_options.out \
  tests/language/load_options.sh \
  tests/language/looking_back.err \
  tests/language/looking_back.out \
  tests/language/looking_back.pat \
  tests/language/main_session.err \
  tests/language/main_session.out \
  tests/language/main_session.pat \
  tests/language/mend.csv.part \
  tests/language/models.err \
  tests/language/models.out \
  tests/language/models.pat \
  tests/language/names.err \
  tests/language/names.out \
  tests/language/names.pat \
  tests/language/no_param.err \
  tests/language/no_param.out \
  tests/language/no_param.pat \
  tests/language/online_retail.err \
  tests/language/online_retail.out \
  tests/language/online_retail.pat \
  tests/language/orders.csv.part \
  tests/language/owners.csv.part \
  tests/language/payloads.out \
  tests/language/payloads.sh \
  tests/language/people.csv.part \
  tests/language/personal.err \
  tests/language/personal.out \
  tests/language/personal.sh \
  tests/language/pipes.err \
  tests/language/pipes.out \
  tests/language/pipes.sh \
  tests/language/plan.out \
  tests/language/plan.pat \
  tests/language/plots.err \
  tests/language/plots.out \
  tests/language/plots.pat \
  tests/language/preview.out \
  tests/language/preview.sh \
  tests/language/rates.csv.part \
  tests/language/redirect.err \
  tests/language/redirect.out \
  tests/language/redirect.pat \
  tests/language/replay.err \
  tests/language/replay.out \
  tests/language/replay.sh \
  tests/language/retail_chain.err \
  tests/language/retail_chain.out \
  tests/language/retail_chain.sh \
  tests/language/rules.err \
  tests/language/rules.out \
  tests/language/rules.pat \
  tests/language/run \
  tests/language/runtime_error.err \
  tests/language/runtime_error.out \
  tests/language/runtime_error.pat \
  tests/language/segments.err \
  tests/language/segments.out \
  tests/language/segments.pat \
  tests/language/session.err \
  tests/language/session.out \
  tests/language/session.pat \
  tests/language/settled.err \
  tests/language/settled.out \
  tests/language/settled.sh \
  tests/language/short_forms.err \
  tests/language/short_forms.out \
  tests/language/short_forms.pat \
  tests/language/show.err \
  tests/language/show.out \
  tests/language/show.pat \
  tests/language/sources.err \
  tests/language/sources.out \
  tests/language/sources.sh \
  tests/language/sql.err \
  tests/language/sql.out \
  tests/language/sql.pat \
  tests/language/statuses.out \
  tests/language/statuses.sh \
  tests/language/streams.out \
  tests/language/streams.sh \
  tests/language/syntax_errors.err \
  tests/language/syntax_errors.out \
  tests/language/syntax_errors.pat \
  tests/language/telco.err \
  tests/language/telco.out \
  tests/language/telco.pat \
  tests/language/threads.out \
  tests/language/threads.sh \
  tests/language/tiny.csv.part \
  tests/language/types.err \
  tests/language/types.out \
  tests/language/types.pat \
  tests/language/unchanged.out \
  tests/language/unchanged.sh \
  tests/language/values.err \
  tests/language/values.out \
  tests/language/values.pat \
  tests/language/visits.csv.part \
  tests/language/windows.err \
  tests/language/windows.out \
  tests/language/windows.pat \
  tests/language/workspace.err \
  tests/language/workspace.out \
  tests/language/workspace.pat \
  tests/reference/bgnbd/cdnow.csv \
  tests/reference/bgnbd/expected.json \
  tests/reference/bgnbd/make.py \
  tests/reference/bgnbd/online_retail.csv \
  tests/reference/drift/expected.json \
  tests/reference/drift/make.R \
  tests/reference/drift/make.py \
  tests/reference/drift/ties.txt \
  tests/reference/gammagamma/cdnow.csv \
  tests/reference/gammagamma/expected.json \
  tests/reference/gammagamma/make.py \
  tests/reference/kmeans/expected.json \
  tests/reference/kmeans/iris.csv \
  tests/reference/kmeans/make.py \
  tests/reference/logit/expected.json \
  tests/reference/logit/make.py \
  tests/reference/logit/spector.csv \
  tests/reference/logit/telco.csv \
  tests/reference/metrics/expected.json \
  tests/reference/metrics/make.py \
  tests/reference/metrics/points.csv \
  tests/reference/metrics/rows.csv \
  tests/report/golden/bars.txt \
  tests/report/golden/card.txt \
  tests/report/golden/compare-amounts.txt \
  tests/report/golden/compare.txt \
  tests/report/golden/correlation.txt \
  tests/report/golden/curves-amounts.txt \
  tests/report/golden/curves-block.txt \
  tests/report/golden/curves-more.txt \
  tests/report/golden/curves-one-class.txt \
  tests/report/golden/curves.txt \
  tests/report/golden/customer.txt \
  tests/report/golden/describe-table.txt \
  tests/report/golden/describe.txt \
  tests/report/golden/drift-feature.txt \
  tests/report/golden/drift-importance.txt \
  tests/report/golden/drift.txt \
  tests/report/golden/frequency.txt \
  tests/report/golden/histogram.txt \
  tests/report/golden/importance.txt \
  tests/report/golden/leak.txt \
  tests/report/golden/plot.txt \
  tests/report/golden/profile-mean.txt \
  tests/report/golden/profile.txt \
  tests/report/golden/segment.txt \
  tests/report/golden/silhouette.txt \
  tests/report/golden/slices.txt \
  tests/report/golden/summary-by.txt \
  tests/report/golden/summary.txt \
  tests/report/golden/table.txt \
  tests/report/golden/train.txt \
  tests/report/golden/words.txt \
  tests/screens/ascii-home.screen \
  tests/screens/ascii.keys \
  tests/screens/completion.screen \
  tests/screens/curves-ascii.screen \
  tests/screens/curves-braille.screen \
  tests/screens/curves-zoomed.screen \
  tests/screens/curves.keys \
  tests/screens/customer.screen \
  tests/screens/drift.keys \
  tests/screens/drift.screen \
  tests/screens/error.screen \
  tests/screens/errors.keys \
  tests/screens/help-commands.screen \
  tests/screens/help-keys.screen \
  tests/screens/help.keys \
  tests/screens/history.keys \
  tests/screens/home-160x48.screen \
  tests/screens/home-80x24.screen \
  tests/screens/home.keys \
  tests/screens/inputrc.keys \
  tests/screens/leave.keys \
  tests/screens/paste.keys \
  tests/screens/paste.screen \
  tests/screens/plain.keys \
  tests/screens/plain.screen \
  tests/screens/profile.screen \
  tests/screens/resize-20x5.screen \
  tests/screens/resize-40x12.screen \
  tests/screens/resize-back.screen \
  tests/screens/resize.keys \
  tests/screens/run \
  tests/screens/segments.keys \
  tests/screens/shop.patron \
  tests/screens/silhouette.screen \
  tests/screens/stop.keys \
  tests/screens/table-sorted.screen \
  tests/screens/table.keys \
  tests/screens/table.screen \
  tests/screens/terminated.keys \
  tests/screens/walk.keys
