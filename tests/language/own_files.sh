# A workspace is for its owner alone, whatever umask says; a folder that is shared on purpose shares what is made in it.
printf 'id,at,v\n1,2024-01-01,2\n2,2024-01-02,3\n' > t.csv
umask 000
patron -q -c 'new w' -c 'load t from t.csv key=id time=at' -c 'show t > out.csv' > told
patron -q w -c 'show t' > told
find w -perm /077
find w -type f | grep -q columns/ && echo 'nothing for others'
umask 077
chmod 750 w w/columns
printf 'id,at,v\n1,2024-01-01,5\n2,2024-01-02,6\n' > t.csv
patron -q w -c 'load t from t.csv key=id time=at' > told
find w/columns -type f -perm 640 | wc -l
