# The whole cleaning chain of the Online Retail workbook as one preset; cleaning twice changes nothing.
new='new retail
load from data/online_retail_quarter.csv.gz as=online_retail_clean'
printf '%s\nclean lines\ngate rows(lines) == 105688\n' "$new" | patron
patron -q retail -c 'show lines.dropped columns=step,rule' | sed 1d | uniq -c | sed 's/^ *//'
patron -q retail -c 'load from data/online_retail_quarter.csv.gz as=online_retail_clean' -c 'show tables' | tail -2
# All of it, where it is at hand: 541,909 rows to 399,573, as published.
full=${PATRON_SHARED_DATA:-/nowhere}/online-retail/online_retail.csv.gz
[ ! -e "$full" ] || patron -q -c 'new full' -c "load from $full as=online_retail_clean" -c 'clean lines' > full.tsv
[ ! -e "$full" ] || cut -f3,6 full.tsv | tr '\t\n' '> ' |
    grep -q '541909>541909 541909>406829 406829>401604 401604>401604 401604>399689 399689>399606 399606>399606 399606>399606 399606>399573' ||
    echo "the full chain is another one"
