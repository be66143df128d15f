# Rows that are nearly equal: told, judged, counted in quality, dropped and brought back.
cat > people.csv <<'X'
id,name,email,phone
1,José Núñez,jose.nunez@mail.example,+49 30 1234567
2,Jose Nunez,Jose.Nunez@mail.example,0049 (30) 123 4567
3,Anna Meyer,anna@mail.example,
4,Anna Meier,anna@mail.example,
5,Anna Meyer,anna+shop@mail.example,
6,Anna Meyer,anna@mail.example,
7,Li Wei,li@mail.example,+86 10 7654321
X
patron -q -c 'new shop' -c 'load people from people.csv key=id' > /dev/null
patron -q shop -c 'check people near duplicates on name,email < 10%'
patron -q shop -c 'check people near duplicates on name,email ignoring tags,dots < 60%' -c 'check people near duplicates on phone < 20% severity=warn'
patron -q shop --as text -c 'quality people' | sed -n '/duplicates/,$p'
patron -q shop -c 'gate check(people) == pass'
patron shop -c 'clean people drop near duplicates on name,email ignoring=tags' -c 'show people columns=id' -c 'show people.dropped columns=id' 2>&1
patron shop -c 'clean people drop near duplicates on name,email ignoring=tags' -c 'clean people back' -c 'print rows(people)' 2>&1
patron -q shop -c 'clean people drop near duplicates'
patron -q shop -c 'clean people drop near duplicates on name ignoring=case'
patron -q shop -c 'check people near duplicates on nick < 1%'
exit 0
