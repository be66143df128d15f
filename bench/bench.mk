# Races against peers: not built by default. `make bench` builds the programs; bench/run runs them beside the peers.
EXTRA_PROGRAMS = bench/kernels
bench_kernels_SOURCES = bench/kernels.c
bench_kernels_LDADD = liblearn.a libmeasure.a libbase.a $(LIBS_ALL)
.PHONY: bench
bench: patron bench/kernels
EXTRA_DIST += bench/run bench/README.md bench/ratios.py
CLEANFILES = bench/kernels
