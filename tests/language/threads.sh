# setup: workspace
# One thread and eight give the same bytes, in models, scores and reports.
cat > job.pat << 'END'
version 1
param n count
set threads=$n > /dev/null
train m1 = logit churn90 on full
train m2 = gbm churn90 on full trees=20
train m3 = bgnbd churn90
train v1 = gammagamma value90
segment s4 = kmeans on full k=4
compare m1 m2 m3
importance m2 repeats=2
silhouette s4 k=2..3
drift full against=2024-01-01
export model m2 to models/
export model s4 to models/
score m2 to scores.csv with p_churn decile s4 v1
END
for n in 1 8; do
    cp -R shop shop$n && mkdir $n && cd $n || exit 1
    patron -q -w ../shop$n -f ../job.pat --var n=$n > out
    cd ..
done
diff -r 1 8 && echo "the same bytes" && ls 1 1/models
