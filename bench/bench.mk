# Races against peers: built by `make bench`, and by `make check` so that they keep up with the program; bench/run runs
# them beside the peers.
check_PROGRAMS += bench/kernels bench/features bench/shop
bench_kernels_SOURCES = bench/clock.h bench/kernels.c
bench_kernels_LDADD = liblearn.a libmeasure.a libbase.a $(LIBS_ALL)
bench_features_SOURCES = bench/clock.h bench/features.c
bench_features_LDADD = libfeature.a libtable.a libbase.a $(LIBS_ALL)
bench_shop_SOURCES = bench/clock.h bench/shop.c
bench_shop_LDADD = $(with_workspace) $(LIBS_ALL)
.PHONY: bench
bench: patron bench/kernels bench/features bench/shop
EXTRA_DIST += bench/run bench/README.md bench/columns.py bench/ingest.py \
  bench/race.py bench/ratios.py bench/readers.py bench/startup.py bench/tables.py bench/tables.patron
