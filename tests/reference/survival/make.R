# Makes expected.json beside the data, with R's survival 3.5-3. lung.csv: the NCCTG lung cancer study (R's survival::lung,
# Loprinzi et al. 1994) without the row that lacks ph.ecog, status 1 for deaths; rossi.csv: Rossi, Berk and Lenihan 1980 as
# in lifelines (MIT). Run in this folder: Rscript make.R
library(survival)
lung <- read.csv("lung.csv")
rossi <- read.csv("rossi.csv")
n <- function(x) paste0("[", paste(ifelse(is.finite(x), formatC(x, digits = 15, format = "g"), "null"), collapse = ", "), "]")
out <- c()
add <- function(name, x) out <<- c(out, sprintf("  \"%s\": %s", name, n(as.numeric(x))))
S <- Surv(lung$time, lung$status)
k <- survfit(S ~ 1, conf.type = "log-log")
s <- summary(k, times = c(180, 365, 730))
add("km_survival", s$surv); add("km_low", s$lower); add("km_high", s$upper); add("km_at_risk", s$n.risk)
q <- quantile(k, c(0.25, 0.5)); add("km_quantile", q$quantile); add("km_quantile_low", q$lower); add("km_quantile_high", q$upper)
r <- summary(k, rmean = 365)$table; add("km_restricted", r[c("rmean", "se(rmean)")])
d <- survdiff(S ~ sex, lung); add("log_rank_sex", c(d$chisq, d$obs, d$exp))
d <- survdiff(S ~ ph.ecog, lung); add("log_rank_ecog", c(d$chisq, d$obs, d$exp))
c0 <- concordance(S ~ age, lung, reverse = TRUE); add("harrell_age", c(c0$count[c("concordant", "discordant", "tied.x")], c0$concordance))
c0 <- concordance(S ~ age, lung, reverse = TRUE, timewt = "n/G2"); add("uno_age", c0$concordance)
cox <- function(name, f) {
  l <- summary(f)
  add(paste0(name, "_coefficients"), coef(f)); add(paste0(name, "_errors"), sqrt(diag(f$var)))
  add(paste0(name, "_likelihood"), f$loglik)
}
e <- coxph(S ~ age + sex + ph.ecog, lung); cox("lung_efron", e)
h <- basehaz(e, centered = TRUE); at <- function(t) h$hazard[max(which(h$time <= t))]
add("lung_efron_baseline", c(at(100), at(365), at(730)))
add("lung_efron_risk", head(predict(e, type = "lp"), 5))
e <- coxph(S ~ age + sex + ph.ecog, lung, ties = "breslow"); cox("lung_breslow", e)
R <- Surv(rossi$week, rossi$arrest)
e <- coxph(R ~ fin + age + race + wexp + mar + paro + prio, rossi); cox("rossi_efron", e)
e <- coxph(R ~ fin + age + race + wexp + mar + paro + prio, rossi, ties = "breslow"); cox("rossi_breslow", e)
rossi$who <- rep(1:144, each = 3)
e <- coxph(R ~ fin + age + prio, rossi, cluster = who); cox("rossi_clustered", e)
e <- coxph(R ~ fin + age + prio, rossi, cluster = who, ties = "breslow"); cox("rossi_clustered_breslow", e)
for (dist in c("weibull", "exponential", "lognormal", "loglogistic")) {
  a <- survreg(R ~ fin + age + race + wexp + mar + paro + prio, rossi, dist = dist)
  add(paste0("rossi_", dist, "_coefficients"), c(coef(a), log(a$scale)))
  add(paste0("rossi_", dist, "_errors"), sqrt(diag(a$var)))
  add(paste0("rossi_", dist, "_likelihood"), a$loglik)
}
writeLines(c("{", paste(out, collapse = ",\n"), "}"), "expected.json")
