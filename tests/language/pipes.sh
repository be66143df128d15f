# setup: workspace
# A reader that has seen enough is no error; nothing but plain text goes into a pipe.
patron -q shop -c 'segment s3 = kmeans on rfm k=3' > /dev/null
(patron -q shop -c 'show orders'; echo "status $?" >&2) | head -n 1
(patron -q shop -c 'show orders' -c 'show customers' -c 'print done > done.txt'; echo "status $?" >&2) | head -n 1
patron -q shop -c 'show orders | head -n 2' -c 'print after'
patron -q shop -c 'describe' -c 'summary rfm' -c 'check' -c 'help train' | LC_ALL=C grep -c '[[:cntrl:]]' | sed 's/[1-9][0-9]*/tabs only/'
patron -q shop --color=always -c 'show nothing' 2>&1 | grep -c "$(printf '\033')" | sed 's/[1-9][0-9]*/colours when asked for/'
patron -q shop --ascii -c 'profile s3' -c 'help' | LC_ALL=C grep -c '[^ -~]'
LC_ALL=C patron -q shop -c 'profile s3' -c 'help' | LC_ALL=C grep -c '[^ -~]'
patron -q shop -c 'profile s3' | LC_ALL=C grep -c '[^ -~]' | sed 's/[1-9][0-9]*/drawn with more where there is more/'
patron -q shop -c 'show orders columns=order_id limit=2' -o two.csv && cat two.csv
patron -q shop -c 'show nothing' -o three.csv
ls three.csv
echo mine > foreign.csv
patron -q shop -c 'show orders limit=1' -o foreign.csv
patron -q shop --overwrite -c 'show orders limit=1 columns=order_id' -o foreign.csv && cat foreign.csv
cp two.csv old.csv
echo edited >> two.csv
patron -q shop -c 'show orders columns=order_id limit=1 > two.csv'
patron -q shop -c 'show orders columns=order_id limit=1 > two.csv overwrite=yes' && cat two.csv
