# The exact p of the two-sample Kolmogorov-Smirnov test with ties, by R (4.2 or later): Rscript make.R > ties.txt
x <- c(1, 1, 2, 2, 2, 3, 4, 4, 5, 7)
y <- c(2, 3, 3, 4, 5, 5, 5, 6, 6, 7, 7, 8)
test <- ks.test(x, y, exact = TRUE)
cat(format(test$statistic, digits = 15), format(test$p.value, digits = 15), "\n")
