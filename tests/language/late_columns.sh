# Columns that were filled in later than their rows: found by their values, missing until then, declared, refused where
# nothing can come of it; customers made from rows known later; rows that nobody ever knew.
cat > members.csv << 'END'
member,joined,left,reason
a,2024-01-01,2024-08-20,price
b,2024-01-01,,
c,2024-01-01,2024-03-01,moved
d,2024-01-01,,
END
cat > parcels.csv << 'END'
parcel,member,sent,arrived,state,rating,pickup
1,a,2024-06-01,2024-06-04,delivered,5,2024-07-01
2,a,2024-06-28,2024-07-03,delivered,1,2024-07-28
3,b,2024-06-10,2024-07-09,delivered,,2024-07-10
4,c,2024-02-20,2024-02-23,delivered,4,2024-03-20
5,d,2024-06-15,,underway,,2024-07-15
6,d,2024-06-20,,underway,,2024-07-20
END
cat > payments.csv << 'END'
payment,payer,paid,booked,amount
1,p,2024-05-01,2024-07-10,1
2,q,2024-05-20,2024-05-20,2
3,r,2024-04-01,2024-07-10,4
4,r,2024-06-01,2024-06-01,8
5,q,2024-06-01,,16
END
cat > all.pat << 'END'
version 1
new here
load members from members.csv key=member time=joined
load parcels from parcels.csv key=parcel time=sent of=members
describe parcels
asof 2024-07-01
feature there = count(parcels where arrived is not missing)
feature ahead = count(parcels where arrived >= 2024-07-01)
feature good = share(parcels.state == "delivered")
feature stars = mean(parcels.rating)
feature pickup = days since max(parcels.pickup)
feature gone = members.reason
feature kinds = count(parcels) by=parcels.state levels=("delivered")
features f = there ahead good stars pickup gone kinds
sql SELECT * FROM f
leak f
load parcels from parcels.csv key=parcel time=sent of=members known=arrived:arrived,rating:arrived planned=state,pickup
sql SELECT member, good, stars, pickup FROM f
population staying = members where left is missing
sql SELECT member, there FROM f
new there
load payments from payments.csv key=payment time=paid known=booked of=payers via=payer
show payers
asof 2024-06-01
feature n = count(payments)
feature age = days since payers.first_seen
features g = n age
sql SELECT * FROM g
asof 2024-06-02
sql SELECT * FROM g
leak g
END
patron -f all.pat
# A delivery says of its tables what load says of each, the second time too.
mkdir -p first second
cp members.csv parcels.csv payments.csv first/
cp members.csv parcels.csv payments.csv second/
echo '7,b,2024-06-21,,underway,,2024-07-21' >> second/parcels.csv
cat > deliveries.pat << 'END'
version 1
new delivered
load members from members.csv key=member time=joined
load parcels from parcels.csv key=parcel time=sent of=members
load payments from payments.csv key=payment time=paid known=booked of=payers via=payer
load snapshot june from first
load snapshot july from second
END
patron -f deliveries.pat
cd here 2> /dev/null && cd ..
for line in 'load loose from payments.csv time=paid known=booked' 'load loose from payments.csv planned=booked' \
    'load payments from payments.csv key=payment time=paid of=payers via=payer planned=paid' \
    'load payments from payments.csv key=payment time=paid of=payers via=payer known=amount:booked planned=amount' \
    'load payments from payments.csv key=payment time=paid of=payers via=payer known=payment:booked'; do
    patron there -q -c "$line"
    echo "status $?"
done
