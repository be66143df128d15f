# Two sources that make a table of the same name: the second says what it would replace, and does so only when told;
# a newer export of the same source is the next version.
ln -s "$TESTS/data/source" FROM
patron -q -c 'new crm' -c 'load from FROM/salesforce/Account.csv as=salesforce_accounts' > /dev/null
patron -q crm -c 'load from FROM/hubspot/companies.csv as=hubspot_companies' 2>&1 | sed 's,^[^ ]*/presets/,,'
patron -q crm -c 'show tables columns=name,version,rows'
patron -q crm -c 'load companies from FROM/hubspot/companies.csv as=hubspot_companies' > /dev/null
patron -q crm -c 'load from FROM/hubspot/companies.csv as=hubspot_companies replace=yes' > /dev/null
sed 2d FROM/hubspot/companies.csv > newer.csv
patron -q crm -c 'load from newer.csv as=hubspot_companies' > /dev/null
patron -q crm -c 'show tables columns=name,version,rows'
# Back to a version that is there already is no next version either.
patron -q crm -c 'load from FROM/salesforce/Account.csv as=salesforce_accounts' 2>&1 | sed 's,^[^ ]*/presets/,,'
# Without presets: another key, another type of it, another owner, other columns; the same file may be read in any way.
printf 'id,name,city\n1,a,x\n2,b,y\n' > a.csv
printf 'id,name,city,zip\n1,a,x,9\n3,c,z,8\n' > b.csv
printf 'mail,name,city\nm1,a,x\n' > c.csv
printf 'id,name,city\na1,a,x\n' > d.csv
printf 'id,first,last\n4,a,x\n' > e.csv
patron -q crm -c 'load shops from a.csv key=id' -c 'load shops from b.csv key=id' > /dev/null
for file in c.csv d.csv e.csv; do
    patron -q crm -c "load shops from $file key=$(head -c 2 $file | sed s/ma/mail/)"
done
patron -q crm -c 'load shops from e.csv key=id replace=yes' -c 'load shops from e.csv key=last' > /dev/null
patron -q crm -c 'show tables columns=name,version,rows'
# A damaged file is mended by the line that the user wrote, and the preset's line is named.
patron -q crm -c 'load partners from FROM/hubspot/companies.csv as=hubspot_companies' > /dev/null
for file in crm/columns/*; do
    printf 'XXXX' | dd of="$file" bs=1 seek=100 conv=notrunc 2> /dev/null
done
patron -q crm -c 'show partners limit=1' 2>&1 | sed 's,columns/[0-9a-f]*,columns/HASH,'
patron -q crm -c 'load partners from FROM/hubspot/companies.csv as=hubspot_companies' > /dev/null
patron -q crm -c 'print rows(partners)'
