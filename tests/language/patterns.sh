# Features by a pattern, row by row over those that are there: mean(use_*), sum, min, max, count; and a robust trend.
printf 'customer_id,plan\n1,a\n2,a\n3,b\n' > customers.csv
# 1 pays 10 20 900 40 50 60 from January on: the slopes between two months have 10 as their median. 2 has one month.
{
    echo customer_id,at,amount,kind
    printf '1,2024-01-05,10,x\n1,2024-02-05,20,x\n1,2024-03-05,900,y\n1,2024-04-05,40,x\n1,2024-05-05,50,y\n1,2024-06-05,60,z\n'
    printf '2,2024-06-07,8,y\n'
} > pays.csv
cat > all.pat << 'END'
version 1
new here
load customers from customers.csv key=customer_id constant=plan > /dev/null
load pays from pays.csv time=at of=customers > /dev/null
asof 2024-07-01
feature use = mean(pays.amount) by=kind
feature average = mean(use_*)
feature most = max(use_*)
feature n_kinds = count(use_*)
feature least_two = min(use_x, use_y)
feature total = row_sum(use_x, use_y, use_z)
feature robust = theil_sen(sum(pays.amount) per month) over 6 months
feature usual = slope(sum(pays.amount) per month) over 6 months
features these = average most n_kinds least_two total robust usual
sql SELECT * FROM these
features average
show average
try feature bad = median(use_*)
try feature bad = mean(nothing_*)
try feature bad = mean(use_* where 1 > 0)
try feature bad = use_* + 1
try feature bad = theil_sen(pays.amount)
END
patron -f all.pat
