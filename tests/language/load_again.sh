# The same bytes, read by the same options, are known by their hash; other bytes or options are read.
printf 'id,day,n\na,2024-01-01,1\nb,2024-01-02,2\nb,2024-01-02,2\nc,x\n' > o.csv
again() {
    echo "--- $*"
    "$@" -c 'show tables columns=name,version,rows' 2>&1 | grep -v '^ *$'
}
patron -q -c 'new w' -c 'load o from o.csv' > /dev/null
again patron -q -w w -c 'load o from o.csv'
cp o.csv p.csv && mv p.csv o.csv # the same bytes, another file
again patron -q -w w -c 'load o from o.csv'
again patron -q -w w -c 'load o from o.csv types=n:real'
again patron -q -w w -c 'load o from o.csv'
# Cleaned since: as it was loaded, and cleaning again finds the cleaned version.
again patron -q -w w -c 'clean o drop duplicates'
again patron -q -w w -c 'load o from o.csv'
again patron -q -w w -c 'clean o drop duplicates'
again patron -q -w w -c 'show o.quarantine columns=line,reason'
gzip -k o.csv # the same content in another file is read, and is no new version
again patron -q -w w -c 'load o from o.csv' -c 'load o from o.csv.gz'
sed 's/2024-01-01,1/2024-01-01,7/' o.csv > p.csv && mv p.csv o.csv
again patron -q -w w -c 'load o from o.csv'
