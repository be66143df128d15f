# setup: workspace
# The same bytes whichever processor the matrices are worked on: the library's choice of a kernel is not left to it.
cat > job.pat << 'END'
version 1
train m1 = logit churn90 on full
train m3 = bgnbd churn90
export model m1 to models/
export model m3 to models/
END
for kernel in Prescott Haswell SkylakeX; do
    cp -R shop shop$kernel && mkdir $kernel && cd $kernel || exit 1
    OPENBLAS_CORETYPE=$kernel patron -q -w ../shop$kernel -f ../job.pat > out
    cd ..
done
diff -r Prescott Haswell && diff -r Prescott SkylakeX && echo "the same bytes" && ls Prescott/models
